"""Segments: does coverage match value?"""

import streamlit as st
from cs_dash import cache, fmt, repo, segments_blocks, ui
from cs_dash.models import segments
from cs_dash.segments_filters import segments_filters

publication = st.session_state["publication"]
freshness = cache.model(repo.freshness, publication)
currency = cache.model(repo.reporting_currency, publication)

st.title("Does coverage match value?")
ui.stamp(publication, freshness)
choices = cache.model(segments.choices, publication)
if choices is None:
    st.info("This publication tells of no segments: no paying account was found in the exports.")
    st.stop()
chosen = segments_filters(choices)
model = cache.model(segments.build, publication, chosen.segment_set, chosen.month, currency)
meaning = next(one["meaning"] for one in choices.sets if one["segment_set"] == chosen.segment_set)
ui.tiles(model.tiles)
if chosen.month in choices.running:
    st.warning(
        f"{fmt.month(chosen.month)} is still running: every figure below is provisional.",
        icon=":material/hourglass_top:",
    )
with st.container(border=True):
    if chosen.section == "compare":
        segments_blocks.compare(publication, model, chosen, meaning, currency)
    elif chosen.section == "coverage":
        segments_blocks.coverage(publication, chosen, currency)
    elif chosen.section == "moves":
        segments_blocks.moves(publication, model, chosen, currency)
    else:
        segments_blocks.cadence(publication, chosen, currency)
ui.freshness_panel(freshness, publication)
