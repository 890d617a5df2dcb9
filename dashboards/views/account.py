"""Account: how is this customer, what does it need, what does it pay, and which rows say so?"""

import streamlit as st
from cs_dash import account_blocks, cache, overview_blocks, repo, score_blocks, ui
from cs_dash.models import account

publication = st.session_state["publication"]
freshness = cache.model(repo.freshness, publication)
account_id = st.query_params.get("account_id")
model = cache.model(account.build, publication, account_id) if account_id else None

with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    ui.way_back()
    if model:
        with st.popover("Find an account", icon=":material/search:", key="find_popover", on_change="rerun") as finder:
            if finder.open:
                account_blocks.search(publication)
if model:
    ui.name(model.account["account_name"])
else:
    st.title("Find an account")
ui.stamp(publication, freshness)
if account_id and not model:
    st.info("No account has the id in the address. It may have been merged into another: look for its name.")
if not model:
    account_blocks.search(publication)
    st.stop()

if model.account["is_billing_only"]:
    st.warning(
        "Billing only: this billing customer matches no CRM account. Its figures count, under its billing id.",
        icon=":material/link_off:",
    )
if model.account["is_deleted"]:
    st.warning("This account is deleted in the CRM.", icon=":material/delete:")
account_blocks.facts(model)
view = account_blocks.view_filter()
if view == "overview":
    overview_blocks.page(publication, account_id, model.currency)
elif view == "health":
    score_blocks.page(publication, account_id)
if view != "revenue":
    ui.freshness_panel(freshness, publication)
    st.stop()
if model.default_month is None:
    st.info("No subscription of this account was ever found in the billing exports.")
    st.stop()

month = account_blocks.month_filter(model)
level, moves = account.history_charts(model, month)
left, right = st.columns([3, 2])
with left.container(border=True, height="stretch"):
    st.subheader("How has its MRR moved?")
    ui.chart(level, "Closing MRR by month", key="level")
    if moves:
        ui.chart(moves, "MRR movements by month", key="moves")
    account_blocks.history_rows(publication, model)
with right.container(border=True, height="stretch"):
    account_blocks.month_steps(publication, model, month)
with st.container(border=True):
    item = account_blocks.periods(publication, model, month)
with st.container(border=True):
    account_blocks.records(publication, model, month, item)
with st.container(border=True):
    account_blocks.invoice_lines(publication, model, month, item)
ui.freshness_panel(freshness, publication)
