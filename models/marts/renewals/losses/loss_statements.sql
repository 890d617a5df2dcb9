-- A word that no row of the seed names counts as its source's star.
with said as (
    {% for source, column in [('billing_reason', 'cancellation_reason'), ('billing_feedback', 'cancellation_feedback')] %}
    select
        terms.account_id,
        '{{ source }}' as source,
        terms.ended_on as said_on,
        subscriptions.{{ column }} as words,
        terms.subscription_id as source_key
    from {{ ref('subscription_terms') }} as terms
    inner join {{ ref('stg_stripe__subscriptions') }} as subscriptions
        on terms.subscription_id = subscriptions.subscription_id
    union all
    {% endfor %}
    select
        crm_accounts.account_id,
        'crm' as source,
        opportunities.closes_on as said_on,
        opportunities.loss_reason as words,
        opportunities.opportunity_id as source_key
    from {{ ref('stg_salesforce__opportunities') }} as opportunities
    inner join {{ ref('crm_accounts') }} as crm_accounts
        on opportunities.account_id = crm_accounts.crm_account_id
    inner join {{ ref('renewal_opportunity_types') }} as types
        on
            lower(trim(opportunities.opportunity_type)) = types.opportunity_type
            and {{ in_force('types', 'opportunities.closes_on') }}
    where opportunities.is_closed and not opportunities.is_deleted
    union all
    select distinct
        terms.account_id,
        'pause' as source,
        pauses.valid_from as said_on,
        'paused' as words,
        terms.subscription_id as source_key
    from {{ ref('subscription_pauses') }} as pauses
    inner join {{ ref('subscription_terms') }} as terms
        on pauses.subscription_id = terms.subscription_id
    where terms.ended_on is null
    union all
    select
        dunning.account_id,
        'payments' as source,
        dunning.first_failed_on as said_on,
        'unpaid' as words,
        dunning.invoice_id as source_key
    from {{ ref('dunning') }} as dunning
    where dunning.recovered_on is null
),

worded as (
    select
        said.*,
        lower(trim(replace(said.words, '_', ' '))) as plain_words
    from said
    where said.said_on <= {{ as_of_day() }} and trim(said.words) <> ''
)

select
    worded.account_id,
    worded.source,
    worded.source_key,
    worded.said_on,
    worded.plain_words,
    coalesce(named.reason, others.reason) as reason,
    coalesce(named.rank, others.rank) as rank,
    sources.label as source_label,
    sources.kind,
    cast({{ dbt.dateadd('day', '-sources.after_days', 'worded.said_on') }} as date) as explains_from,
    cast({{ dbt.dateadd('day', 'sources.before_days', 'worded.said_on') }} as date) as explains_to
from worded
inner join {{ ref('loss_reason_sources') }} as sources
    on
        worded.source = sources.source
        and {{ in_force('sources', 'worded.said_on') }}
left join {{ ref('loss_reason_words') }} as named
    on
        worded.source = named.source
        and worded.plain_words = named.words
        and {{ in_force('named', 'worded.said_on') }}
left join {{ ref('loss_reason_words') }} as others
    on
        worded.source = others.source
        and others.words = '*'
        and {{ in_force('others', 'worded.said_on') }}
where coalesce(named.reason, others.reason) is not null
