"""What the trial on the Health page shows, for one profile, horizon and set of bands."""

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa

from cs_dash import fmt, repo, trial_charts, trial_repo
from cs_dash.publication import Publication
from cs_dash.theme_tokens import BAND_LABELS

TABLES = frozenset({
    "health_calibration", "health_champions", "health_lead_times", "health_misses", "health_validation",
})  # fmt: skip
DEFAULT_HORIZON = 90
# The edge by which flags are counted on the cards: at risk and worse.
FLAG_EDGE = {"five_bands": "at_risk", "red_yellow_green": "red", "risk_ladder": "medium"}


@dataclass(frozen=True)
class Trial:
    """`edge` is the row of `edges` that the cards tell; None where the profile was not tried at this horizon."""

    area: dict | None
    edge: dict | None
    lead: dict | None
    areas: list[dict]
    areas_spec: dict | None
    edges: pa.Table
    calibration: list[dict]
    calibration_spec: dict | None
    leads: pa.Table
    leads_spec: dict | None
    champions: pa.Table


def is_told(publication: Publication) -> bool:
    """Whether the publication holds the trial's tables."""
    return repo.tables(publication).issuperset(TABLES)


def edge_words(table: pa.Table) -> pa.Table:
    """The table with its edges in words."""
    words = [f"{BAND_LABELS.get(edge, fmt.spelled(edge))} and worse" for edge in table["edge"].to_pylist()]
    return table.set_column(table.column_names.index("edge"), "edge", pa.array(words, pa.string()))


def build(publication: Publication, profile: str, date: dt.date, horizon: int, band_set: str) -> Trial:
    """The trial of one profile; the areas are of all."""
    areas = trial_repo.areas(publication, date)
    edges = trial_repo.edges(publication, profile, horizon, band_set)
    calibration = trial_repo.calibration(publication, profile, horizon, band_set)
    leads = trial_repo.lead_times(publication, profile, band_set)
    flag = FLAG_EDGE.get(band_set)
    labels = {band: BAND_LABELS.get(band, fmt.spelled(band)) for band in leads["edge"].to_pylist()}
    lead_rows = leads.to_pylist()
    return Trial(
        area=next((row for row in areas if (row["scorer"], row["horizon_days"]) == (profile, horizon)), None),
        edge=next((row for row in edges.to_pylist() if row["edge"] == flag), None),
        lead=next((row for row in lead_rows if row["edge"] == flag), None),
        areas=areas,
        areas_spec=trial_charts.areas(areas) if any(row["auc"] is not None for row in areas) else None,
        edges=edges,
        calibration=calibration,
        calibration_spec=trial_charts.calibration(calibration, horizon) if calibration else None,
        leads=leads,
        leads_spec=trial_charts.lead_times(lead_rows, labels) if any(row["warned"] for row in lead_rows) else None,
        champions=trial_repo.champions(publication, date, horizon),
    )


def ranked(
    publication: Publication, date: dt.date, profile: str, kind: str, horizon: int
) -> tuple[pa.Table, dict | None]:
    """Components of the profile or metrics, each alone, as rows and as a chart."""
    table = trial_repo.ranking(publication, date, profile, kind, horizon)
    return table, trial_charts.ranking(table.to_pylist()) if table.num_rows else None
