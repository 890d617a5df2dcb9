{# Ids are compared as text: an 18-character Salesforce account id ignores case (its last three characters carry it), no
   other id does. #}
{% macro comparable_id(id) -%}
    case when length(trim({{ id }})) = 18 and {{ id }} like '001%' then lower(trim({{ id }})) else trim({{ id }}) end
{%- endmacro %}

{# The CRM record that evidence names, where several of one account do: the lowest one that was merged away, because a merge
   hands its identifiers on to the survivor. #}
{% macro merged_first(records) -%}
    coalesce(
        min(case when {{ records }}.crm_account_id <> {{ records }}.account_id then {{ records }}.crm_account_id end),
        min({{ records }}.account_id)
    )
{%- endmacro %}

{# Of all claims on a source key only those of the best rule count; among these, living accounts go before deleted ones.

   Yields one row per source key: account_id, null when the best claims name several accounts or are not conclusive, and
   crm_account_id, the record of that account which they name.
   Rank, deleted and inconclusive are one number, so that its minimum finds the best claims.
#}
{% macro best_claims(claims) -%}
(
    select
        best.source_system,
        best.source_key,
        case
            when min(best.account_id) = max(best.account_id) and max(best.weakness) % 2 = 0 then min(best.account_id)
        end as account_id,
        {{ merged_first('best') }} as crm_account_id,
        min(best.rule) as rule,
        max(best.weakness) % 2 = 0 as is_conclusive,
        {{ text_list('best.evidence', '; ') }} as evidence,
        {{ text_list('best.account_id') }} as candidate_account_ids,
        max(best.valid_from) as valid_from,
        min(best.valid_to) as valid_to
    from (
        select
            weighed.*,
            min(weighed.weakness) over (partition by weighed.source_system, weighed.source_key) as least_weakness
        from (
            select
                claims.*,
                rules.rank * 4
                + case when accounts.is_deleted then 2 else 0 end
                + case when claims.is_conclusive then 0 else 1 end as weakness
            from {{ claims }} as claims
            inner join {{ ref('identity_rules') }} as rules
                on claims.rule = rules.rule
            inner join {{ ref('crm_accounts') }} as accounts
                on claims.account_id = accounts.crm_account_id
            where {{ in_force('rules', as_of_day()) }}
        ) as weighed
    ) as best
    where best.weakness = best.least_weakness
    group by best.source_system, best.source_key
)
{%- endmacro %}
