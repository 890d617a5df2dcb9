"""The SQL texts of the grants, and of what a part of the company is not told."""

import datetime as dt

from cs_dash.publication import Publication


def grants(publication: Publication) -> list[dict]:
    """Every grant of the publication, those in force and others, by the person's name."""
    return publication.rows("""
        select
            person_hash, display_name, role, role_label, row_rule, pages, may_view_as, owner_id, segment,
            effective_from, effective_to
        from access_grants
        order by display_name, role, effective_from
    """)


def people(publication: Publication, today: dt.date) -> list[dict]:
    """`display_name` and `role_label` of the grants that hold today, in the order of `grants`."""
    return publication.rows(
        """
        select display_name, role_label
        from access_grants
        where effective_from <= $today and (effective_to is null or effective_to > $today)
        order by display_name, role, effective_from
        """,
        {"today": today},
    )


def is_closed(publication: Publication, table: str) -> bool:
    """Whether the reader's kind of scope sees no row of a table, however many it has."""
    if publication.scope.sees_all:
        return False
    rule = "owner_rule" if publication.scope.rows == "owner" else "segment_rule"
    found = publication.rows(
        "select owner_rule, segment_rule from access_tables where table_name = $table", {"table": table}
    )
    return any(row[rule] == "closed" for row in found)
