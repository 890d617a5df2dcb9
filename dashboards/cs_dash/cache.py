"""Page models are made once per publication and set of filters, then shared by every session."""

from collections.abc import Callable

import streamlit as st

from cs_dash.publication import Publication


@st.cache_data(max_entries=256, show_spinner=False)
def _built(builder: str, publication_id: str, path: str, arguments: tuple, _make: Callable):
    return _make()


def model(build: Callable, publication: Publication, *arguments):
    """`build(publication, *arguments)`, or the copy made earlier from the same publication."""
    return _built(
        f"{build.__module__}.{build.__qualname__}",
        publication.publication_id,
        str(publication.path),
        arguments,
        lambda: build(publication, *arguments),
    )
