{# Ids of 15 characters (reports, hand-made files) differ only by letter case. The three characters appended are those
   that Salesforce itself gives: each tells in base 32 (A-Z, 0-5) which of five characters are upper case. #}
{% macro salesforce_id_18(id) -%}
    case
        when length({{ id }}) = 15
            then {{ id }}
            {%- for first in (1, 6, 11) %}
            || substr(
                'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345',
                1{% for step in range(5) %}
                + case when substr({{ id }}, {{ first + step }}, 1) between 'A' and 'Z' then {{ 2 ** step }} else 0 end
                {%- endfor %},
                1
            )
            {%- endfor %}
        else {{ id }}
    end
{%- endmacro %}
