"""Fixtures of the dashboards' tests: the app's modules on the path, and one sample publication."""

import importlib
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parents[2] / "dashboards"), str(Path(__file__).parent)]
sample_publication = importlib.import_module("sample_publication")
publication = importlib.import_module("cs_dash.publication")


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
    opened = publication.connect(path, "1GB", 2)
    yield opened
    opened.close()
