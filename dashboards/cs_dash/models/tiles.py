"""A figure of a page in words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tile:
    """A figure with what it stands on; `is_small` where these are too few to tell much."""

    label: str
    value: str
    footnote: str
    meaning: str
    is_small: bool = False
