"""A window of the browser that notes what the page asks for and complains of."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page

from dashboards.browser import PHONE, settle

# The client looks for its base path by trial: these answers are part of that.
EXPECTED_NOISE = ("_stcore/health", "_stcore/host-config")


class Visit:
    """One window, with everything that it asked for and complained about."""

    def __init__(self, browser: Browser, address: str, viewport: dict) -> None:
        self.address = address
        self.context = browser.new_context(viewport=viewport, is_mobile=viewport is PHONE, accept_downloads=True)
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self.listen)

    def listen(self, message) -> None:
        where = (message.location or {}).get("url", "")
        if message.type == "error" and not any(noise in where for noise in EXPECTED_NOISE):
            self.complaints.append(f"{message.text} {where}")

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        settle(self.page)
        return self.page

    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.page.url).query)

    def strangers(self) -> list[str]:
        """Addresses asked for that are not the dashboards' own."""
        own = urlsplit(self.address).netloc
        return [
            url for url in self.requests if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != own
        ]

    def close(self) -> None:
        self.context.close()
