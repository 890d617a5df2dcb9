"""The dashboards' entry: finds the publication, asks who is there, then hands over to a page (`streamlit run …`)."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb
import streamlit as st
from cs_dash import repo, settings, sign_in
from cs_dash.access import NoAccess, Scope
from cs_dash.publication import current_file, open_publication, publication_for

HERE = Path(__file__).parent
SETTINGS = settings.from_environment()
LIMITS = (SETTINGS.memory_limit, SETTINGS.threads)
# Files of views/ by name, with title and icon; the first one that is the reader's is where they start.
PAGES = {
    "executive": ("Executive", "monitoring"),
    "portfolio": ("My portfolio", "task_alt"),
    "retention": ("Retention", "water_drop"),
    "cohorts": ("Cohorts", "groups"),
    "renewals": ("Renewals", "event_repeat"),
    "expansion": ("Expansion & losses", "trending_up"),
    "health": ("Health", "cardiology"),
    "segments": ("Segments", "stacked_bar_chart"),
    "finance": ("Finance", "balance"),
    "data": ("Definitions & data", "menu_book"),
    "account": ("Account", "domain"),
}
HIDDEN = ("account",)

st.set_page_config(
    page_title="CS Warehouse",
    page_icon=str(HERE / "static" / "favicon.png"),
    layout="wide",
    initial_sidebar_state="auto",
)


def stand_in(name: str, title: str, say: Callable[[], None], **more: bool):
    """A page in place of a file of views/, at the same address and in no menu."""
    return st.Page(say, title=title, url_path=name, visibility="hidden", **more)


def run_instead(say: Callable[[], None]) -> None:
    """The same page at every address, and nothing else."""
    titles = {name: title for name, (title, _) in PAGES.items()}
    st.navigation(
        [stand_in(name, title, say, default=name == "executive") for name, title in titles.items()], position="hidden"
    ).run()
    st.stop()


def pages_of(scope: Scope) -> list:
    """The reader's pages, and a refusal at the address of every other one."""
    first = next((name for name in PAGES if name not in HIDDEN and scope.may_open(name)), "account")
    listed = []
    for name, (title, icon) in PAGES.items():
        if scope.may_open(name):
            shown = "hidden" if name in HIDDEN else "visible"
            address = {"default": True} if name == "executive" else {"url_path": name, "visibility": shown}
            listed.append(st.Page(f"views/{name}.py", title=title, icon=f":material/{icon}:", **address))
        elif name == "executive":
            # Without parameters of its own a switch refuses to clear those that a widget is bound to, as View as is.
            go = partial(st.switch_page, f"views/{first}.py", query_params={})
            listed.append(stand_in("home", title, go, default=True))
        else:
            listed.append(stand_in(name, title, sign_in.not_this_page))
    return listed


@st.fragment(run_every=SETTINGS.refresh_seconds)
def watch(drawn_from: Path | None) -> None:
    """Draw everything again once another publication is current, or the sign-in has expired."""
    if current_file(SETTINGS) != drawn_from or sign_in.is_over():
        st.rerun()


def explain_absence() -> None:
    """The page before the first publication."""
    st.title("No publication yet")
    st.markdown(
        "The dashboards read a published warehouse, and there is none so far. Make one from the demo company "
        "with `make demo`, or from your own exports with `make refresh EXTRACTS=folder`. "
        "This page shows it as soon as it is there."
    )
    if not sign_in.asked_here():
        st.caption("Looked for")
        st.code(str(SETTINGS.pointer), language=None)


def explain_damage() -> None:
    """The page of a publication that cannot be read."""
    st.error(
        "The current publication cannot be read. Publish again with `make refresh`.", title="Unreadable publication"
    )


def explain_age(missing: list[str]) -> None:
    """The page of a publication that an older release of the project made."""
    st.error(
        f"It lacks {', '.join(missing)}. Publish again with `make refresh`.",
        title="This publication is too old for the dashboards",
    )


if sign_in.is_over():
    run_instead(sign_in.ask)
# One publication for the whole run: no page mixes two.
path = current_file(SETTINGS)
watch(path)
if path is None:
    run_instead(explain_absence)
try:
    whole = open_publication(path, *LIMITS)
    missing = repo.missing_tables(whole)
except (duckdb.IOException, duckdb.CatalogException):
    run_instead(explain_damage)
if missing:
    run_instead(partial(explain_age, missing))
try:
    own = sign_in.reader(whole)
except NoAccess as refusal:
    run_instead(partial(sign_in.refuse, str(refusal)))
scope = sign_in.eyes(own, whole)
page = st.navigation(pages_of(scope))
st.session_state["publication"] = publication_for(scope, path, *LIMITS)
page.run()
