"""The SQL text of the grants."""

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
