-- The history of changes says what a field held and when; without one each exported version does, from the day on which it
-- was written. Before that: what the first change found, else the first version's, unless closing changes the field.
{% set columns = {
    'opportunity_type': 'text', 'stage_name': 'closing', 'amount': 'text', 'currency': 'text', 'probability_percent': 'closing',
    'forecast_category': 'closing', 'closes_on': 'text', 'is_closed': 'flag', 'is_won': 'flag', 'owner_id': 'text',
    'lead_source': 'text', 'loss_reason': 'closing',
} %}
with versions as (
    select
        versions.*,
        {{ reporting_date('versions.known_at') }} as known_on,
        {{ reporting_date('lag(versions.known_at) over by_age') }} as known_before_on,
        row_number() over by_age as place
    from {{ ref('stg_salesforce__opportunity_versions') }} as versions
    window by_age as (partition by versions.opportunity_id order by versions.known_at)
),

exported as (
    {% for column, kind in columns.items() %}
    select
        versions.*,
        '{{ column }}' as field,
        cast(versions.{{ column }} as varchar) as value,
        {{ 'false' if kind == 'text' else 'versions.is_closed' }} as is_of_closing,
        {{ "'false'" if kind == 'flag' else 'cast(null as varchar)' }} as value_while_open
    from versions
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

stated as (
    select
        exported.opportunity_id,
        exported.field,
        exported.value,
        case
            -- A version that was still open after the close date shows that date to be written back.
            when
                exported.is_of_closing and changes.opportunity_id is null
                and coalesce(exported.closes_on >= exported.known_before_on, true)
                then least(exported.closes_on, exported.known_on)
            else exported.known_on
        end as stated_on,
        exported.known_at as stated_at,
        2 as precedence
    from exported
    left join {{ ref('opportunity_changes') }} as changes
        on
            exported.opportunity_id = changes.opportunity_id
            and exported.field = changes.field
            and changes.change_number = 1
    union all
    select
        exported.opportunity_id,
        exported.field,
        case when exported.is_of_closing then exported.value_while_open else exported.value end as value,
        null as stated_on,
        null as stated_at,
        0 as precedence
    from exported
    where exported.place = 1
    {% for value, change_number, precedence in [('new_value', none, 3), ('old_value', 1, 1)] %}
    union all
    select
        changes.opportunity_id,
        changes.field,
        changes.{{ value }} as value,
        {{ 'null' if change_number else 'changes.changed_on' }} as stated_on,
        {{ 'null' if change_number else 'changes.changed_at' }} as stated_at,
        {{ precedence }} as precedence
    from {{ ref('opportunity_changes') }} as changes
    {{ 'where changes.change_number = 1' if change_number }}
    {% endfor %}
),

statements as (
    select
        stated.opportunity_id,
        stated.field,
        stated.value,
        -- greatest() leaves out what holds from the beginning.
        greatest(stated.stated_on, {{ reporting_date('coalesce(opportunities.created_at, opportunities.modified_at)') }}) as stated_on,
        stated.stated_at,
        stated.precedence
    from stated
    inner join {{ ref('stg_salesforce__opportunities') }} as opportunities
        on stated.opportunity_id = opportunities.opportunity_id
),

{{ told_periods('statements', 'opportunity_id') }}

select
    told.opportunity_id,
    told.field,
    told.value,
    told.valid_from,
    told.valid_to
from told
where told.value is not null
