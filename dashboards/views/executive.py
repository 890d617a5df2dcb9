"""Executive: are we keeping and growing our revenue, and is this quarter safe?"""

import pyarrow as pa
import streamlit as st
from cs_dash import behind_blocks, blocks, cache, downloads, fmt, repo, ui
from cs_dash.filters import executive_filters
from cs_dash.models import cards, executive
from cs_dash.pack.contents import Asked
from cs_dash.theme_tokens import FEW_LOGOS, SEGMENT_LABELS

publication = st.session_state["publication"]
freshness = cache.model(repo.freshness, publication)
months = cache.model(executive.months, publication)
currency = cache.model(repo.reporting_currency, publication)

with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    st.title("Are we keeping and growing our revenue?", width="content")
    links = st.container(horizontal=True, vertical_alignment="center", width="content")
    links.page_link(ui.ACCOUNT_PAGE, label="Find an account", icon=":material/search:")
ui.stamp(publication, freshness)
if blocks.absent(publication, months):
    st.stop()
chosen = executive_filters(months)
place = (chosen.segment, chosen.window, chosen.month, currency, chosen.compared, months.standing(chosen.month))
model = cache.model(executive.build, publication, *place)

with links:
    downloads.board_pack(publication, Asked(chosen.segment, chosen.window, chosen.month, chosen.compared), "pack_pdf")
behind_blocks.cards(model.cards, chosen, 6)
if model.running:
    st.info(fmt.inert(model.running), icon=":material/hourglass_top:")
elif chosen.month in months.provisional:
    st.warning(
        f"{fmt.month(chosen.month)} is still running: every figure below is provisional.",
        icon=":material/hourglass_top:",
    )
blocks.standing(publication, chosen, model, currency)
behind_blocks.rows_behind_cards(publication, chosen, model, currency)
healthy, changes = st.columns(2)
with healthy.container(border=True, height="stretch"):
    blocks.health(publication, chosen, model, currency)
with changes.container(border=True, height="stretch"):
    blocks.changed(publication, chosen, model, currency)

span = fmt.month(model.month) if model.first == model.month else f"{fmt.month(model.first)} to {fmt.month(model.month)}"
scope = SEGMENT_LABELS[chosen.segment].lower()
left, right = st.columns(2)
with left.container(border=True, height="stretch"):
    st.subheader("Is retention on target?")
    few = any(cards.is_thin(row["logos"]) for row in model.trend_rows)
    st.caption(
        f"NRR and GRR over {executive.WINDOWS[chosen.window]}, {scope}. The axis does not start at zero."
        + (f" Grey: on fewer than {FEW_LOGOS} accounts." if few else "")
    )
    if model.trend:
        ui.chart(model.trend, "NRR and GRR by month with their targets", key="trend")
        with ui.rows("trend_rows") as rows:
            if rows.open:
                listed = pa.Table.from_pylist(model.trend_rows)
                ui.table(listed, "NRR and GRR by month", "trend_table", currency)
                downloads.of_shown("nrr and grr by month", listed, publication, "trend", **dict(chosen.words()))
    else:
        st.info("No retention in these filters: nobody paid at the opening of the window.")
with right.container(border=True, height="stretch"):
    st.subheader("What moved MRR?")
    st.caption(f"From opening to closing, {span}, {scope}. The axis does not start at zero.")
    ui.chart(model.bridge, f"MRR movements, {span}", key="bridge")
    with ui.rows("bridge_rows") as rows:
        if rows.open:
            listed = pa.Table.from_pylist(model.bridge_rows)
            ui.table(listed, "MRR movements", "bridge_table", currency)
            downloads.of_shown("mrr movements", listed, publication, "bridge", **dict(chosen.words()))

with st.container(border=True):
    blocks.largest_movements(publication, chosen, model, span, currency)
ui.freshness_panel(freshness, publication)
blocks.definitions_panel(publication, chosen, currency)
