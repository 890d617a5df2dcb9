"""Health: how healthy are our customers, what moved them, and can the score be trusted?"""

import streamlit as st
from cs_dash import alerts_blocks, cache, health_blocks, moves_blocks, repo, trial_blocks, ui
from cs_dash.health_filters import health_filters
from cs_dash.models import health

publication = st.session_state["publication"]
freshness = cache.model(repo.freshness, publication)
currency = cache.model(repo.reporting_currency, publication)

st.title("How healthy are our customers, and can the score be trusted?")
ui.stamp(publication, freshness)
if health_blocks.absent(publication):
    st.stop()
choices = cache.model(health.choices, publication)
section, chosen = health_filters(choices)
model = cache.model(health.build, publication, chosen.scope, chosen.date, currency)

if section in ("distribution", "movements", "coverage"):
    if not model.tiles:
        health_blocks.none_scored(chosen)
        st.stop()
    health_blocks.tiles(model)
if section == "distribution":
    health_blocks.distribution(publication, model, chosen, currency)
elif section == "movements":
    moves_blocks.movements(publication, chosen, currency)
elif section == "coverage":
    with st.container(border=True):
        health_blocks.coverage(publication, chosen, currency)
elif section == "trial":
    trial_blocks.sections(publication, chosen, currency)
else:
    alerts_blocks.sections(publication, chosen, currency)
ui.freshness_panel(freshness, publication)
