"""Rows inside the records of another table's JSON."""

import json

ORDER = {
    "id": "o1",
    "created": 1772359200,
    "tags": ["new", "vip", ""],
    "lines": {
        "object": "list",
        "has_more": False,
        "data": [
            {"id": "l1", "amount": 500, "price": {"product": "p1"},
             "discounts": [{"discount": "d1", "amount": 5}, {"discount": "d2", "amount": 6}]},
            {"id": "l2", "amount": -100, "price": None, "colour": "red", "discounts": []},
        ],
    },
    "discount": {"discount": "d0", "amount": 1, "order": "not used"},
}  # fmt: skip


def test_rows_of_several_levels(shop):
    shop.drop("orders/o.json", json.dumps({"data": [{"id": "o0"}, ORDER]}))
    report = shop.land()
    assert shop.rows(
        "select id, order_id, product, amount, _extra, _row_number from raw.shop__order_lines order by id"
    ) == [
        ("l1", "o1", "p1", 500, None, 2),
        ("l2", "o1", None, -100, '{"colour":"red"}', 2),
    ]
    assert shop.rows(
        "select order_id, line_id, discount, amount, _row_number from raw.shop__line_discounts order by 3"
    ) == [
        (None, "o1", "d0", 1, 2),
        ("o1", "l1", "d1", 5, 2),
        ("o1", "l1", "d2", 6, 2),
    ]
    assert shop.rows("select order_id, tag from raw.shop__order_tags order by tag") == [("o1", "new"), ("o1", "vip")]
    assert shop.rejected("order_tags") == [("orders/o.json", 2, "tag: a required value is missing", '""')]
    assert (report.files, report.rows, report.nested_rows) == (1, 2, 7)


def test_ledger_names_every_table_that_a_file_fed(shop):
    shop.drop("orders/2026-10-15.json", json.dumps([ORDER]))
    shop.drop("orders/2026-10-16.json", json.dumps([{"id": "o2"}]))
    shop.land()
    loads = shop.rows("select object, path, rows_in_file, observed_at::varchar from raw._loads order by load_id")
    noon = "2026-10-15 12:00:00+00"
    assert loads == [
        ("orders", "shop/orders/2026-10-15.json", 1, noon),
        ("order_lines", "shop/orders/2026-10-15.json", 2, noon),
        ("line_discounts", "shop/orders/2026-10-15.json", 3, noon),
        ("order_tags", "shop/orders/2026-10-15.json", 3, noon),
        ("orders", "shop/orders/2026-10-16.json", 1, "2026-10-16 12:00:00+00"),
    ]


def test_bad_nested_row_is_rejected_alone(shop):
    lines = [{"id": "l1", "amount": 1.5}, {"amount": 3}, "l3", None, {"id": "l4", "amount": 4}]
    shop.drop("orders/o.json", json.dumps([{"id": "o0"}, {"id": "o1", "lines": {"data": lines}}]))
    shop.land()
    assert shop.rows("select id from raw.shop__order_lines") == [("l4",)]
    assert shop.rejected("order_lines") == [
        ("orders/o.json", 2, "amount: '1.5' is not an integer", '{"id":"l1","amount":1.5}'),
        ("orders/o.json", 2, "id: a required value is missing", '{"amount":3}'),
    ]
    assert shop.rejected("orders") == []


def test_list_that_the_api_cut_short_is_announced(shop):
    cut = {"id": "o1", "lines": {"data": [{"id": "l1"}], "has_more": True}}
    shop.drop("orders/o.jsonl", json.dumps(cut) + "\n" + json.dumps({**cut, "id": "o2"}) + "\n" + json.dumps(ORDER))
    shop.land()
    assert shop.rows(
        "select object, column_name, row_count from raw._drift where kind = 'truncated_list' order by all"
    ) == [("line_discounts", "lines.data", 2), ("order_lines", "lines.data", 2)]


def test_nested_rows_survive_a_malformed_neighbour(shop):
    shop.drop("orders/o.jsonl", "{broken\n" + json.dumps(ORDER) + "\n")
    shop.land()
    assert shop.rows("select id, _row_number from raw.shop__order_lines order by 1") == [("l1", 2), ("l2", 2)]


def test_nested_table_takes_files_of_its_own(shop):
    shop.drop("order_lines/x.csv", "id,order_id,price_product,amount\nl9,o9,p9,9\n")
    shop.drop("order_tags/x.csv", "order_id,tag\no9,late\n")
    shop.land("order_lines")
    shop.land("order_tags")
    assert shop.rows("select id, order_id, product, amount from raw.shop__order_lines") == [("l9", "o9", "p9", 9)]
    assert shop.rows("select order_id, tag from raw.shop__order_tags") == [("o9", "late")]
