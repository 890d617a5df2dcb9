"""The app behind headers that let a browser load nothing but the dashboards; `python -m dashboards` serves it."""

import base64
import hashlib
import importlib
import pkgutil
import re
import sys
from pathlib import Path

import cs_dash
import streamlit as st
from cs_dash import sign_in
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

INDEX = Path(st.__file__).parent / "static" / "index.html"


def inline_scripts() -> str:
    """The hashes of the scripts that Streamlit's own first page holds, as a policy names them."""
    bodies = re.findall(r"<script>(.*?)</script>", INDEX.read_text(encoding="utf-8"), flags=re.DOTALL)
    digests = [hashlib.sha256(body.encode()).digest() for body in bodies]
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


HEADERS = {
    # Streamlit styles from script, so inline styles are let through; code comes from files of this server alone.
    "Content-Security-Policy": (
        f"default-src 'self'; script-src 'self' {inline_scripts()}; "
        "style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
        "img-src 'self' data: blob:; connect-src 'self' ws: wss:; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class SecurityHeaders:
    """Adds HEADERS to every HTTP answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def load_pages() -> None:
    """Import everything that pages are drawn with, so that no reader waits for it."""
    for module in pkgutil.walk_packages(cs_dash.__path__, f"{cs_dash.__name__}."):
        importlib.import_module(module.name)


try:
    sign_in.asked_here()
except sign_in.RefusedToServe as refusal:
    sys.exit(str(refusal))
load_pages()
app = st.App("app.py", middleware=[Middleware(SecurityHeaders)])
