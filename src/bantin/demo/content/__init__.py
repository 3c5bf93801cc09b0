"""Texts of the demo office, read from the JSON files beside this module.

Instants in the files are relative (``live_hours_ago``, ``after_hours``, ``after_minutes``), but
news texts name days. They are written as of ``WRITTEN_ON``; ``load`` and ``feed`` move every full
date in them by the days that have passed since, so that the demo reads as if written today.

- ``office``: the agency, topics, areas, outlets, contacts and staff.
- ``releases``: the top-level title, summary and body are edition 1; ``editions`` are the later
  ones. ``state`` is where the release stands: ``live`` and ``approved_by_other`` (live too, but
  sealed by the authorised person instead of the spokesperson), ``withdrawn`` (was live, its last
  edition withdraws it), ``scheduled`` (sealed, ``live_hours_ago`` is negative), and ``submitted``,
  ``returned`` and ``draft``, which have no instant (null).
- ``notices``: urgent notices and drills with their cancellations, and who takes part in drills.
- ``embargo``: the agreement in both languages, and who is accredited.
- ``imprint``: who speaks for the agency, the press desk, and the office's own words.
- ``items``: coverage; ``after_minutes`` counts from the release's go-live, and items about no
  release carry ``hours_ago`` instead. ``how`` says what the text does with the release.
"""

import json
import re
from datetime import date, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Any

WRITTEN_ON = date(2026, 11, 23)
"""The day that counts as today in the files."""

_FOLDER = Path(__file__).parent
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_VIETNAMESE = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_ENGLISH = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?=T)")
_RFC_2822 = re.compile(r"(?<=<pubDate>)[^<]+(?=</pubDate>)")


def load(name: str, *, today: date) -> Any:
    """Return ``office``, ``releases`` or ``items`` as parsed JSON, its dates moved to ``today``."""
    return json.loads(_read(f"{name}.json", today))


def feed(name: str, *, today: date) -> str:
    """Return an import sample (``tin-moi.xml``, ``nhap-tin-bai.csv``, ``nhap-tin-bai.jsonl``)."""
    return _read(f"feeds/{name}", today)


def _read(path: str, today: date) -> str:
    return _move_dates((_FOLDER / path).read_text(encoding="utf-8"), today - WRITTEN_ON)


def _move_dates(text: str, by: timedelta) -> str:
    """Move full dates: ``20/11/2026``, ``20 November 2026``, ``2026-11-20T…`` and RSS dates."""

    def vietnamese(found: re.Match[str]) -> str:
        day, month, year = map(int, found.groups())
        return f"{date(year, month, day) + by:%d/%m/%Y}"

    def english(found: re.Match[str]) -> str:
        moved = date(int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1])) + by
        return f"{moved.day} {_MONTHS[moved.month - 1]} {moved.year}"

    def iso(found: re.Match[str]) -> str:
        return (date.fromisoformat(found[0]) + by).isoformat()

    def rfc_2822(found: re.Match[str]) -> str:
        instant: datetime = parsedate_to_datetime(found[0])
        return format_datetime(instant + by)

    text = _VIETNAMESE.sub(vietnamese, text)
    text = _ENGLISH.sub(english, text)
    text = _ISO.sub(iso, text)
    return _RFC_2822.sub(rfc_2822, text)
