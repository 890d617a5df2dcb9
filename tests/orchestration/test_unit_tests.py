"""What a unit test can depend on changes the fingerprint, and nothing else does."""

import copy

import pytest

from orchestration import unit_tests

MANIFEST = {
    "nodes": {
        "model.shop.totals": {
            "unique_id": "model.shop.totals",
            "resource_type": "model",
            "description": "One row.",
            "checksum": {"name": "sha256", "checksum": "a"},
            "columns": {"orders": {"name": "orders", "data_type": "bigint", "description": "Orders."}},
            "config": {"materialized": "table"},
        },
        "test.shop.unique": {"unique_id": "test.shop.unique", "resource_type": "test", "checksum": {"checksum": "t"}},
    },
    "sources": {
        "source.shop.orders": {
            "unique_id": "source.shop.orders",
            "resource_type": "source",
            "columns": {"id": {"name": "id", "data_type": "varchar"}},
        }
    },
    "macros": {"macro.shop.a": {"macro_sql": "{% macro a() %}1{% endmacro %}"}},
    "unit_tests": {"unit_test.shop.b": {"model": "totals", "given": [], "expect": {"rows": []}, "overrides": None}},
}


def changed(*path_and_value):
    *path, last, value = path_and_value
    other = copy.deepcopy(MANIFEST)
    place = other
    for name in path:
        place = place[name]
    place[last] = value
    return other


@pytest.mark.parametrize(
    "path",
    [
        ("nodes", "model.shop.totals", "checksum", {"name": "sha256", "checksum": "b"}),
        ("nodes", "model.shop.totals", "columns", "orders", "data_type", "integer"),
        ("nodes", "model.shop.totals", "config", "materialized", "view"),
        ("sources", "source.shop.orders", "columns", "id", "data_type", "bigint"),
        ("macros", "macro.shop.a", "macro_sql", "{% macro a() %}2{% endmacro %}"),
        ("unit_tests", "unit_test.shop.b", "expect", {"rows": [{"orders": 1}]}),
        ("unit_tests", "unit_test.shop.b", "overrides", {"macros": {"as_of": "1"}}),
    ],
)
def test_what_matters_changes_it(path):
    assert unit_tests.fingerprint(changed(*path)) != unit_tests.fingerprint(MANIFEST)


@pytest.mark.parametrize(
    "path",
    [
        ("nodes", "model.shop.totals", "description", "One row, the shop."),
        ("nodes", "model.shop.totals", "columns", "orders", "description", "How many."),
        ("nodes", "test.shop.unique", "checksum", {"checksum": "u"}),
    ],
)
def test_what_does_not_matter_leaves_it(path):
    assert unit_tests.fingerprint(changed(*path)) == unit_tests.fingerprint(MANIFEST)


def test_another_variable_of_the_project_is_another_state(tmp_path):
    for name in unit_tests.PROJECT_FILES:
        (tmp_path / name).write_text("vars: {currency: usd}")
    before = unit_tests.project_files(tmp_path)
    (tmp_path / "dbt_project.yml").write_text("vars: {currency: eur}")
    assert unit_tests.project_files(tmp_path) != before
