"""Which items: one description for lists, counts, addresses and figures."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """What tracing found."""

    ANY = "", _("all")
    MATCHED = "matched", _("matched")
    UNMATCHED = "unmatched", _("without a match")
    DRIFT = "drift", _("with drift")
    OUTDATED = "outdated", _("outdated copies")
    WAITING = "waiting", _("not traced yet")


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """What a list of items is narrowed to; empty means any. Days are local and inclusive."""

    state: str = ""
    outlet: str = ""  # code; "none" for items without an outlet
    kind: str = ""  # of the outlet
    medium: str = ""
    form: str = ""
    topic: str = ""  # code
    edition: str = ""  # primary key of a matched edition
    since: str = ""  # ISO date
    until: str = ""
    words: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, Any]) -> "ItemFilter":
        """What an address asks for; values that mean nothing are left out."""
        values = {f.name: str(query.get(f.name) or "").strip()[:200] for f in fields(cls)}
        for day in ("since", "until"):
            values[day] = values[day] if as_day(values[day]) else ""
        if values["state"] not in State.values:
            values["state"] = ""
        if not (values["edition"].isascii() and values["edition"].isdigit()):
            values["edition"] = ""
        values["edition"] = values["edition"][:18]
        return cls(**values)

    def with_(self, **changes: str) -> "ItemFilter":
        """The same with some values changed."""
        return replace(self, **changes)

    @property
    def query_string(self) -> str:
        """The part of an address behind the question mark."""
        return urlencode({f.name: v for f in fields(self) if (v := getattr(self, f.name))})

    @property
    def begins(self) -> datetime | None:
        """The first instant of the period."""
        day = as_day(self.since)
        return _midnight(day) if day else None

    @property
    def ends(self) -> datetime | None:
        """The first instant after the period."""
        day = as_day(self.until)
        return _midnight(date.fromordinal(day.toordinal() + 1)) if day else None


def as_day(text: str) -> date | None:
    """A date from ``2026-03-01``, None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(1900, 1, 1) <= day < date(3000, 1, 1) else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
