"""Page models are made once per publication, scope and filters, then shared by the sessions that see the same rows."""

from collections.abc import Callable

import streamlit as st

from cs_dash.publication import Publication


@st.cache_data(max_entries=256, show_spinner=False)
def _built(builder: str, publication_id: str, path: str, cut: tuple, arguments: tuple, _make: Callable):
    return _make()


def model(build: Callable, publication: Publication, *arguments):
    """`build(publication, *arguments)`, or the copy made earlier from the same rows of the same publication."""
    return _built(
        f"{build.__module__}.{build.__qualname__}",
        publication.publication_id,
        str(publication.path),
        publication.scope.cut,
        arguments,
        lambda: build(publication, *arguments),
    )
