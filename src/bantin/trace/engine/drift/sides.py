"""The two texts of a pair, and places in both."""

from __future__ import annotations

from typing import NamedTuple

LONGEST = 600
"""A change of more characters is not compared; no figure, name or sentence is that long."""


class Sides(NamedTuple):
    """The two documents of a pair and where each one's own text begins (after the title)."""

    item: str
    item_from: int
    edition: str
    edition_from: int


Spans = tuple[int, int, int, int]
"""Start and end in the item, start and end in the edition."""


Found = tuple[str, Spans]
"""Kind of a drift and where it is."""
