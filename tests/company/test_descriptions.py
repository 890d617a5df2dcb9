"""Everything that the company's release holds is described, in the catalogue and beside the data."""


def test_every_column_of_every_published_table_is_described(company):
    path = (company.folder / "warehouse" / "published" / "current").resolve() / "cs_warehouse.duckdb"
    company.connection.execute(f"attach '{path}' as described (read_only)")
    try:
        held = set(company.connection.execute(
            "select table_name, column_name, comment from duckdb_columns() where database_name = 'described'"
            " and not internal"
        ).fetchall())  # fmt: skip
        told = set(
            company.connection.execute(
                "select table_name, column_name, description from described.column_catalogue"
            ).fetchall()
        )
        tables = company.connection.execute(
            "select table_name from described.table_catalogue where coalesce(trim(description), '') = ''"
        ).fetchall()
    finally:
        company.connection.execute("detach described")
    assert tables == []
    assert [one for one in sorted(told, key=str) if not (one[2] or "").strip()] == []
    assert held == told
