"""Renewals: what is due, what will we get, and how good were our forecasts?"""

import streamlit as st
from cs_dash import cache, record_blocks, renewals_blocks, repo, ui
from cs_dash.models import renewals
from cs_dash.renewals_filters import renewals_filters

publication = st.session_state["publication"]
freshness = cache.model(repo.freshness, publication)
currency = cache.model(repo.reporting_currency, publication)

st.title("What is due, what will we get, and how good were our forecasts?")
ui.stamp(publication, freshness)
if renewals_blocks.absent(publication):
    st.stop()
section, chosen = renewals_filters(cache.model(renewals.choices, publication))
model = cache.model(renewals.build, publication, chosen.scope, chosen.newest, currency)

renewals_blocks.tiles(model)
if section == "due":
    renewals_blocks.due(publication, model, chosen, currency)
elif section == "timeline":
    renewals_blocks.timeline(publication, chosen, currency)
elif section == "record":
    record_blocks.on_record(publication, chosen, currency)
elif section == "accuracy":
    record_blocks.accuracy(publication, chosen, currency)
else:
    renewals_blocks.at_risk(publication, chosen, currency)
ui.freshness_panel(freshness, publication)
