from pathlib import Path

import pytest

from tests.orchestration.shop import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A shop with two customers and two orders."""
    made = Shop(tmp_path)
    made.export_customers("Ann", "Bob")
    made.export_order(1, "c1")
    made.export_order(2, "c2")
    return made
