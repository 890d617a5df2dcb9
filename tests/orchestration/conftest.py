import shutil
from pathlib import Path

import pytest

from tests.orchestration.shop import Shop


def stock(shop: Shop) -> Shop:
    """The shop's first files: two customers and two orders."""
    shop.export_customers("Ann", "Bob")
    shop.export_order(1, "c1")
    shop.export_order(2, "c2")
    return shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A shop whose files nobody has landed yet."""
    return stock(Shop(tmp_path))


@pytest.fixture(scope="session")
def published_once(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A shop that was refreshed; only to be copied."""
    shop = stock(Shop(tmp_path_factory.mktemp("shop") / "published"))
    done = shop.refresh()
    assert done.returncode == 0, done.stdout + done.stderr
    return shop


@pytest.fixture
def published_shop(published_once: Shop, tmp_path: Path) -> Shop:
    """A shop with a publication, and no new files."""
    shutil.copytree(published_once.root, tmp_path / "published", symlinks=True)
    return Shop(tmp_path / "published")
