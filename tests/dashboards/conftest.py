"""Fixtures of the dashboards' tests: the app's modules on the path, and one sample publication."""

import importlib
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect
from streamlit import config
from streamlit.testing.v1 import AppTest

sys.path[:0] = [str(Path(__file__).parents[2] / "dashboards"), str(Path(__file__).parent)]
sample_publication = importlib.import_module("sample_publication")
publication = importlib.import_module("cs_dash.publication")
settings = importlib.import_module("cs_dash.settings")
APP = "dashboards/app.py"
# Builds of other tests run beside a browser, which then takes its time.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def sample_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse folder with the sample published in it; nobody may change it."""
    folder = tmp_path_factory.mktemp("warehouse")
    sample_publication.publish(folder)
    return folder


@pytest.fixture(scope="session")
def sample(sample_warehouse: Path):
    """The sample publication, opened as the dashboards open it."""
    path = (sample_warehouse / "published" / "current" / "cs_warehouse.duckdb").resolve(strict=True)
    opened = publication.connect(path, settings.MEMORY_LIMIT, 2)
    yield opened
    opened.close()


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest):
    """A function that runs the app on a warehouse folder, with query parameters and a page of views/."""

    def run(warehouse, page: str | None = None, **query: str) -> AppTest:
        monkeypatch.setenv("WAREHOUSE_DIR", str(warehouse))
        # Whatever provider the machine has: these readers are not asked.
        monkeypatch.setenv("CS_DASH_AUTH", "off")
        config.set_option("server.address", "127.0.0.1")
        test = AppTest.from_file(request.config.rootpath / APP, default_timeout=60)
        for name, value in query.items():
            test.query_params[name] = value
        test.run()
        if page:
            test.switch_page(f"views/{page}.py")
            for name, value in query.items():
                test.query_params[name] = value
            test.run()
        assert not test.exception, test.exception
        return test

    yield run
    publication.open_publication.clear()
    publication.open_narrowed.clear()
