{# Whether a figure is one that its rule speaks of. #}
{% macro rule_holds(measured) -%}
    case {{ measured }}.op
        when 'below' then {{ measured }}.figure < {{ measured }}.threshold
        when 'at_most' then {{ measured }}.figure <= {{ measured }}.threshold
        when 'above' then {{ measured }}.figure > {{ measured }}.threshold
        else {{ measured }}.figure >= {{ measured }}.threshold
    end
{%- endmacro %}

{# A number as people write it: whole when it is, else with two places. #}
{% macro plain_number(number) -%}
    case
        when {{ number }} = floor({{ number }}) then cast(cast({{ number }} as bigint) as varchar)
        else cast(cast({{ number }} as decimal(18, 2)) as varchar)
    end
{%- endmacro %}

{# A text with the names in braces replaced by what they stand for; a question mark where that is not known. #}
{% macro filled_in(wording, texts) -%}
    {%- for name in texts %}replace({% endfor -%}
    {{ wording }}
    {%- for name, text in texts.items() -%}
        ,
        {{ "'{" ~ name ~ "}'" }},
        coalesce({{ text }}, '?')
        )
    {%- endfor -%}
{%- endmacro %}

{# Who a role is for an account: the owner of the account for a CSM, whoever leads the owner for a manager, else the role.
   Reads the relations accounts and managers of the query. #}
{% macro owner_of(role) -%}
    coalesce(
        case {{ role }} when 'csm' then accounts.owner_name when 'manager' then managers.user_name end,
        {{ role }}
    )
{%- endmacro %}
