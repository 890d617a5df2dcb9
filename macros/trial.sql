{# Variance of an area under the curve (Hanley and McNeil, 1982) from so many churns and so many who stayed, as double. #}
{% macro auc_variance(auc, churns, stayed) -%}
{%- set area = 'cast(' ~ auc ~ ' as double)' -%}
    (
        {{ area }} * (1 - {{ area }})
        + ({{ churns }} - 1) * ({{ area }} / (2 - {{ area }}) - {{ area }} * {{ area }})
        + ({{ stayed }} - 1) * (2 * {{ area }} * {{ area }} / (1 + {{ area }}) - {{ area }} * {{ area }})
    ) / nullif(cast({{ churns }} as double) * ({{ stayed }}), 0)
{%- endmacro %}

{# Variance of a share of so many churns, as double. #}
{% macro share_variance(share, churns) -%}
    cast({{ share }} as double) * (1 - cast({{ share }} as double)) / nullif({{ churns }}, 0)
{%- endmacro %}

{# Of ranked scores with churned, stayed and stayed_above (how many stayed with a higher score): the pairs of a churned account
   and one that stayed in which the churned one had the lower score, ties by half. Each product has one side wider than its
   values need, because two short decimals would be multiplied as 64 bits. #}
{% macro auc_numerator(ranked) -%}
    cast(
        sum(cast({{ ranked }}.churned as decimal(10, 0)) * cast({{ ranked }}.stayed_above + 0.5 * {{ ranked }}.stayed as decimal(20, 1)))
        as decimal(28, 1)
    )
{%- endmacro %}

{# All such pairs. #}
{% macro auc_denominator(ranked) -%}
    cast(cast(sum({{ ranked }}.churned) as decimal(10, 0)) * cast(sum({{ ranked }}.stayed) as decimal(20, 0)) as decimal(28, 0))
{%- endmacro %}
