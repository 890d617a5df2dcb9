"""Faulty and tricky CSV files: each lands right, puts the bad rows into quarantine, or is refused with its reason."""

from dataclasses import dataclass, field

import pytest

from tests.landing.conftest import GOOD

HEAD = "id,quantity,created,note\n"
DAY = "2026-03-01T00:00:00Z"
BIG = "x" * 10_000_000


@dataclass
class Case:
    """`landed`: (id, row number, note) of each row; `rejected`: reason by row number; `refused`: the file's reason."""

    name: str
    content: bytes
    landed: list[tuple] = field(default_factory=list)
    rejected: dict[int, str] = field(default_factory=dict)
    refused: str | None = None


def text(name, content, **expected):
    return Case(name, content.encode(), **expected)


CASES = [
    text("plain", f"{HEAD}a,1,{DAY},x\nb,2,{DAY},y\n", landed=[("a", 1, "x"), ("b", 2, "y")]),
    text("no_line_end_at_the_end", f"{HEAD}a,1,{DAY},x", landed=[("a", 1, "x")]),
    text("blank_lines", f"{HEAD}\na,1,{DAY},x\n\n\nb,2,{DAY},y\n\n", landed=[("a", 1, "x"), ("b", 2, "y")]),
    text("header_only", HEAD),
    text("header_without_line_end", HEAD.strip()),
    text("crlf", f"{HEAD}a,1,{DAY},x\nb,2,{DAY},y\n".replace("\n", "\r\n"), landed=[("a", 1, "x"), ("b", 2, "y")]),
    text("old_mac_line_ends", f"{HEAD}a,1,{DAY},x\nb,2,{DAY},y\n".replace("\n", "\r"),
         landed=[("a", 1, "x"), ("b", 2, "y")]),
    text("mixed_line_ends", f"{HEAD}a,1,{DAY},x\r\nb,2,{DAY},y\nc,3,{DAY},z\r\n",
         landed=[("a", 1, "x"), ("b", 2, "y"), ("c", 3, "z")]),
    text("mixed_line_ends_in_quotes", f'{HEAD}a,1,{DAY},"x\r\ny"\nb,2,{DAY},"p\nq"\r\n',
         landed=[("a", 1, "x\r\ny"), ("b", 2, "p\nq")]),
    text("embedded_newlines_and_quotes", f'{HEAD}a,1,{DAY},"say ""hi""\nthen, go"\nb,2,{DAY},""""\n',
         landed=[("a", 1, 'say "hi"\nthen, go'), ("b", 2, '"')]),
    text("quote_in_the_middle_of_a_field", f'{HEAD}a,1,{DAY},5" pipe\nb,2,{DAY},y\n',
         landed=[("a", 1, '5" pipe'), ("b", 2, "y")]),
    text("bom", f"\ufeff{HEAD}a,1,{DAY},x\n", landed=[("a", 1, "x")]),
    text("bom_and_quoted_header", '\ufeff"id","quantity"\n"a",1\n', landed=[("a", 1, None)]),
    Case("utf16_with_bom", f"{HEAD}a,1,{DAY},é\n".encode("utf-16"), landed=[("a", 1, "é")]),
    Case("utf16_big_endian_with_bom", b"\xfe\xff" + f"{HEAD}a,1,{DAY},é\n".encode("utf-16-be"), landed=[("a", 1, "é")]),
    Case("utf16_without_bom", f"{HEAD}a,1,{DAY},x\n".encode("utf-16-le"), refused="line 1 holds a NUL byte"),
    Case("utf32", f"{HEAD}a,1,{DAY},x\n".encode("utf-32"), refused="UTF-32"),
    Case("latin1", f"{HEAD}a,1,{DAY},x\nb,2,{DAY},café\n".encode("latin-1"), refused="line 3: byte 0xE9 is not UTF-8"),
    Case("utf8_cut_within_a_character", f"{HEAD}a,1,{DAY},café".encode()[:-1],
         refused="line 2: byte 0xC3 is not UTF-8"),
    Case("nul_byte", f"{HEAD}a,1,{DAY},x\nb,2,{DAY},y\0z\n".encode(), refused="line 3 holds a NUL byte"),
    text("all_of_unicode", f"{HEAD}a,1,{DAY},日本語 🎉 ñ\n", landed=[("a", 1, "日本語 🎉 ñ")]),
    text("empty_file", "", refused="the file is empty"),
    text("only_blank_lines", "\n\n \n", refused="the file is empty"),
    text("html_error_page", "<!DOCTYPE html>\n<html><body>502 Bad Gateway</body></html>\n",
         refused="is an HTML or XML page"),
    text("xml_error", '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
         refused="is an HTML or XML page"),
    text("json_error_in_a_csv", '{"error": {"message": "Invalid API key"}}', refused="an API's error message"),
    text("plain_text_error", "Rate limit exceeded\n", refused="required column id is missing"),
    text("no_header", f"a,1,{DAY},x\nb,2,{DAY},y\n", refused="required column id is missing"),
    text("wrong_header", "sku,units\nx,1\n", refused="required column id is missing"),
    text("missing_required_column", f"quantity,created\n1,{DAY}\n", refused="looked for id, order_id"),
    text("missing_optional_column", "id,quantity\na,1\n", landed=[("a", 1, None)]),
    text("duplicate_column", "id,quantity,quantity\na,1,2\n", refused="columns stand twice: quantity"),
    text("column_twice_in_two_spellings", "id,Quantity,quantity\na,1,2\n",
         refused="differ only in spelling: Quantity and quantity"),
    text("unnamed_column", "id,quantity,\na,1,2\n", refused="a column has no name"),
    text("extra_column", "id,colour,note\na,red,x\n", landed=[("a", 1, "x")]),
    text("reordered_columns", f"note,created,id,quantity\nx,{DAY},a,1\n", landed=[("a", 1, "x")]),
    text("header_in_another_spelling", "ID,Quantity,Created At (UTC),NOTE\na,1,2026-03-01 00:00,x\n",
         landed=[("a", 1, "x")]),
    text("header_with_blanks", "id , quantity, note\na,1,x\n", landed=[("a", 1, "x")]),
    text("alias_of_a_column", "order_id,quantity,note\na,1,x\n", landed=[("a", 1, "x")]),
    text("semicolons", "id;quantity;note\na;1;x,y\n", landed=[("a", 1, "x,y")]),
    text("tabs", "id\tquantity\tnote\na\t1\tx\n", landed=[("a", 1, "x")]),
    text("row_with_too_few_fields", f"{HEAD}a,1,{DAY},x\nb,2\nc,3,{DAY},z\n",
         landed=[("a", 1, "x"), ("c", 3, "z")], rejected={2: "has 2 fields, the header has 4"}),
    text("row_with_too_many_fields", f"{HEAD}a,1,{DAY},x\nb,2,{DAY},y,oops\nc,3,{DAY},z\n",
         landed=[("a", 1, "x"), ("c", 3, "z")], rejected={2: "has 5 fields, the header has 4"}),
    text("total_line_at_the_end", f"{HEAD}a,1,{DAY},x\nTOTAL 1\n", landed=[("a", 1, "x")],
         rejected={2: "has 1 field,"}),
    text("cut_off_in_the_last_row", f"{HEAD}a,1,{DAY},x\nb,2,20", landed=[("a", 1, "x")], rejected={2: "has 3 fields"}),
    text("unterminated_quote", f'{HEAD}a,1,{DAY},"x\nb,2,{DAY},y\nc,3,{DAY},z\n',
         landed=[("b", 2, "y"), ("c", 3, "z")], rejected={1: "a quote is opened and not closed"}),
    text("unterminated_quote_closed_by_a_later_one", f'{HEAD}a,1,{DAY},"x\nb,2,{DAY},"y"\nc,3,{DAY},z\n',
         landed=[("b", 2, "y"), ("c", 3, "z")], rejected={1: "a quote is opened and not closed"}),
    text("unterminated_quote_in_the_last_row", f'{HEAD}a,1,{DAY},x\nb,2,{DAY},"y\n',
         landed=[("a", 1, "x")], rejected={2: "a quote is opened and not closed"}),
    text("text_after_a_closing_quote", f'{HEAD}a,1,{DAY},"x"y\nb,2,{DAY},z\n', landed=[("b", 2, "z")],
         rejected={1: "text follows a closing quote"}),
    text("bad_number", f"{HEAD}a,one,{DAY},x\nb,2,{DAY},y\n", landed=[("b", 2, "y")],
         rejected={1: "quantity: 'one' is not an integer"}),
    text("decimal_where_an_integer_belongs", f"{HEAD}a,12.6,{DAY},x\nb,12.0,{DAY},y\n", landed=[("b", 2, "y")],
         rejected={1: "quantity: '12.6' is not an integer"}),
    text("scientific_hexadecimal_and_underscored_integers", f"{HEAD}a,1e3,{DAY},x\nb,0x10,{DAY},y\nc,1_000,{DAY},z\n",
         rejected={1: "'1e3'", 2: "'0x10'", 3: "'1_000'"}),
    text("integer_beyond_64_bits", f"{HEAD}a,9223372036854775808,{DAY},x\n", rejected={1: "is not an integer"}),
    text("bad_date", f"{HEAD}a,1,2026-02-30T00:00:00Z,x\nb,1,01/02/2026,y\nc,1,soon,z\n",
         rejected={1: "created: '2026-02-30T00:00:00Z' is not a moment", 2: "'01/02/2026'", 3: "'soon'"}),
    text("two_faults_in_a_row", f"{HEAD}a,one,soon,x\n",
         rejected={1: "quantity: 'one' is not an integer; created: 'soon' is not a moment"}),
    text("required_value_missing", f"{HEAD},1,{DAY},x\nb,2,{DAY},y\n", landed=[("b", 2, "y")],
         rejected={1: "id: a required value is missing"}),
    text("leading_zeros_stay", f"{HEAD}007,1,{DAY},0042\n", landed=[("007", 1, "0042")]),
    text("text_that_looks_like_something_else",
         f"{HEAD}a,1,{DAY},NULL\nb,2,{DAY},1e5\nc,3,{DAY},2026-01-01\nd,4,{DAY},true\n",
         landed=[("a", 1, "NULL"), ("b", 2, "1e5"), ("c", 3, "2026-01-01"), ("d", 4, "true")]),
    text("blanks_around_a_text_stay", f"{HEAD}a,1,{DAY},  x \n", landed=[("a", 1, "  x ")]),
    text("line_that_looks_like_a_comment", f"{HEAD}#a,1,{DAY},x\n", landed=[("#a", 1, "x")]),
    text("empty_quotes_are_null", f'{HEAD}a,"","",""\n', landed=[("a", 1, None)]),
    text("field_of_10_MB", f"{HEAD}a,1,{DAY},{BIG}\nb,2,{DAY},y\n", landed=[("a", 1, BIG), ("b", 2, "y")]),
    text("quoted_field_of_10_MB_beside_a_bad_row", f'{HEAD}a,1,{DAY},"{BIG}"\nb\n', landed=[("a", 1, BIG)],
         rejected={2: "has 1 field"}),
    text("one_column", "id\na\nb\n", landed=[("a", 1, None), ("b", 2, None)]),
    text("one_column_with_a_blank_line", "id\na\n\nb\n", landed=[("a", 1, None), ("b", 3, None)],
         rejected={2: "id: a required value is missing"}),
    text("formula", f"{HEAD}a,1,{DAY},=cmd|'/c calc'!A1\n", landed=[("a", 1, "=cmd|'/c calc'!A1")]),
    text("quotes_of_sql", f"{HEAD}a,1,{DAY},'; drop table raw._loads; --\n",
         landed=[("a", 1, "'; drop table raw._loads; --")]),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_csv_file(shop, case):
    shop.drop("orders/bad.csv", case.content)
    shop.drop("orders/good.csv", GOOD)
    shop.land()
    landed = shop.rows(
        "select id, _row_number, note from raw.shop__orders where not starts_with(id, 'good') order by _row_number"
    )
    assert landed == case.landed
    rejected = shop.rejected()
    assert [row for _, row, _, _ in rejected] == sorted(case.rejected)
    assert all(case.rejected[row] in reason for _, row, reason, _ in rejected)
    assert all(path == "orders/bad.csv" for path, *_ in rejected)
    if case.refused:
        assert list(shop.refused()) == ["orders/bad.csv"]
        assert case.refused in shop.refused()["orders/bad.csv"]
    else:
        assert shop.refused() == {}
        counted = shop.rows("select rows_in_file from raw._loads where path = 'shop/orders/bad.csv'")
        assert counted == [(len(case.landed) + len(case.rejected),)]
    assert shop.rows("select count(*) from raw.shop__orders where starts_with(id, 'good')") == [(2,)]


def test_rejected_row_is_kept_as_it_was(shop):
    odd = 'b,"1,5",soon,"say ""hi""\nand go"'
    shop.drop("orders/x.csv", f"{HEAD}a,1,{DAY},x\n{odd}\nc,2\n")
    shop.land()
    assert [text for *_, text in shop.rejected()] == [odd, "c,2"]


def test_values_are_exact(shop):
    shop.drop(
        "orders/x.csv",
        "id,quantity,amount,paid,ordered_on,created,details\n"
        '1,007,19.99,TRUE,2026-03-01,2026-03-01T10:00:00+02:00,"{""a"": [1, 2]}"\n'
        "2,-3,1e-5,f,2026-03-01 00:00:00,1772359200,\n"
        "3,12.0,.5,0,,1772359200123,\n"
        "4,,-0.123456789012,,,2026-03-01 10:00,\n"
        "5,,,yes,,2026-03-01T10:00:00.123456+0000,\n"
        "6,,12345678901234567890123456.78,,,2026-03-01,\n",
    )
    shop.land()
    assert shop.rejected() == []
    assert shop.rows(
        "select id, quantity, amount::varchar, is_paid, ordered_on::varchar, created::varchar, details "
        "from raw.shop__orders order by id"
    ) == [
        ("1", 7, "19.990000000000", True, "2026-03-01", "2026-03-01 08:00:00+00", '{"a": [1, 2]}'),
        ("2", -3, "0.000010000000", False, "2026-03-01", "2026-03-01 10:00:00+00", None),
        ("3", 12, "0.500000000000", False, None, "2026-03-01 10:00:00.123+00", None),
        ("4", None, "-0.123456789012", None, None, "2026-03-01 10:00:00+00", None),
        ("5", None, None, True, None, "2026-03-01 10:00:00.123456+00", None),
        ("6", None, "12345678901234567890123456.780000000000", None, None, "2026-03-01 00:00:00+00", None),
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("amount", "NaN"),
        ("amount", "inf"),
        ("amount", "1,000.00"),
        ("amount", "$5"),
        ("amount", "123456789012345678901234567"),
        ("paid", "maybe"),
        ("ordered_on", "2026-02-29"),
        ("ordered_on", "2026-03-01T12:00:00Z"),
        ("ordered_on", "20260301"),
        ("created", "2026-03-01T25:00:00Z"),
        ("created", "2026-03-01T10:00:00+99:99"),
        ("created", "20260301"),
        ("created", "0"),
        ("created", "1.77e9"),
    ],
)
def test_value_that_does_not_fit_is_rejected(shop, column, value):
    shop.drop("orders/x.csv", f'id,{column}\na,"{value}"\n')
    shop.land()
    ((_, row, reason, text),) = shop.rejected()
    assert (row, text) == (1, f'a,"{value}"')
    assert f"'{value}' is not a " in reason


def test_row_numbers_over_many_rows(shop):
    """The engine reads in parallel, in pieces; each row still knows its place."""
    shop.drop("orders/a.csv", "id\n" + "".join(f"{n}\n" for n in range(1, 300_001)))
    shop.drop("orders/b.csv", "id\n" + "".join(f"{n}\n" for n in range(1, 200_001)))
    shop.land()
    assert shop.rows("select count(*), count(*) filter (id = _row_number::varchar) from raw.shop__orders") == [
        (500_000, 500_000)
    ]
