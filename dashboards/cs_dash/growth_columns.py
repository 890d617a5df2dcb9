"""Columns of the Cohorts page and of Expansion & losses."""

from cs_dash.column import Column

GROWTH_COLUMNS = {
    "channel": Column("Channel"),
}
