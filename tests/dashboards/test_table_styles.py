"""Rates on few accounts are grey in a table, and a table without any is sent as it is."""

import pyarrow as pa
import pytest
from cs_dash import ui
from cs_dash.theme_tokens import FAINT, FEW_LOGOS

ENOUGH, FEW = FEW_LOGOS, FEW_LOGOS - 1


@pytest.mark.parametrize(
    ("columns", "grey"),
    [
        ({"logos": [ENOUGH, FEW, None]}, [False, True, False]),
        ({"opening_logos": [FEW, ENOUGH, ENOUGH]}, [True, False, False]),
        # Its own word goes before the number.
        ({"is_small": [False, False, True], "logos": [FEW, FEW, FEW]}, [False, False, True]),
    ],
)
def test_rows_on_few_accounts_are_grey_in_every_column(columns, grey):
    drawn = ui.greyed(pa.table({"rate": [0.9, 0.8, 0.7], **columns}))
    styles = drawn._compute().ctx
    marked = {place for place, style in styles.items() if ("color", FAINT) in style}
    assert marked == {(row, column) for row in range(3) if grey[row] for column in range(1 + len(columns))}


def test_a_table_on_enough_accounts_is_left_alone():
    table = pa.table({"rate": [0.9, None], "logos": [ENOUGH, None]})
    assert ui.greyed(table) is table
