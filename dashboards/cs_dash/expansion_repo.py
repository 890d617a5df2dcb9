"""The SQL texts of expansion: the pipeline, what it came to, and who found it."""

import datetime as dt

import pyarrow as pa

from cs_dash.publication import Publication


def pipeline(publication: Publication, segment: str) -> list[dict]:
    """What is open and counted, by stage."""
    return publication.rows(
        """
        select
            stage, stage_rank, probability, sum(opportunities)::bigint as opportunities,
            sum(crm_opportunities)::bigint as crm_opportunities, sum(amount) as amount,
            sum(estimated_amount) as estimated_amount, sum(expected_amount) as expected_amount,
            sum(estimated_expected_amount) as estimated_expected_amount
        from expansion_pipeline
        where $segment in ('all', segment)
        group by stage, stage_rank, probability
        order by stage_rank
        """,
        {"segment": segment},
    )


def pipeline_total(publication: Publication, segment: str) -> dict:
    """The whole pipeline; amounts are None without any."""
    return publication.rows(
        """
        select
            coalesce(sum(opportunities), 0)::bigint as opportunities,
            coalesce(sum(crm_opportunities), 0)::bigint as crm_opportunities, sum(amount) as amount,
            sum(estimated_amount) as estimated_amount, sum(expected_amount) as expected_amount,
            sum(estimated_expected_amount) as estimated_expected_amount
        from expansion_pipeline
        where $segment in ('all', segment)
        """,
        {"segment": segment},
    )[0]


def signals(publication: Publication, segment: str) -> pa.Table:
    """What each signal has come to: how many were opened, how they ended, and what was credited to them."""
    return publication.table(
        """
        with opened as (
            select
                signal, count(*) as opportunities, count(*) filter (where outcome = 'open') as open_opportunities,
                count(*) filter (where outcome = 'won') as won, count(*) filter (where outcome = 'lost') as deals_lost,
                count(*) filter (where outcome = 'expired') as expired,
                count(*) filter (where handed_over_on is not null) as handed_over,
                sum(credited_amount) as credited_amount
            from expansion_opportunities
            where $segment in ('all', segment)
            group by signal
        )
        select
            opened.*, results.matured as judged_openings, results.growth_rate, results.base_rate as base_growth_rate
        from opened
        left join expansion_signal_results as results on opened.signal = results.signal
        order by opened.credited_amount desc, opened.signal
        """,
        {"segment": segment},
    )


OPPORTUNITIES = """
    from expansion_opportunities as opportunities
    where
        $segment in ('all', opportunities.segment) and $stage in ('all', opportunities.stage)
        and $signal in ('all', opportunities.signal)
        and case $counted
            when 'pipeline' then opportunities.is_in_pipeline
            when 'open' then opportunities.outcome = 'open'
            when 'handed_over' then opportunities.handed_over_on is not null and opportunities.outcome = 'open'
            else opportunities.outcome = $counted
        end
"""


def opportunity_rows(
    publication: Publication, segment: str, stage: str, signal: str, counted: str, limit: int | None
) -> pa.Table:
    """Opportunities of a stage and signal ('all' of either), the largest expected first.

    `counted`: pipeline (open, and the first of its account and type), open, handed_over, won, lost or expired.
    """
    return publication.table(
        "with largest as (select opportunities.*"
        + OPPORTUNITIES
        + """
            order by
                opportunities.expected_amount desc, opportunities.amount desc, opportunities.expansion_opportunity_id
            limit $limit
        )
        select
            accounts.account_name, largest.signal, largest.evidence, largest.expansion_type, largest.stage,
            largest.amount as amount_arr, largest.expected_amount as expected_arr, largest.probability,
            largest.amount_basis, largest.credited_amount, largest.opened_on, largest.owner_role,
            largest.handed_over_on, largest.sourced_by, largest.action, largest.outcome, largest.segment,
            largest.account_id
        from largest
        left join accounts on largest.account_id = accounts.account_id
        order by largest.expected_amount desc, largest.amount desc, largest.expansion_opportunity_id
        """,
        {"segment": segment, "stage": stage, "signal": signal, "counted": counted, "limit": limit},
    )


def opportunity_total(publication: Publication, segment: str, stage: str, signal: str, counted: str) -> dict:
    """The sums of all of `opportunity_rows`."""
    return publication.rows(
        "select count(*) as row_count, coalesce(sum(opportunities.amount), 0) as amount,"
        " coalesce(sum(opportunities.expected_amount), 0) as expected_amount,"
        " coalesce(sum(opportunities.credited_amount), 0) as credited_amount" + OPPORTUNITIES,
        {"segment": segment, "stage": stage, "signal": signal, "counted": counted},
    )[0]


def months(publication: Publication, window: int) -> list[dict]:
    """Month ends of whole windows, newest first, each final or provisional."""
    return publication.rows(
        """
        select month_end, bool_or(is_provisional) as is_provisional
        from expansion_mix
        where window_months = $window
        group by month_end
        order by month_end desc
        """,
        {"window": window},
    )


def mix(publication: Publication, segment: str, window: int, month: dt.date) -> list[dict]:
    """Expansion of the window by type with the usual range of its share, in the order of the rule."""
    return publication.rows(
        """
        select
            mix.expansion_type, mix.amount, mix.growth_amount, mix.share, mix.least_share, mix.greatest_share,
            mix.is_in_range, mix.is_growth, mix.expansion_amount
        from expansion_mix as mix
        left join (select expansion_type, min(sort_order) as sort_order from expansion_types group by expansion_type)
            as types on mix.expansion_type = types.expansion_type
        where mix.segment = $segment and mix.window_months = $window and mix.month_end = $month
        order by types.sort_order, mix.expansion_type
        """,
        {"segment": segment, "window": window, "month": month},
    )


GROWN = """
    with grown as (
        select account_id, expansion_type, sum(amount) as mrr, max(month_end) as newest_month
        from expansion_amounts
        where
            month_end <= $month and month_end > last_day($month - to_months($window))
            and $segment in ('all', segment) and $type in ('all', expansion_type)
        group by account_id, expansion_type
    )
"""


def mix_rows(
    publication: Publication, segment: str, window: int, month: dt.date, kind: str, limit: int | None
) -> pa.Table:
    """Accounts behind a type of expansion ('all' of them), the largest first."""
    return publication.table(
        GROWN
        + """
        select accounts.account_name, grown.mrr, grown.expansion_type, grown.newest_month, grown.account_id
        from grown
        left join accounts on grown.account_id = accounts.account_id
        order by abs(grown.mrr) desc, grown.account_id, grown.expansion_type
        limit $limit
        """,
        {"segment": segment, "window": window, "month": month, "type": kind, "limit": limit},
    )


def mix_total(publication: Publication, segment: str, window: int, month: dt.date, kind: str) -> dict:
    """The sums of all of `mix_rows`."""
    return publication.rows(
        GROWN + "select count(*) as row_count, coalesce(sum(mrr), 0) as mrr from grown",
        {"segment": segment, "window": window, "month": month, "type": kind},
    )[0]


def rates(publication: Publication, segment: str, window: int, month: dt.date) -> dict | None:
    """How many of the customers of the window's opening expanded and by how much, or None without any."""
    found = publication.rows(
        """
        select
            customers, expanded_customers, customer_rate, customer_rate_least, customer_rate_greatest, opening_mrr,
            expansion_mrr, revenue_rate, revenue_rate_least, revenue_rate_greatest, is_provisional
        from expansion_rates
        where segment = $segment and window_months = $window and month_end = $month
        """,
        {"segment": segment, "window": window, "month": month},
    )
    return found[0] if found else None


CUSTOMERS = """
    with customers as (
        select
            base.account_id, base.segment, base.opening_mrr, coalesce(sum(amounts.amount), 0) as expansion_mrr,
            coalesce(sum(amounts.amount) filter (where amounts.is_growth), 0) as growth_mrr
        from retention_base as base
        left join expansion_amounts as amounts
            on
                base.account_id = amounts.account_id and base.opening_month_end < amounts.month_end
                and amounts.month_end <= base.month_end
        where
            base.is_in_cohort and base.month_end = $month and base.window_months = $window
            and $segment in ('all', base.segment)
        group by base.account_id, base.segment, base.opening_mrr
    )
"""


def customer_rows(publication: Publication, segment: str, window: int, month: dt.date, limit: int | None) -> pa.Table:
    """Customers of the window's opening, those that grew most first."""
    return publication.table(
        CUSTOMERS
        + """
        select
            accounts.account_name, customers.opening_mrr, customers.expansion_mrr, customers.growth_mrr,
            customers.growth_mrr > 0 as has_expanded, customers.segment, customers.account_id
        from customers
        left join accounts on customers.account_id = accounts.account_id
        order by customers.expansion_mrr desc, customers.opening_mrr desc, customers.account_id
        limit $limit
        """,
        {"segment": segment, "window": window, "month": month, "limit": limit},
    )


def customer_total(publication: Publication, segment: str, window: int, month: dt.date) -> dict:
    """The sums of all of `customer_rows`."""
    return publication.rows(
        CUSTOMERS
        + """
        select
            count(*) as row_count, count(*) filter (where growth_mrr > 0) as expanded_customers,
            sum(opening_mrr) as opening_mrr, sum(expansion_mrr) as expansion_mrr
        from customers
        """,
        {"segment": segment, "window": window, "month": month},
    )[0]


def sources(publication: Publication, window: int, month: dt.date) -> list[dict]:
    """Who found the CRM opportunities of expansion: created in the window, and won in it, for all segments."""
    return publication.rows(
        """
        select
            basis, sourced_by, opportunities, total_opportunities, opportunity_share, amount, total_amount,
            amount_share, credited_amount, target_share
        from expansion_sources
        where window_months = $window and month_end = $month
        order by basis, sourced_by = 'other', sourced_by
        """,
        {"window": window, "month": month},
    )


SOURCED = """
    with created as (
        select opportunity_id, min(created_on) as created_on
        from opportunity_states
        group by opportunity_id
    ),
    deals as (
        select
            opportunities.*, if($basis = 'won', opportunities.closed_on, created.created_on) as counted_on
        from expansion_opportunities as opportunities
        inner join created on opportunities.opportunity_id = created.opportunity_id
        where ($basis <> 'won' or opportunities.outcome = 'won') and $source in ('all', opportunities.sourced_by)
    ),
    counted as (
        select *
        from deals
        where counted_on <= $month and counted_on > last_day($month - to_months($window))
    )
"""


def sourced_rows(
    publication: Publication, basis: str, window: int, month: dt.date, source: str, limit: int | None
) -> pa.Table:
    """CRM opportunities created or won (`basis`) in the window by who found them ('all'), the largest first."""
    return publication.table(
        SOURCED
        + """
        select
            accounts.account_name, counted.sourced_by, counted.amount as amount_arr, counted.counted_on, counted.stage,
            counted.expansion_type, counted.signal, counted.outcome, counted.owner_role, counted.opportunity_id,
            counted.account_id
        from counted
        left join accounts on counted.account_id = accounts.account_id
        order by counted.amount desc, counted.opportunity_id
        limit $limit
        """,
        {"basis": basis, "window": window, "month": month, "source": source, "limit": limit},
    )


def sourced_total(publication: Publication, basis: str, window: int, month: dt.date, source: str) -> dict:
    """The sums of all of `sourced_rows`."""
    return publication.rows(
        SOURCED + "select count(*) as row_count, coalesce(sum(amount), 0) as amount from counted",
        {"basis": basis, "window": window, "month": month, "source": source},
    )[0]
