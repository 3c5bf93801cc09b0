"""From bytes as they came to rows: files, feeds, pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bantin.trace.coverage.errors import RowRefused

COLUMNS = ("url", "outlet", "title", "published", "author", "medium", "form", "text")


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as found: its number for people, and its values or why there are none."""

    number: int
    values: Mapping[str, Any]
    refused: RowRefused | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """All rows of one arrival, and the columns that we do not know."""

    rows: list[RawRow]
    ignored: tuple[str, ...] = ()
