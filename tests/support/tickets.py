"""The hard tickets, each with the answer that was worked out by hand. 2 June 2025 is a Monday."""

from tests.support.desk import MARS, NIGHTS, Ticket

OPENED = ("reply.1 activate 06-02 09:00", "reply.1 apply 06-02 09:00 standard 480")
REPLY = "first_reply_time"
TICKETS = {
    "in_time": Ticket(
        "Replied after 479 of 480 minutes; in_time also takes over what was asked in merged.",
        "06-02 09:00", (*OPENED, "reply.1 fulfill 06-02 16:59"),
        ((REPLY, 1, "met", "zendesk", 479, None, None),), merged=("merged",)),
    "on_the_minute": Ticket(
        "Replied at the very moment of the breach: none is earlier than the reply.",
        "06-02 09:00", (*OPENED, "reply.1 breach 06-02 17:00", "reply.1 fulfill 06-02 17:00"),
        ((REPLY, 1, "met", "zendesk", 480, "06-02 17:00", "06-02 17:00"),)),
    "late": Ticket(
        "Breach, then reply an hour later.",
        "06-02 09:00", (*OPENED, "reply.1 breach 06-02 17:00", "reply.1 fulfill 06-02 18:00"),
        ((REPLY, 1, "breached", "zendesk", 540, "06-02 17:00", "06-02 17:00"),)),
    "stricter_policy": Ticket(
        "After two hours an hour is promised, from the creation: broken on the spot, replied after 150 minutes.",
        "06-02 09:00", (*OPENED, "reply.1 apply 06-02 11:00 strict 60", "reply.1 breach 06-02 11:00",
                        "reply.1 fulfill 06-02 11:30"),
        ((REPLY, 1, "breached", "zendesk", 150, "06-02 10:00", "06-02 11:00"),),
        facts={"policy_changes": 1, "policy_title": "strict"}),
    "looser_policy": Ticket(
        "Broken at 17:00, then a day is promised and Zendesk takes the breach back; replied after 23 hours.",
        "06-02 09:00", (*OPENED, "reply.1 breach 06-02 17:00 deleted", "reply.1 apply 06-02 17:30 relaxed 1440",
                        "reply.1 fulfill 06-03 08:00"),
        ((REPLY, 1, "met", "zendesk", 1380, None, None),), facts={"policy_changes": 1, "target_seconds": 86400}),
    "late_policy": Ticket(
        "The policy comes after 90 minutes and promises 60, from the creation; replied after 105.",
        "06-02 09:00", ("reply.1 activate 06-02 09:00", "reply.1 apply 06-02 10:30 strict 60",
                        "reply.1 breach 06-02 10:30", "reply.1 fulfill 06-02 10:45"),
        ((REPLY, 1, "breached", "zendesk", 105, "06-02 10:00", "06-02 10:30"),), facts={"policy_changes": 0}),
    "reply_before_policy": Ticket(
        "Replied after 50 minutes; the policy of 60 comes after 90: kept.",
        "06-02 09:00", ("reply.1 activate 06-02 09:00", "reply.1 fulfill 06-02 09:50",
                        "reply.1 apply 06-02 10:30 strict 60"),
        ((REPLY, 1, "met", "zendesk", 50, None, None),)),
    "pending": Ticket(
        "The customer waited 60 minutes, was asked something for 300, and waited 150 more: 210 of 240.",
        "06-02 09:00", ("wait.1 activate 06-02 09:00", "wait.1 apply 06-02 09:00 standard 240",
                        "wait.1 pause 06-02 10:00", "wait.1 activate 06-02 15:00", "wait.1 fulfill 06-02 17:30"),
        (("requester_wait_time", 1, "met", "zendesk", 210, None, None),), facts={"paused_minutes": 300}),
    "pending_over_night": Ticket(
        "In New York 10:00 to 16:00 is 360 minutes; on again at 8:00, an hour before opening, so that 480 are full at "
        "11:00 (15:00 UTC) and 540 at noon.",
        "06-03 14:00", ("work.1 activate 06-03 14:00", "work.1 apply 06-03 14:00 office 480 hours",
                        "work.1 pause 06-03 20:00", "work.1 activate 06-04 12:00", "work.1 breach 06-04 15:00",
                        "work.1 fulfill 06-04 16:00"),
        (("agent_work_time", 1, "breached", "zendesk", 540, "06-04 15:00", "06-04 15:00"),),
        facts={"paused_minutes": 960, "elapsed_calendar_minutes": 600}),
    "paused_now": Ticket(
        "Waits for the customer with 60 of 240 minutes gone: nothing is due while it stands still.",
        "06-30 09:00", ("wait.1 activate 06-30 09:00", "wait.1 apply 06-30 09:00 standard 240",
                        "wait.1 pause 06-30 10:00"),
        (("requester_wait_time", 1, "open", "zendesk", 60, None, None),), facts={"is_paused": True}),
    "reopened": Ticket(
        "Solved after a day of three; reopened a week later, that took four days.",
        "06-02 09:00", ("solve.1 activate 06-02 09:00", "solve.1 apply 06-02 09:00 standard 4320",
                        "solve.1 fulfill 06-03 09:00", "solve.2 activate 06-10 09:00",
                        "solve.2 apply 06-10 09:00 standard 4320", "solve.2 breach 06-13 09:00",
                        "solve.2 fulfill 06-14 09:00"),
        (("total_resolution_time", 1, "met", "zendesk", 1440, None, None),
         ("total_resolution_time", 2, "breached", "zendesk", 5760, "06-13 09:00", "06-13 09:00"))),
    "weekend": Ticket(
        "Friday 16:00 in New York to Monday 9:30: an hour and half an hour, 90 of 120.",
        "06-06 20:00", ("reply.1 activate 06-06 20:00", "reply.1 apply 06-06 20:00 office 120 hours",
                        "reply.1 fulfill 06-09 13:30"),
        ((REPLY, 1, "met", "zendesk", 90, None, None),), facts={"elapsed_calendar_minutes": 3930}),
    "holidays": Ticket(
        "Friday 16:30, then a weekend and two holidays: 60 minutes are full on Wednesday 9:30, replied at 10:00.",
        "05-23 20:30", ("reply.1 activate 05-23 20:30", "reply.1 apply 05-23 20:30 office 60 hours",
                        "reply.1 breach 05-28 13:30", "reply.1 fulfill 05-28 14:00"),
        ((REPLY, 1, "breached", "zendesk", 90, "05-28 13:30", "05-28 13:30"),)),
    "summer_time": Ticket(
        "Friday 16:00 winter time (21:00 UTC); Monday 9:00 is 13:00 UTC, no longer 14:00: 60 and 45 of 120 minutes.",
        "03-07 21:00", ("reply.1 activate 03-07 21:00", "reply.1 apply 03-07 21:00 office 120 hours",
                        "reply.1 fulfill 03-10 13:45"),
        ((REPLY, 1, "met", "zendesk", 105, None, None),)),
    "short_night": Ticket(
        "In Copenhagen the Sunday night from 0:00 to 6:00 has five hours on 30 March: 300 of 330 minutes. No events.",
        "03-29 20:00", (), ((REPLY, 1, "met", "recomputed", 300, None, None),),
        comments=(("agent", "03-30 05:00", True),), applied=("nights", "03-29 20:00"), schedule=NIGHTS),
    "merged": Ticket(
        "Merged after three hours: what was promised is asked of the other ticket.",
        "06-02 09:00", OPENED, ((REPLY, 1, "withdrawn", "zendesk", 180, None, None),),
        versions=(("06-02 12:00", "closed"),), tags=("closed_by_merge",), facts={"withdrawn_because": "merged"}),
    "merged_too_late": Ticket(
        "Broken at 17:00, merged at 18:00: the promise was broken.",
        "06-02 09:00", (*OPENED, "reply.1 breach 06-02 17:00"),
        ((REPLY, 1, "breached", "zendesk", 540, "06-02 17:00", "06-02 17:00"),),
        versions=(("06-02 18:00", "closed"),), tags=("closed_by_merge",)),
    "priority_raised": Ticket(
        "Urgent after half an hour: 60 minutes from the creation; replied after 90.",
        "06-02 09:00", (*OPENED, "reply.1 apply 06-02 09:30 standard 60", "reply.1 breach 06-02 10:00",
                        "reply.1 fulfill 06-02 10:30"),
        ((REPLY, 1, "breached", "zendesk", 90, "06-02 10:00", "06-02 10:00"),),
        priority="urgent", facts={"policy_changes": 1}),
    "recalculated": Ticket(
        "The reply at 16:00 was taken back; the one that counts came after the breach.",
        "06-02 09:00", (*OPENED, "reply.1 fulfill 06-02 16:00 deleted", "reply.1 breach 06-02 17:00",
                        "reply.1 fulfill 06-02 17:30"),
        ((REPLY, 1, "breached", "zendesk", 510, "06-02 17:00", "06-02 17:00"),)),
    "no_policy": Ticket(
        "Nothing was promised.",
        "06-02 09:00", ("reply.1 activate 06-02 09:00", "reply.1 fulfill 06-02 18:00"), ()),
    "groups": Ticket(
        "A group had half an hour and took 40 minutes: no promise to the customer.",
        "06-02 09:00", ("group.1 activate 06-02 09:00", "group.1 apply 06-02 09:00 strict 30",
                        "group.1 breach 06-02 09:30", "group.1 fulfill 06-02 09:40"),
        (("group_ownership_time", 1, "breached", "zendesk", 40, "06-02 09:30", "06-02 09:30"),),
        facts={"is_group_sla": True}),
    "deleted": Ticket(
        "Broken and then kept, but the ticket was deleted: Zendesk reports such tickets nowhere.",
        "06-02 09:00", (*OPENED, "reply.1 breach 06-02 17:00", "reply.1 fulfill 06-02 18:00"),
        ((REPLY, 1, "withdrawn", "zendesk", 540, "06-02 17:00", "06-02 17:00"),),
        versions=(("06-05 09:00", "deleted"),), facts={"withdrawn_because": "deleted"}),
    "open_past_target": Ticket(
        "Open since 28 June, eight hours promised: 3,779 minutes and 59 seconds.",
        "06-28 09:00", ("reply.1 activate 06-28 09:00", "reply.1 apply 06-28 09:00 standard 480",
                        "reply.1 breach 06-28 17:00"),
        ((REPLY, 1, "open_breached", "zendesk", 3779, "06-28 17:00", "06-28 17:00"),)),
    "open_untold": Ticket(
        "An hour was promised at 9:00 and no event tells the breach: the clock does.",
        "06-30 09:00", ("reply.1 activate 06-30 09:00", "reply.1 apply 06-30 09:00 strict 60"),
        ((REPLY, 1, "open_breached", "recomputed", 899, "06-30 10:00", "06-30 10:00"),)),
    "open_in_time": Ticket(
        "Open for four hours of eight; the breach that Zendesk already dates is still to come.",
        "06-30 20:00", ("reply.1 activate 06-30 20:00", "reply.1 apply 06-30 20:00 standard 480",
                        "reply.1 breach 07-01 04:00"),
        ((REPLY, 1, "open", "zendesk", 239, "07-01 04:00", None),)),
    "three_replies": Ticket(
        "First reply after 30 minutes; the second took 90 of 60, the third 20.",
        "06-02 09:00", (*OPENED, "reply.1 fulfill 06-02 09:30", "reply.2 activate 06-02 11:00",
                        "reply.2 apply 06-02 11:00 strict 60", "reply.2 breach 06-02 12:00",
                        "reply.2 fulfill 06-02 12:30", "reply.3 activate 06-02 14:00",
                        "reply.3 apply 06-02 14:00 strict 60", "reply.3 fulfill 06-02 14:20"),
        ((REPLY, 1, "met", "zendesk", 30, None, None),
         ("next_reply_time", 2, "breached", "zendesk", 90, "06-02 12:00", "06-02 12:00"),
         ("next_reply_time", 3, "met", "zendesk", 20, None, None))),
    "no_events": Ticket(
        "Only comments and changes were exported. A private note is no reply; the public one came after 420 of the 480 "
        "minutes of the priority that it had then. Solved after two days of three, reopened, and that took four.",
        "06-02 09:00", (),
        ((REPLY, 1, "met", "recomputed", 420, None, None),
         ("total_resolution_time", 1, "met", "recomputed", 2880, None, None),
         ("total_resolution_time", 2, "breached", "recomputed", 5760, "06-08 09:00", "06-08 09:00")),
        versions=(("06-09 09:00", "solved"),), applied=("standard", "06-02 09:30"),
        comments=(("agent", "06-02 10:00", False), ("agent", "06-02 16:00", True)),
        changes=(("priority", "low", "06-02 09:00"), ("priority", "normal", "06-02 11:00"),
                 ("status", "pending", "06-03 09:00"), ("status", "solved", "06-04 09:00"),
                 ("status", "open", "06-05 09:00"), ("status", "solved", "06-09 09:00"))),
    "policy_removed": Ticket(
        "The policy was taken away before anything was due.",
        "06-02 09:00", (*OPENED, "reply.1 remove 06-02 10:00", "reply.1 fulfill 06-03 09:00"),
        ((REPLY, 1, "withdrawn", "zendesk", 1440, None, None),), facts={"withdrawn_because": "policy_removed"}),
    "solved_without_reply": Ticket(
        "Solved after three hours without a reply: none is owed any more.",
        "06-02 09:00", OPENED, ((REPLY, 1, "withdrawn", "zendesk", 180, None, None),),
        versions=(("06-02 12:00", "solved"),), facts={"withdrawn_because": "solved"}),
    "unknown_hours": Ticket(
        "Business hours of a time zone that nobody knows: kept or broken cannot be told.",
        "06-02 09:00", (), ((REPLY, 1, "undecided", "recomputed", None, None, None),),
        comments=(("agent", "06-05 09:00", True),), applied=("office", "06-02 09:00"), schedule=MARS),
}  # fmt: skip
