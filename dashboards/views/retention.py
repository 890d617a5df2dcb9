"""Retention: what moved NRR, and where?"""

import streamlit as st
from cs_dash import cache, repo, retention_blocks, retention_repo, ui
from cs_dash.models import retention
from cs_dash.retention_filters import retention_filters

publication = st.session_state["publication"]
freshness = cache.model(repo.freshness, publication)
definitions = cache.model(retention_repo.definitions, publication)
months = cache.model(retention.months, publication)
currency = cache.model(repo.reporting_currency, publication)

st.title("What moved NRR, and where?")
ui.stamp(publication, freshness)
if retention_blocks.absent(publication, months, definitions):
    st.stop()
chosen = retention_filters(definitions, months, cache.model(retention.benchmark_sets, publication))
place = (chosen.definition["definition_id"], chosen.segment, chosen.window, chosen.month, currency, chosen.benchmark)
model = cache.model(retention.build, publication, *place)

retention_blocks.headline(model, chosen, currency)
retention_blocks.trends(publication, model, chosen, currency)
with st.container(border=True):
    retention_blocks.moved(publication, model, chosen, currency)
with st.container(border=True):
    retention_blocks.parts(publication, model, chosen, currency)
ui.freshness_panel(freshness, publication)
