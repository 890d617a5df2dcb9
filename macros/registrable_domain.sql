{# Host of a website, URL or mail domain as people write it: 'HTTPS://user@www.Acme.com:8443/a?b' gives 'www.acme.com'.

   Scheme, user, port, path, case and trailing dot go; null for whatever is then no host name of two labels or more
   (an address such as 10.0.0.1, a lone word, 'www.expressl&t.net'). Letters beyond ASCII stay as written: a name in
   punycode and the same name in letters are two hosts, because no SQL function here converts between them.
#}
{% macro host_name(text) -%}
    {%- set without_scheme = "regexp_replace(lower(trim(" ~ text ~ ")), '^[a-z][a-z0-9+.-]*://', '')" -%}
    {%- set authority = "regexp_replace(" ~ without_scheme ~ ", '[/?#].*$', '')" -%}
    {%- set without_user = "regexp_replace(" ~ authority ~ ", '^.*@', '')" -%}
    {%- set host = "trim(regexp_replace(" ~ without_user ~ ", '[.]*(:[0-9]*)?[ ]*$', ''))" -%}
    {%- set letter = "a-z\u00a1-\uffef" -%}
    {%- set label = "[" ~ letter ~ "0-9]([" ~ letter ~ "0-9-]*[" ~ letter ~ "0-9])?" -%}
    {%- set top_label = "[" ~ letter ~ "]([" ~ letter ~ "0-9-]*[" ~ letter ~ "0-9])?" -%}
    case when regexp_matches({{ host }}, '^({{ label }}[.])+{{ top_label }}$') then {{ host }} end
{%- endmacro %}

{# The last `count` labels of a host: trailing_labels of 'a.b.co.uk' with 2 gives 'co.uk'; null when it has fewer. #}
{% macro trailing_labels(host, count) -%}
    nullif(regexp_extract({{ host }}, '(^|[.])(([^.]+[.]){{ '{' ~ (count - 1) ~ '}' }}[^.]+)$', 2), '')
{%- endmacro %}
