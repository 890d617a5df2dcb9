"""Cohorts: do newer customers stay better?"""

import streamlit as st
from cs_dash import cache, cohort_blocks, repo, ui
from cs_dash.cohort_filters import cohort_filters
from cs_dash.models import cohorts

publication = st.session_state["publication"]
freshness = cache.model(repo.freshness, publication)
currency = cache.model(repo.reporting_currency, publication)

st.title("Do newer customers stay better?")
ui.stamp(publication, freshness)
if cohort_blocks.absent(publication):
    st.stop()
choices = cache.model(cohorts.choices, publication)
view, chosen = cohort_filters(choices)
cohort_blocks.answer(publication, chosen)
cohort_blocks.tiles(publication, chosen, choices, currency)
sections = {
    "triangle": cohort_blocks.triangle,
    "curves": cohort_blocks.curves,
    "survival": cohort_blocks.survival,
}
with st.container(border=True):
    sections[view](publication, chosen, choices, currency)
ui.freshness_panel(freshness, publication)
