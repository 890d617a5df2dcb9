"""Faulty and tricky JSON: lists, pages, lines and what APIs send in their place."""

import json
from dataclasses import dataclass, field

import pytest

from tests.landing.conftest import GOOD

A = {"id": "a", "quantity": 1, "created": "2026-03-01T00:00:00Z", "note": "x"}
B = {"id": "b", "quantity": 2, "created": "2026-03-02T00:00:00Z", "note": "y"}
BOTH = [("a", 1, "x"), ("b", 2, "y")]
BIG = "x" * 20_000_000


@dataclass
class Case:
    """`landed`: (id, row number, note) of each row; `rejected`: reason by row number; `refused`: the file's reason."""

    name: str
    content: str | bytes
    landed: list[tuple] = field(default_factory=list)
    rejected: dict[int, str] = field(default_factory=dict)
    refused: str | None = None
    file: str = "bad.json"


def dump(*values, **options):
    return "\n".join(json.dumps(value, **options) for value in values)


def lines(*records):
    return "".join((record if isinstance(record, str) else json.dumps(record)) + "\n" for record in records)


CASES = [
    Case("list", dump([A, B]), BOTH),
    Case("list_over_several_lines", dump([A, B], indent=2), BOTH),
    Case("empty_list", "[]"),
    Case("page", dump({"object": "list", "data": [A, B], "has_more": False}), BOTH),
    Case("page_over_several_lines", dump({"has_more": False, "data": [A, B]}, indent=4), BOTH),
    Case("page_of_another_wrapper", dump({"orders": [A, B], "end_of_stream": True}), BOTH),
    Case("empty_page", dump({"data": [], "has_more": False})),
    Case("pages_one_per_line", lines({"data": [A]}, {"data": [B]}), BOTH, file="bad.jsonl"),
    Case("pages_one_after_the_other", dump({"data": [A]}, {"data": [B]}, indent=2), BOTH),
    Case("lists_one_per_line", lines([A], [B]), BOTH, file="bad.jsonl"),
    Case("page_after_records", lines(A, {"data": [B]}), BOTH, file="bad.jsonl"),
    Case("record_with_a_field_like_a_wrapper", lines({**A, "data": [1]}, {**B, "data": [2]}), BOTH, file="bad.jsonl"),
    Case("single_object", dump(A), BOTH[:1]),
    Case("single_object_over_several_lines", dump(A, indent=2), BOTH[:1]),
    Case("lines", lines(A, B), BOTH, file="bad.jsonl"),
    Case("lines_named_json", lines(A, B), BOTH),
    Case("lines_named_ndjson", lines(A, B), BOTH, file="bad.ndjson"),
    Case("lines_without_end", lines(A, B).strip(), BOTH, file="bad.jsonl"),
    Case("lines_with_crlf", lines(A, B).replace("\n", "\r\n"), BOTH, file="bad.jsonl"),
    Case("lines_with_blank_ones", "\n" + lines(A, "", "  ", B, ""), BOTH, file="bad.jsonl"),
    Case("lines_with_bom", "\ufeff" + lines(A, B), BOTH, file="bad.jsonl"),
    Case("utf16", lines(A, B).encode("utf-16"), BOTH, file="bad.jsonl"),
    Case("latin1", lines(A, '{"id": "é"}').encode("latin-1"), refused="line 2: byte 0xE9 is not UTF-8",
         file="bad.jsonl"),
    Case("malformed_line", lines(A, '{"id": "c", ', B), [("a", 1, "x"), ("b", 3, "y")], {2: "is not valid JSON"},
         file="bad.jsonl"),
    Case("malformed_first_line", lines("{id: a}", B), [("b", 2, "y")], {1: "is not valid JSON"}, file="bad.jsonl"),
    Case("cut_off_in_the_last_line", lines(A, B)[:-20], BOTH[:1], {2: "is not valid JSON"}, file="bad.jsonl"),
    Case("line_that_is_no_object", lines(A, "[1, 2]", "null", "3", B), [("a", 1, "x"), ("b", 5, "y")],
         {2: "is not a JSON object", 3: "is not a JSON object", 4: "is not a JSON object"}, file="bad.jsonl"),
    Case("two_objects_in_a_line", lines(A, dump(A) + dump(B), B), [("a", 1, "x"), ("b", 3, "y")],
         {2: "is not valid JSON: Extra data"}, file="bad.jsonl"),
    Case("key_twice_in_an_object", lines('{"id": "a", "id": "b"}', B), [("b", 2, "y")],
         {1: "a key stands twice"}, file="bad.jsonl"),
    Case("nan", lines('{"id": "a", "amount": NaN}', B), [("b", 2, "y")], {1: "NaN"}, file="bad.jsonl"),
    Case("escaped_nul", lines({**A, "note": "x\0y"}, B), [("b", 2, "y")], {1: "holds a NUL character"},
         file="bad.jsonl"),
    Case("escaped_backslash_before_u0000", lines({**A, "note": "\\u0000"}, B), [("a", 1, "\\u0000"), ("b", 2, "y")],
         file="bad.jsonl"),
    Case("half_of_a_surrogate_pair", lines({**A, "note": "\ud83d"}, B), [("b", 2, "y")],
         {1: "holds half of a surrogate pair"}, file="bad.jsonl"),
    Case("nesting_without_end", lines(A, '{"id": "c", "x": ' + "[" * 50_000 + "]" * 50_000 + "}", B),
         [("a", 1, "x"), ("c", 2, None), ("b", 3, "y")], file="bad.jsonl"),
    Case("nesting_without_end_in_a_list", '[{"id": "c", "x": ' + "[" * 50_000 + "]" * 50_000 + "}]",
         refused="maximum recursion depth"),
    Case("cut_off_list", dump([A, B])[:-10], refused="line 1: the JSON is broken"),
    Case("cut_off_page", dump({"data": [A, B]}, indent=1)[:-10], refused="the JSON is broken: Unterminated string"),
    Case("text_after_the_list", dump([A, B]) + "]", refused="the JSON is broken"),
    Case("list_with_what_is_no_record", dump([A, 3, None, B]), [("a", 1, "x"), ("b", 4, "y")],
         {2: "is not a JSON object", 3: "is not a JSON object"}),
    Case("api_error", dump({"error": {"type": "invalid_request_error", "message": "No such customer"}}),
         refused="is an API's error message, not an export"),
    Case("api_error_over_several_lines", dump({"errors": [{"message": "denied"}]}, indent=2),
         refused="is an API's error message, not an export"),
    Case("api_error_list", dump([{"errorCode": "INVALID_SESSION_ID", "message": "Session expired"}]),
         refused="is an API's error message, not an export"),
    Case("api_error_in_lines", lines({"message": "Too Many Requests"}), refused="is an API's error message",
         file="bad.jsonl"),
    Case("other_object_than_asked_for", dump([{"sku": "x"}]), refused="required column id is missing"),
    Case("plain_text", "Service Unavailable", refused="is not JSON: Service Unavailable"),
    Case("html", "\n<html>503</html>", refused="is an HTML or XML page"),
    Case("empty", "", refused="the file is empty"),
    Case("empty_lines", "\n\n", refused="the file is empty", file="bad.jsonl"),
    Case("empty_object", lines({}, B), [("b", 2, "y")], {1: "id: a required value is missing"}, file="bad.jsonl"),
    Case("null_in_a_required_field", lines({**A, "id": None}, B), [("b", 2, "y")],
         {1: "id: a required value is missing"}, file="bad.jsonl"),
    Case("wrong_types", lines({**A, "quantity": 12.6}, {**A, "quantity": [1]}, {**A, "created": True}),
         rejected={1: "quantity: '12.6' is not an integer", 2: "'[1]'", 3: "created: 'true' is not a moment"},
         file="bad.jsonl"),
    Case("number_as_an_id", lines({**A, "id": 12345678901234567890}), [("12345678901234567890", 1, "x")],
         file="bad.jsonl"),
    Case("keys_in_another_spelling", lines({"ID": "a", "Quantity": 1, "Note": "x"}), BOTH[:1], file="bad.jsonl"),
    Case("keys_that_differ_in_case", lines({"id": "a", "ID": "b"}), refused="differ only in spelling",
         file="bad.jsonl"),
    Case("key_without_a_name", lines({**A, "": 1}), refused="a column has no name", file="bad.jsonl"),
    Case("key_named_like_the_engines_own", lines({**A, "file_index": 7, "filename": "f"}, B), BOTH, file="bad.jsonl"),
    Case("record_of_20_MB", lines({**A, "note": BIG}, B), [("a", 1, BIG), ("b", 2, "y")], file="bad.jsonl"),
    Case("deep_nesting", lines({**A, "other": json.loads("[" * 200 + "]" * 200)}), BOTH[:1], file="bad.jsonl"),
    Case("all_of_unicode", lines({**A, "note": "日本語 🎉 \n\t\"q\""}), [("a", 1, "日本語 🎉 \n\t\"q\"")],
         file="bad.jsonl"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_json_file(shop, case):
    path = f"orders/{case.file}"
    shop.drop(path, case.content)
    shop.drop("orders/good.csv", GOOD)
    shop.drop("orders/good.json", dump([{"id": "good-3"}]))
    shop.land()
    landed = shop.rows(
        "select id, _row_number, note from raw.shop__orders where not starts_with(id, 'good') order by _row_number"
    )
    assert landed == case.landed
    rejected = shop.rejected()
    assert [(where, row) for where, row, _, _ in rejected] == [(path, row) for row in sorted(case.rejected)]
    assert all(case.rejected[row] in reason for _, row, reason, _ in rejected)
    if case.refused:
        assert list(shop.refused()) == [path]
        assert case.refused in shop.refused()[path]
    else:
        assert shop.refused() == {}
        counted = shop.rows("select rows_in_file, shape from raw._loads where path = ?", f"shop/{path}")
        assert counted == [(len(case.landed) + len(case.rejected), "api_json")]
    assert shop.rows("select count(*) from raw.shop__orders where starts_with(id, 'good')") == [(3,)]


def test_rejected_record_is_kept_as_it_was(shop):
    odd = '{"id":"c",  "quantity": 1.50, "note": "\\u00e9"}'
    shop.drop("orders/x.json", f"[{json.dumps(A)}, {odd}]")
    shop.drop("orders/y.jsonl", lines(A, odd, "{broken"))
    shop.land()
    assert [(path, row, text) for path, row, _, text in shop.rejected()] == [
        ("orders/x.json", 2, odd),
        ("orders/y.jsonl", 2, odd),
        ("orders/y.jsonl", 3, "{broken"),
    ]


def test_paths_and_json_text(shop):
    shop.drop(
        "orders/x.jsonl",
        lines(
            {"id": "1", "customer": {"email": "a@b.example"}, "details": {"a": [1, {"b": None}]}},
            {"id": "2", "customer": "cus_1", "details": "plain"},
            {"id": "3", "customer": None, "details": None},
            {"id": "4", "customer_email": "flat@b.example", "details": []},
        ),
    )
    shop.land()
    assert shop.rows("select id, email, details from raw.shop__orders order by id") == [
        ("1", "a@b.example", '{"a":[1,{"b":null}]}'),
        ("2", None, "plain"),
        ("3", None, None),
        ("4", "flat@b.example", "[]"),
    ]


def test_unknown_key_late_in_a_file_is_kept_and_announced(shop):
    plain = "".join(f'{{"id": "{n}"}}\n' for n in range(1, 50_001))
    shop.drop(
        "orders/x.jsonl",
        plain + lines({"id": "50001", "colour": {"r": 1.5}, "size": "L"}, {"id": "50002", "size": None}),
    )
    shop.land()
    assert shop.rows("select _row_number, _extra from raw.shop__orders where _extra is not null") == [
        (50_001, '{"colour":{"r":1.5},"size":"L"}')
    ]
    assert shop.rows("select column_name, row_count from raw._drift where kind = 'unknown_column' order by all") == [
        ("colour", 1),
        ("size", 2),
    ]


def test_row_numbers_over_many_records(shop):
    shop.drop("orders/a.jsonl", "".join(f'{{"id": "{n}"}}\n' for n in range(1, 300_001)))
    shop.drop("orders/b.jsonl", "".join(f'{{"id": "{n}"}}\n' for n in range(1, 200_001)))
    shop.drop(
        "orders/c.jsonl", "".join(f'{{"id": "{n}"}}\n' for n in range(1, 1001)) + '{"quantity": 1}\n{"id": "1002"}\n'
    )
    shop.land()
    assert shop.rows("select count(*), count(*) filter (id = _row_number::varchar) from raw.shop__orders") == [
        (501_001, 501_001)
    ]
    assert [(path, row) for path, row, _, _ in shop.rejected()] == [("orders/c.jsonl", 1001)]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ('{"data":[{"id":"o1"}],"has_more":true}', [("more_follows", "has_more", 1)]),
        ('{"data":[{"id":"o1"}],"has_more":false}', [("list_ends", "has_more", 1)]),
        ('{"done":false,"data":[{"id":"o1"},{"id":"o2"}]}', [("more_follows", "done", 2)]),
        ('{"data":[{"id":"o1"}],"end_of_stream":true}', [("list_ends", "end_of_stream", 1)]),
        ('{"data":[{"id":"o1"}]}', []),
        # What counts is the last page of a file.
        (
            '{"data":[{"id":"o1"}],"has_more":true}{"data":[{"id":"o2"}],"has_more":false}',
            [("list_ends", "has_more", 2)],
        ),
        ('[{"id":"o1","has_more":true}]', []),
    ],
)
def test_what_a_page_says_of_its_end_is_noted(shop, document, told):
    shop.drop("orders/page.json", document)
    shop.land()
    assert (
        shop.rows("select kind, column_name, row_count from raw._drift where kind in ('more_follows', 'list_ends')")
        == told
    )
