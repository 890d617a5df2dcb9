{# dbt's own question, for incremental tables: also when the table lacks a column that its YAML names, so that a new
   column comes with its past, and nobody has to ask for the rebuild. #}
{% macro should_full_refresh() %}
    {% set asked = config.get('full_refresh') %}
    {% if asked is none %}
        {% set asked = flags.FULL_REFRESH %}
    {% endif %}
    {% if execute and not asked and model.config.materialized == 'incremental' %}
        {% set built = adapter.get_relation(this.database, this.schema, this.table) %}
        {% if built is not none %}
            {% set held = adapter.get_columns_in_relation(built) | map(attribute='name') | list %}
            {% set asked = model.columns | reject('in', held) | list | length > 0 %}
        {% endif %}
    {% endif %}
    {% do return(asked) %}
{% endmacro %}
