"""My portfolio: what do I do today?"""

import streamlit as st
from cs_dash import cache, portfolio_blocks, repo, ui
from cs_dash.models import portfolio
from cs_dash.portfolio_filters import chosen_account, close_panel, portfolio_filters

publication = st.session_state["publication"]
freshness = cache.model(repo.freshness, publication)
currency = cache.model(repo.reporting_currency, publication)

st.title("What do I do today?")
ui.stamp(publication, freshness)
if portfolio_blocks.absent(publication):
    st.stop()
choices = cache.model(portfolio.choices, publication)
section, chosen = portfolio_filters(choices)
model = cache.model(portfolio.build, publication, chosen.scope, choices.days, currency)
ui.tiles(model.tiles)

account_id = chosen_account()
shown = cache.model(portfolio.panel, publication, account_id, currency) if account_id else None
place, side = st.columns([3, 2]) if shown else (st.container(), None)
with place.container(border=True):
    if section == "today":
        portfolio_blocks.today(publication, model, chosen, currency)
    elif section == "accounts":
        portfolio_blocks.accounts(publication, model, chosen, currency)
    elif section == "renewals":
        portfolio_blocks.renewals(publication, model, chosen, choices.days, currency)
    else:
        portfolio_blocks.tasks(publication, model, chosen, currency)
    if account_id and shown is None:
        st.info("The account of the address is in no portfolio: it pays nothing today, or is not yours to see.")
        st.button("Close", key="close_missing", on_click=close_panel)
if side:
    with side.container(border=True):
        portfolio_blocks.panel(shown)
ui.freshness_panel(freshness, publication)
