{# Ids of 15 characters (reports, hand-made files) differ only by letter case. The three characters appended are those
   that Salesforce itself gives: each tells in base 32 (A-Z, 0-5) which of five characters are upper case.

   Written short, because it is expanded wherever an id is read: five marks of 0 and 1 stand at one place only of a
   De Bruijn sequence, and the letter of that place, in an alphabet put in the sequence's order, is the one wanted. #}
{% macro salesforce_id_18(id) -%}
    case
        when length({{ id }}) = 15
            then {{ id }}
            {%- for first in (1, 6, 11) %}
            || substr(
                'AQIECRYMGTJUKFSZ2OXLV0NW1345PHDB',
                position({{ upper_case_marks('substr(' ~ id ~ ', ' ~ first ~ ', 5)') }} in '000001000110010100111010110111110000'),
                1
            )
            {%- endfor %}
        else {{ id }}
    end
{%- endmacro %}

{# 1 for each upper case letter of a text, 0 for each other letter and digit. #}
{% macro upper_case_marks(text) -%}
    translate(
        {{ text }},
        'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
        '{{ '1' * 26 ~ '0' * 36 }}'
    )
{%- endmacro %}
