"""Columns of the Executive page's rows."""

from cs_dash.column import Column

EXECUTIVE_COLUMNS = {
    "answer_kind": Column("Answer"),
    "band_set": Column("Bands"),
    "comment": Column("Comment"),
    "answer_value": Column("Counts as", "number"),
    "health_share": Column("Share", "share"),
    "share_points_change": Column("Points since the month before", "gain"),
    "renewal_standing": Column("Standing"),
    "responded_on": Column("Answered on", "date"),
    "survey_score": Column("Score", "number"),
    "survey_trigger": Column("Asked because"),
}
