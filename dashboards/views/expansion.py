"""Expansion & losses: where does revenue grow, and why do we lose it?"""

import streamlit as st
from cs_dash import books_blocks, cache, expansion_blocks, losses_blocks, multi_year_blocks, repo, ui
from cs_dash.growth_filters import growth_filters
from cs_dash.models import growth

publication = st.session_state["publication"]
freshness = cache.model(repo.freshness, publication)
currency = cache.model(repo.reporting_currency, publication)

st.title("Where does revenue grow, and why do we lose it?")
ui.stamp(publication, freshness)
view, segment = growth_filters()
if cache.model(growth.is_told, publication, view):
    sections = {
        "pipeline": expansion_blocks.pipeline,
        "mix": expansion_blocks.mix,
        "whitespace": expansion_blocks.whitespace,
        "losses": losses_blocks.losses,
        "payments": losses_blocks.payments,
        "win_back": losses_blocks.win_back,
        "multi_year": multi_year_blocks.multi_year,
        "books": books_blocks.books,
    }
    sections[view](publication, segment, currency)
else:
    st.info("This publication does not tell of it. Publish again with `make refresh`.")
ui.freshness_panel(freshness, publication)
