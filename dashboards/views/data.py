"""Definitions & data: what does this number mean, how fresh is it, and was it checked?"""

import streamlit as st
from cs_dash import cache, data_blocks, repo, ui
from cs_dash.data_filters import section_filter
from cs_dash.models import data

publication = st.session_state["publication"]
freshness = cache.model(repo.freshness, publication)
currency = cache.model(repo.reporting_currency, publication)

st.title("What does a number mean, how fresh is it, and was it checked?")
ui.stamp(publication, freshness)
section = section_filter()
if not cache.model(data.is_told, publication):
    st.info("This publication does not tell of it. Publish again with `make refresh`.")
elif section == "metrics":
    data_blocks.metrics(publication)
elif section == "tables":
    data_blocks.tables(publication)
elif section == "sources":
    data_blocks.sources(publication, currency)
elif section == "checks":
    data_blocks.checks(publication)
elif section == "quarantine":
    data_blocks.quarantine(publication)
elif section == "rules":
    data_blocks.rules(publication)
else:
    data_blocks.release(publication)
