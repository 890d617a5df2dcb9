"""A small shop whose exports are landed: its contracts, and a drop folder that tests fill."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from orchestration.contract import load_contracts
from orchestration.landing import TableReport, land_table, prepare, reject_unrecognised

CONTRACT = """
version: 2
sources:
  - name: shop
    schema: raw
    tables:
      - name: orders
        identifier: shop__orders
        config:
          meta:
            landing:
              folders: [order]
              wrappers: [data, orders]
              key: [id]
              cursor: created
              mode: log
        columns:
          - {name: id, config: {meta: {from: [id, order_id], kind: text, required: true}}}
          - {name: quantity, config: {meta: {from: [quantity], kind: integer}}}
          - {name: amount, config: {meta: {from: [amount], kind: decimal}}}
          - {name: is_paid, config: {meta: {from: [paid], kind: boolean}}}
          - {name: ordered_on, config: {meta: {from: [ordered_on], kind: date}}}
          - {name: created, config: {meta: {from: [created, created_at], kind: moment}}}
          - {name: note, config: {meta: {from: [note], kind: text}}}
          - {name: email, config: {meta: {from: [customer.email], kind: text}}}
          - {name: details, config: {meta: {from: [details], kind: json}}}
      - name: order_lines
        identifier: shop__order_lines
        config:
          meta:
            landing:
              key: [id]
              mode: log
              nested_in:
                - {object: orders, rows: "lines.data[]"}
        columns:
          - {name: id, config: {meta: {from: [id], kind: text, required: true}}}
          - {name: order_id, config: {meta: {from: ["^.id", order_id], kind: text}}}
          - {name: product, config: {meta: {from: [price.product, product], kind: text}}}
          - {name: amount, config: {meta: {from: [amount], kind: integer}}}
      - name: line_discounts
        identifier: shop__line_discounts
        config:
          meta:
            landing:
              key: [line_id, discount]
              nested_in:
                - {object: orders, rows: "lines.data[].discounts[]"}
                - {object: orders, rows: "discount[]"}
        columns:
          - {name: order_id, config: {meta: {from: ["^^.id", "^.order"], kind: text}}}
          - {name: line_id, config: {meta: {from: ["^.id"], kind: text}}}
          - {name: discount, config: {meta: {from: [discount], kind: text, required: true}}}
          - {name: amount, config: {meta: {from: [amount], kind: integer}}}
      - name: order_tags
        identifier: shop__order_tags
        config:
          meta:
            landing:
              key: [order_id, tag]
              nested_in:
                - {object: orders, rows: "tags[]"}
        columns:
          - {name: order_id, config: {meta: {from: ["^.id", order_id], kind: text, required: true}}}
          - {name: tag, config: {meta: {from: [".", tag], kind: text, required: true}}}
      - name: stock
        identifier: shop__stock
        config:
          meta:
            landing: {key: [sku], mode: snapshot}
        columns:
          - {name: sku, config: {meta: {from: [sku], kind: text, required: true}}}
          - {name: units, config: {meta: {from: [units], kind: integer}}}
"""
GOOD = b"id,quantity,created\ngood-1,1,2026-01-01T00:00:00Z\ngood-2,2,2026-01-02T00:00:00Z\n"


@dataclass
class Shop:
    """A drop folder and the warehouse that it is landed into."""

    extracts: Path
    warehouse: Path
    con: duckdb.DuckDBPyConnection
    contracts: dict
    lines: list[str] = field(default_factory=list)

    def drop(self, path: str, content: bytes | str) -> Path:
        """Writes a file of the shop; it looks an hour old, so that no landing waits for it to settle."""
        target = self.extracts / "shop" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        old = target.stat().st_mtime - 3600
        os.utime(target, (old, old))
        return target

    def land(self, table: str = "orders") -> TableReport:
        contract = self.contracts["shop", table]
        report = land_table(self.con, contract, self.extracts, self.warehouse, self.lines.append)
        self.check_accounts()
        return report

    def reject_unrecognised(self) -> int:
        return reject_unrecognised(self.con, self.contracts, self.extracts)

    def rows(self, sql: str, *parameters) -> list[tuple]:
        return self.con.execute(sql, list(parameters)).fetchall()

    def refused(self) -> dict[str, str]:
        """Reasons by the file's path within the shop."""
        return {
            path.removeprefix("shop/"): reason
            for path, reason in self.rows("select path, reason from raw._rejected_files")
        }

    def rejected(self, table: str = "orders") -> list[tuple]:
        """Path, row number, reason and text of the rows in quarantine."""
        found = self.rows(
            "select path, row_number, reason, row_text from raw._rejected_rows where object = ? order by all", table
        )
        return [(path.removeprefix("shop/"), *rest) for path, *rest in found]

    def check_accounts(self) -> None:
        """What holds after every landing: each record of each file is in its table or in quarantine, once."""
        for (_, table), contract in self.contracts.items():
            uneven = self.rows(
                f"""
                select loads.path, loads.rows_in_file, loads.rows_landed, loads.rows_rejected
                from raw._loads as loads
                where loads.object = ? and (
                    loads.rows_in_file <> loads.rows_landed + loads.rows_rejected
                    or loads.rows_landed <> (
                        select count(*) from raw.{contract.identifier} as t where t._load_id = loads.load_id
                    )
                    or loads.rows_rejected <> (
                        select count(*) from raw._rejected_rows as r
                        where r.load_id = loads.load_id and r.object = loads.object
                    )
                )
                """,
                table,
            )
            assert uneven == []
        assert self.rows("select load_id from raw._loads group by 1 having count(*) > 1") == []


@pytest.fixture(scope="session")
def contracts(tmp_path_factory):
    project = tmp_path_factory.mktemp("project")
    folder = project / "models" / "staging" / "shop"
    folder.mkdir(parents=True)
    (folder / "_shop__sources.yml").write_text(CONTRACT)
    return load_contracts(project)


@pytest.fixture
def shop(tmp_path, contracts):
    extracts, warehouse = tmp_path / "extracts", tmp_path / "warehouse"
    extracts.mkdir()
    warehouse.mkdir()
    with duckdb.connect() as con:
        prepare(con, contracts)
        yield Shop(extracts, warehouse, con, contracts)
