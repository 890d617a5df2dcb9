"""Finance: does CS's NRR tie to the books, and if not, why?"""

import streamlit as st
from cs_dash import cache, closes_blocks, finance_blocks, repo, tieout_blocks, ui
from cs_dash.finance_filters import finance_filters
from cs_dash.models import retention

publication = st.session_state["publication"]
freshness = cache.model(repo.freshness, publication)
months = cache.model(retention.months, publication)
currency = cache.model(repo.reporting_currency, publication)

st.title("Does CS's NRR tie to the books, and if not, why?")
ui.stamp(publication, freshness)
if months.headline is None:
    st.info("This publication holds no retention yet: no month has an opening that somebody paid at.")
    st.stop()
view, chosen = finance_filters(months)
finance_blocks.answer(publication, chosen, currency)
if chosen.month in months.provisional:
    st.warning("The chosen month is still running: every figure of it is provisional.", icon=":material/hourglass_top:")

if view == "definitions":
    with st.container(border=True):
        finance_blocks.definitions(publication, chosen, currency)
elif view == "bridge":
    with st.container(border=True):
        finance_blocks.bridge(publication, chosen, currency)
elif view == "tieout":
    with st.container(border=True):
        tieout_blocks.movements(publication, chosen, currency)
    with st.container(border=True):
        tieout_blocks.billing(publication, chosen, currency)
    with st.container(border=True):
        tieout_blocks.unexplained(publication, currency)
elif view == "closes":
    with st.container(border=True):
        closes_blocks.closes(publication, chosen, currency)
else:
    with st.container(border=True):
        closes_blocks.policies(publication, currency)
ui.freshness_panel(freshness, publication)
