"""The SQL texts of longer terms: which open renewals may be offered one, what stands in the way, and at what price."""

import pyarrow as pa

from cs_dash.publication import Publication


def summary(publication: Publication, segment: str) -> dict:
    """How many open renewals there are and may be offered a longer term, with their ARR."""
    return publication.rows(
        """
        select
            count(*) as renewals, count(*) filter (where is_eligible) as eligible,
            coalesce(sum(amount_due), 0) as amount_due,
            coalesce(sum(amount_due) filter (where is_eligible), 0) as eligible_amount
        from multi_year_eligibility
        where $segment in ('all', segment)
        """,
        {"segment": segment},
    )[0]


def terms(publication: Publication, segment: str) -> list[dict]:
    """The terms on offer: years, the range of the discount, and what all offers together would sign."""
    return publication.rows(
        """
        select
            offers.term_years, count(*) as offers, min(offers.lowest_discount) as lowest_discount,
            max(offers.highest_discount) as highest_discount, sum(offers.lowest_term_amount) as lowest_term_amount,
            sum(offers.highest_term_amount) as highest_term_amount
        from multi_year_offers as offers
        inner join multi_year_eligibility as renewals on offers.renewal_id = renewals.renewal_id
        where $segment in ('all', renewals.segment)
        group by offers.term_years
        order by offers.term_years
        """,
        {"segment": segment},
    )


def criteria(publication: Publication, segment: str) -> pa.Table:
    """Each criterion with how many open renewals meet it."""
    return publication.table(
        """
        select
            checks.criterion, any_value(upper(left(checks.label, 1)) || substr(checks.label, 2)) as criterion_label,
            max(checks.threshold) as threshold_figure,
            bool_or(checks.is_required) as is_required, count(*) filter (where checks.is_met) as renewals_met,
            count(*) filter (where not checks.is_met) as renewals_unmet,
            count(*) filter (where checks.figure is null) as renewals_unknown
        from multi_year_checks as checks
        inner join multi_year_eligibility as renewals on checks.renewal_id = renewals.renewal_id
        where $segment in ('all', renewals.segment)
        group by checks.criterion
        order by min(checks.sort_order), checks.criterion
        """,
        {"segment": segment},
    )


RENEWALS = """
    from multi_year_eligibility as renewals
    where
        $segment in ('all', segment)
        and case $which when 'eligible' then is_eligible when 'others' then not is_eligible else true end
        and (
            $lacking = 'all'
            or renewal_id in (select renewal_id from multi_year_checks where criterion = $lacking and not is_met)
        )
"""


def renewal_rows(publication: Publication, segment: str, which: str, lacking: str, limit: int | None) -> pa.Table:
    """Open renewals that are eligible, not (`which` others) or all; of those that do not meet `lacking`, or any."""
    return publication.table(
        "select account_name, is_eligible, amount_due, due_date, criteria_met as criteria_met_count,"
        " criteria as criteria_count, criteria_met_names, criteria_unmet_names, owner_name, segment, account_id"
        + RENEWALS
        + " order by is_eligible desc, amount_due desc, renewal_id limit $limit",
        {"segment": segment, "which": which, "lacking": lacking, "limit": limit},
    )


def renewal_total(publication: Publication, segment: str, which: str, lacking: str) -> dict:
    """The sums of all of `renewal_rows`."""
    return publication.rows(
        "select count(*) as row_count, coalesce(sum(amount_due), 0) as amount_due" + RENEWALS,
        {"segment": segment, "which": which, "lacking": lacking},
    )[0]


def offer_rows(publication: Publication, segment: str, years: int | None, limit: int | None) -> pa.Table:
    """What eligible renewals may be offered for so many years (None: any), the largest first."""
    return publication.table(
        """
        select
            renewals.account_name, offers.term_years, offers.due_date, offers.list_amount, offers.lowest_discount,
            offers.highest_discount, offers.lowest_year_amount, offers.highest_year_amount, offers.lowest_term_amount,
            offers.highest_term_amount, renewals.owner_name, offers.account_id
        from multi_year_offers as offers
        inner join multi_year_eligibility as renewals on offers.renewal_id = renewals.renewal_id
        where $segment in ('all', renewals.segment) and ($years is null or offers.term_years = $years)
        order by offers.list_amount desc, offers.renewal_id, offers.term_years
        limit $limit
        """,
        {"segment": segment, "years": years, "limit": limit},
    )
