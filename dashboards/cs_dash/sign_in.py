"""Who is there: whether a sign-in is asked for, the pages before one, and whose eyes the pages are seen through."""

import datetime as dt
import ipaddress
import os
import time

import streamlit as st
from streamlit.runtime.secrets import secrets_singleton

from cs_dash import access, access_repo, cache, fmt
from cs_dash.access import EVERYONE, NoAccess, Scope
from cs_dash.publication import Publication

CONTACT = os.environ.get("CS_DASH_ACCESS_CONTACT", "whoever runs these dashboards")
NOBODY_ASKED = "No sign-in: everyone on this machine sees everything"


class RefusedToServe(RuntimeError):
    """The dashboards would be open to other machines without asking who is there; the message says what to do."""


def providers() -> tuple[str | None, ...]:
    """Names of the OpenID Connect providers in the secrets' section [auth]; None is the one without a name."""
    section = secrets_singleton.get("auth", {}) if secrets_singleton.load_if_toml_exists() else {}
    named = tuple(sorted(name for name, value in section.items() if hasattr(value, "keys")))
    return (*((None,) if "client_id" in section else ()), *named)


def is_loopback(address: str | None) -> bool:
    """Whether a server at this address answers this machine alone; none given means every network."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address or "0.0.0.0").is_loopback
    except ValueError:
        return False


def is_asked(address: str | None, configured: tuple[str | None, ...], choice: str) -> bool:
    """Whether readers have to sign in; `choice` is CS_DASH_AUTH, where 'off' asks nobody even if a provider is set up.

    Raises RefusedToServe where nobody is asked and others could reach the address, or for another choice.
    """
    if choice not in ("", "off"):
        raise RefusedToServe(f"CS_DASH_AUTH is {choice!r}: leave it out, or set it to 'off'.")
    if configured and choice != "off":
        return True
    if not is_loopback(address):
        raise RefusedToServe(
            f"The dashboards ask nobody to sign in and would answer other machines at {address or 'every address'}. "
            "Set up a provider (docs/access.md), or serve them at 127.0.0.1."
        )
    return False


def asked_here() -> bool:
    """`is_asked` of this server, by its configuration and environment. Raises RefusedToServe."""
    return is_asked(st.get_option("server.address"), providers(), os.environ.get("CS_DASH_AUTH", ""))


def is_over() -> bool:
    """Whether a sign-in is asked for and there is none, or it has expired."""
    return asked_here() and not (st.user.is_logged_in and not access.has_expired(st.user.to_dict(), time.time()))


def reader(whole: Publication) -> Scope:
    """What the one who is there may see. Raises NoAccess."""
    if not asked_here():
        return EVERYONE
    today = dt.datetime.now(dt.UTC).date()
    return access.scope_of(st.user.to_dict(), cache.model(access_repo.grants, whole), today)


def ask() -> None:
    """The page before a sign-in."""
    st.title("Customer success dashboards")
    st.markdown("Sign in to see them.")
    for name in providers():
        label = "Sign in" if name is None else f"Sign in with {fmt.inert(name)}"
        st.button(label, key=f"sign_in_{name}", type="primary", on_click=st.login, args=() if name is None else (name,))
    st.caption("You came by a link? Open it again once you are signed in: it is not kept on the way.")


def refuse(why: str) -> None:
    """The page of one who signed in and may see nothing."""
    st.title("You have no access")
    st.markdown(f"You are signed in as {fmt.inert(st.user.to_dict().get('email') or 'somebody without an address')}.")
    st.markdown(f"{fmt.inert(why)} Ask {fmt.inert(CONTACT)} for access.")
    st.button("Sign out", on_click=st.logout)


def not_this_page() -> None:
    """In place of a page that is not the reader's."""
    st.title("This page is not part of your access")
    st.markdown(f"The pages that are stand on the left. Ask {fmt.inert(CONTACT)} if you need this one.")


def name_of(grant: dict) -> str:
    """The person and role of a grant, as the choice of eyes names them."""
    return fmt.plain(f"{grant['display_name']}, {grant['role_label']}")


def names_in_force(whole: Publication, today: dt.date) -> list[str]:
    """Whom to view as: every run of an administrator's page needs the names, and none of the grants unless one is
    chosen."""
    return list(dict.fromkeys(name_of(person) for person in access_repo.people(whole, today)))


def grant_of(whole: Publication, today: dt.date, name: str) -> dict:
    """The grant of that name that holds today."""
    return {name_of(grant): grant for grant in access.in_force(access_repo.grants(whole), today)}[name]


def eyes(scope: Scope, whole: Publication) -> Scope:
    """The scope to show, the reader's or that of whom they chose to view as; the page says whose it is."""
    seen = scope
    if scope is not EVERYONE:
        st.sidebar.caption(f"Signed in as {fmt.inert(scope.label)}")
        st.sidebar.button("Sign out", key="sign_out", on_click=st.logout, type="tertiary", icon=":material/logout:")
    if scope.may_view_as:
        today = dt.datetime.now(dt.UTC).date()
        names = cache.model(names_in_force, whole, today)
        if names:
            if st.session_state.get("view_as") and "view_as" not in st.query_params:
                # Whoever the start page led on lost it from the address: set, it comes back with the next rerun.
                st.session_state["view_as"] = st.session_state["view_as"]
            chosen = st.sidebar.selectbox(
                "View as", names, index=None, key="view_as", bind="query-params", placeholder="Yourself"
            )
            if chosen in names:
                seen = view_of(scope, cache.model(grant_of, whole, today, chosen))
    if seen.seen_by:
        st.info(f"You see what {fmt.inert(seen.label)} sees.", icon=":material/visibility:")
    elif scope is EVERYONE:
        st.badge(NOBODY_ASKED, icon=":material/lock_open:", color="orange")
    return seen


def view_of(scope: Scope, grant: dict) -> Scope:
    """The grant's view, or the reader's own where the grant shows nothing, which the page says."""
    try:
        return access.viewed_as(scope, grant)
    except NoAccess as refusal:
        st.warning(f"This view is empty: {fmt.inert(refusal)} You see your own.", icon=":material/visibility_off:")
        return scope
