"""The dashboards' entry: finds the publication, then hands over to a page (`streamlit run dashboards/app.py`)."""

from pathlib import Path

import duckdb
import streamlit as st
from cs_dash import repo, settings
from cs_dash.publication import current_file, open_publication

HERE = Path(__file__).parent
SETTINGS = settings.from_environment()

st.set_page_config(
    page_title="CS Warehouse",
    page_icon=str(HERE / "static" / "favicon.png"),
    layout="wide",
    initial_sidebar_state="auto",
)

page = st.navigation(
    [
        st.Page("views/executive.py", title="Executive", icon=":material/monitoring:", default=True),
        st.Page("views/portfolio.py", title="My portfolio", icon=":material/task_alt:", url_path="portfolio"),
        st.Page("views/retention.py", title="Retention", icon=":material/water_drop:", url_path="retention"),
        st.Page("views/cohorts.py", title="Cohorts", icon=":material/groups:", url_path="cohorts"),
        st.Page("views/renewals.py", title="Renewals", icon=":material/event_repeat:", url_path="renewals"),
        st.Page("views/expansion.py", title="Expansion & losses", icon=":material/trending_up:", url_path="expansion"),
        st.Page("views/health.py", title="Health", icon=":material/cardiology:", url_path="health"),
        st.Page("views/finance.py", title="Finance", icon=":material/balance:", url_path="finance"),
        st.Page("views/data.py", title="Definitions & data", icon=":material/menu_book:", url_path="data"),
        st.Page("views/account.py", title="Account", icon=":material/domain:", url_path="account", visibility="hidden"),
    ]
)


@st.fragment(run_every=SETTINGS.refresh_seconds)
def watch(drawn_from: Path | None) -> None:
    """Draw everything again once another publication is current."""
    if current_file(SETTINGS) != drawn_from:
        st.rerun()


def explain_absence() -> None:
    """The page before the first publication."""
    st.title("No publication yet")
    st.markdown(
        "The dashboards read a published warehouse, and there is none so far. Make one from the demo company "
        "with `make demo`, or from your own exports with `make refresh EXTRACTS=folder`. "
        "This page shows it as soon as it is there."
    )
    st.caption("Looked for")
    st.code(str(SETTINGS.pointer), language=None)


# One publication for the whole run: no page mixes two.
path = current_file(SETTINGS)
watch(path)
if path is None:
    explain_absence()
    st.stop()
try:
    publication = open_publication(path, SETTINGS.memory_limit, SETTINGS.threads)
    missing = repo.missing_tables(publication)
except (duckdb.IOException, duckdb.CatalogException):
    st.error(
        "The current publication cannot be read. Publish again with `make refresh`.", title="Unreadable publication"
    )
    st.stop()
if missing:
    st.error(
        f"It lacks {', '.join(missing)}. Publish again with `make refresh`.",
        title="This publication is too old for the dashboards",
    )
    st.stop()
st.session_state["publication"] = publication
page.run()
