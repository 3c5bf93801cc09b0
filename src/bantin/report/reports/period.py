"""The stretch of time that figures are about, as the address bar says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from bantin.trace.coverage.filters import ItemFilter, as_day

LENGTHS = (7, 30, 90)
USUAL = 30


@dataclass(frozen=True, slots=True)
class Period:
    """Whole local days, first and last included; empty for all of the record."""

    since: str = ""
    until: str = ""
    length: int = 0  # one of LENGTHS when it is that many days up to today

    @classmethod
    def from_query(cls, query: Mapping[str, Any], *, at: datetime) -> "Period":
        """``days=7|30|90|all``, or ``since`` and ``until``; 30 days when nothing is said."""
        since, until = str(query.get("since") or ""), str(query.get("until") or "")
        if as_day(since) or as_day(until):
            return cls(since if as_day(since) else "", until if as_day(until) else "")
        days = str(query.get("days") or USUAL)
        if days == "all":
            return cls()
        length = int(days) if days in {str(n) for n in LENGTHS} else USUAL
        today = timezone.localdate(at)
        first = today - timedelta(days=length - 1)
        return cls(first.isoformat(), today.isoformat(), length)

    @property
    def items(self) -> ItemFilter:
        """The same days as a filter of the coverage register."""
        return ItemFilter(since=self.since, until=self.until)

    @property
    def query_string(self) -> str:
        """The part of an address that names these days."""
        if self.length:
            return urlencode({"days": self.length})
        named = {"since": self.since, "until": self.until}
        return urlencode({key: value for key, value in named.items() if value}) or "days=all"

    @property
    def days(self) -> dict[str, str]:
        """``since`` and ``until`` as parameters, so that a row page needs no clock."""
        named = {"since": self.since, "until": self.until}
        return {key: value for key, value in named.items() if value} or {"days": "all"}

    def bounds(self, lookup: str) -> dict[str, datetime]:
        """Conditions on a field: from the first instant until before the first one after."""
        chosen, conditions = self.items, {}
        if chosen.begins:
            conditions[f"{lookup}__gte"] = chosen.begins
        if chosen.ends:
            conditions[f"{lookup}__lt"] = chosen.ends
        return conditions

    def first_and_last(self) -> tuple[date | None, date | None]:
        """The days as dates."""
        return as_day(self.since), as_day(self.until)
