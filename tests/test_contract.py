"""The contracts in the sources YAML: how names are matched, and what a wrong contract is told."""

from pathlib import Path

import pytest
import yaml

from orchestration.contract import KINDS, ContractError, Nesting, fold, fold_folder, load_contracts
from orchestration.reading import map_columns

PROJECT = Path(__file__).parent.parent


def table(name="orders", columns=None, **landing):
    columns = columns or [{"name": "id", "config": {"meta": {"from": ["id"], "required": True}}}]
    return {"name": name, "config": {"meta": {"landing": landing}}, "columns": columns}


def column(name, **meta):
    return {"name": name, "config": {"meta": meta}}


def contracts_of(tmp_path, *tables, system="shop"):
    folder = tmp_path / "models" / "staging" / system
    folder.mkdir(parents=True, exist_ok=True)
    document = {"version": 2, "sources": [{"name": system, "schema": "raw", "tables": list(tables)}]}
    (folder / f"_{system}__sources.yml").write_text(yaml.safe_dump(document))
    return load_contracts(tmp_path)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SystemModstamp", "system_modstamp"),
        ("SystemModstamp", "systemmodstamp"),
        ("Created (UTC)", "created"),
        ("Start Date (UTC)", "startDate"),
        ("Stripe_Customer_Id__c", "stripe_customer_id_c"),
        ("Customer ID", "customerId"),
    ],
)
def test_spellings_of_one_column(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("start", "Start Date"), ("amount", "amount_usd"), ("id", "id2")])
def test_columns_that_are_not_the_same(one, other):
    assert fold(one) != fold(other)


def test_spellings_of_one_folder():
    assert (
        len({fold_folder(name) for name in ("ticket_metric_events", "Ticket-Metric-Events", "TicketMetricEvents")}) == 1
    )


def test_defaults_and_settings(tmp_path):
    contracts = contracts_of(
        tmp_path,
        table("orders", folders=["order"], wrappers=["data"], key=["id"], mode="snapshot"),
        {"name": "not_landed", "columns": [{"name": "id"}]},
    )
    (contract,) = contracts.values()
    assert (contract.system, contract.object, contract.identifier) == ("shop", "orders", "shop__orders")
    assert (contract.mode, contract.wrappers, contract.key) == ("snapshot", ("data",), ("id",))
    assert contract.folder_names == {"orders", "order"}
    assert contract.columns[0].kind == "text"
    assert contract.columns[0].required


def test_nested_tables_know_their_parent(tmp_path):
    contracts = contracts_of(
        tmp_path,
        table("orders"),
        table("lines", nested_in=[{"object": "orders", "rows": "lines.data[].discounts[]"}]),
    )
    ((child, nestings),) = contracts["shop", "orders"].feeds
    assert (child.object, nestings) == ("lines", (Nesting("orders", "lines.data[].discounts[]"),))
    assert nestings[0].levels == ("lines.data", "discounts")


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        ([table(colour="red")], "unknown settings colour"),
        ([table(columns=[column("id", knd="text")])], "unknown settings knd"),
        ([table(columns=[column("id", kind="uuid")])], "kind uuid is none of text"),
        ([table(columns=[column("id", **{"from": "id"})])], "from has to be a list"),
        ([table(columns=[column("id", **{"from": []})])], "from has to be a list"),
        ([table(columns=[column("Id")])], "column names are lower case"),
        ([table(columns=[column("_load_id")])], "do not start with _"),
        ([table(columns=[column("id"), column("id")])], "each named once"),
        ([table(key=["order_id"])], "names no column: order_id"),
        ([table(cursor="updated")], "names no column: updated"),
        ([table(cursor="id")], "has to be a moment or a date"),
        ([table(mode="full")], "mode full is none of log, snapshot"),
        ([table(), table()], "is declared twice"),
        ([table(), table("refunds", folders=["Orders"])], "folder orders already belongs to shop/orders"),
        (
            [table("lines", nested_in=[{"object": "orders", "rows": "lines[]"}])],
            "nested in orders, which has no contract",
        ),
        ([table(), table("lines", nested_in=[{"object": "orders", "rows": "lines"}])], "has to end with []"),
    ],
)
def test_wrong_contract_is_told(tmp_path, tables, told):
    with pytest.raises(ContractError) as refusal:
        contracts_of(tmp_path, *tables)
    assert told in str(refusal.value)
    assert "_shop__sources.yml" in str(refusal.value) or "shop/" in str(refusal.value)


def test_broken_yaml_is_told(tmp_path):
    folder = tmp_path / "models" / "staging" / "shop"
    folder.mkdir(parents=True)
    (folder / "_shop__sources.yml").write_text("sources: [")
    with pytest.raises(ContractError, match="_shop__sources.yml"):
        load_contracts(tmp_path)


@pytest.fixture
def mapped(tmp_path):
    """Maps the names of a file to the columns of a small contract."""
    contracts = contracts_of(
        tmp_path,
        table(
            columns=[
                column("id", **{"from": ["id", "order_id"]}),
                column("email", **{"from": ["customer.email", "email"]}),
                column("period_start", **{"from": ["items.data[0].start"]}),
                column("amount", **{"from": ["amount"]}),
                column("amount_major", **{"from": ["=Amount"]}),
                column("parent", **{"from": ["^.id"]}),
            ]
        ),
    )
    return lambda names, is_json: map_columns(contracts["shop", "orders"], names, is_json)


def test_names_of_a_flat_file(mapped):
    mapping = mapped(["Order ID", "customer_email", "amount", "colour"], False)
    assert mapping.sources["id"] == (("Order ID", None),)
    assert mapping.sources["email"] == (("customer_email", None),)
    assert mapping.sources["amount"] == (("amount", None),)
    assert mapping.unknown == ("colour",)
    assert mapping.missing == ("period_start", "amount_major")


def test_first_name_of_the_contract_wins(mapped):
    assert mapped(["order_id", "id"], False).sources["id"] == (("id", None), ("order_id", None))


def test_names_and_paths_of_json(mapped):
    mapping = mapped(["id", "customer", "items", "amount"], True)
    assert mapping.sources["email"] == (("customer", "email"),)
    assert mapping.sources["period_start"] == (("items", "data[0].start"),)
    assert mapping.unknown == ()


def test_name_that_is_matched_exactly(mapped):
    """Stripe's dashboard writes major units under 'Amount', its API minor units under 'amount'."""
    mapping = mapped(["id", "Amount"], False)
    assert (mapping.sources["amount"], mapping.sources["amount_major"]) == ((), (("Amount", None),))
    mapping = mapped(["id", "amount"], False)
    assert (mapping.sources["amount"], mapping.sources["amount_major"]) == ((("amount", None),), ())


def test_contracts_of_this_project():
    """Every source table can be landed: the contracts load, and say what the warehouse's models rely on."""
    contracts = load_contracts(PROJECT)
    assert {system for system, _ in contracts} == {"manual", "salesforce", "segment", "stripe", "zendesk"}
    for contract in contracts.values():
        assert contract.key, f"{contract.label} has no key"
        assert all(column.kind in KINDS for column in contract.columns)
        required = [column.name for column in contract.columns if column.required]
        assert required, f"{contract.label} requires no column, so that any file would pass for it"
