"""The page of figures as data: each number with its definition and the address of its rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bantin.deliver.dispatch.models import Delivery
from bantin.publish.record.models import Edition
from bantin.receive.contacts.models import Outlet
from bantin.report.reports import queries
from bantin.report.reports.period import Period
from bantin.trace.coverage.filters import ItemFilter, State
from bantin.trace.coverage.models import Item

Text = str | Promise
STATES = (State.ANY, State.MATCHED, State.DRIFT, State.OUTDATED)
MOST_OUTLETS = 20


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: what it is called, what it counts, and where its rows are."""

    name: str
    label: Text
    definition: Text
    count: int  # rows behind the address
    address: str
    shown: str = ""  # when it is not the count itself: a share, a duration

    @property
    def value(self) -> str:
        """As people read it."""
        return self.shown or number_format(self.count, use_l10n=True, force_grouping=True)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart with the rows behind it."""

    label: str
    count: int
    address: str
    height: float = 0.0  # 0 to 100


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Items by one property: a row per value, a number per state."""

    name: str
    label: Text
    rows: list[tuple[Text, list[Figure]]]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything on the page."""

    period: Period
    record: list[Figure]
    coverage: list[Figure]
    pickup: list[Figure]
    delivery: list[Figure]
    days: list[Bar] = field(default_factory=list)
    waits: list[Bar] = field(default_factory=list)
    breakdowns: list[Breakdown] = field(default_factory=list)

    @property
    def all(self) -> list[Figure]:
        """All figures outside the tables."""
        return [*self.record, *self.coverage, *self.pickup, *self.delivery]


def report(at: datetime, period: Period) -> Report:
    """Count everything for the period."""
    waits = queries.waits(at, period)
    return Report(
        period=period,
        record=_record(at, period),
        coverage=_coverage(at, period),
        pickup=_pickup(waits, period),
        delivery=_delivery(at, period),
        days=_days(at, period),
        waits=_wait_bars(waits, period),
        breakdowns=_breakdowns(at, period),
    )


def duration(wait: timedelta) -> str:
    """Two units of a waiting time: “2 giờ 14 phút”."""
    minutes = round(wait.total_seconds() / 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        ngettext("%d day", "%d days", days) % days if days else "",
        ngettext("%d hour", "%d hours", hours) % hours if hours else "",
        ngettext("%d minute", "%d minutes", rest) % rest if rest and not days else "",
    ]
    return " ".join(part for part in parts if part) or str(_("less than a minute"))


def share(part: int, whole: int) -> str:
    """A percentage in whole numbers; a dash when there is nothing to divide by."""
    return f"{number_format(round(100 * part / whole))} %" if whole else "–"


def _rows(name: str, period: Period, **more: str) -> str:
    return f"{reverse(name)}?{urlencode({**period.days, **more})}"


def _list(chosen: ItemFilter) -> str:
    query = chosen.query_string
    return reverse("coverage_list") + (f"?{query}" if query else "")


def _record(at: datetime, period: Period) -> list[Figure]:
    kinds: list[tuple[str, str, Text, Text]] = [
        (
            "releases",
            Edition.Kind.ORIGINAL,
            _("releases"),
            _("Releases whose first edition went live on these days."),
        ),
        ("editions", "", _("editions"), _("All editions that went live on these days.")),
        (
            "corrections",
            Edition.Kind.CORRECTION,
            _("correction notices"),
            _("Editions that replace an earlier edition of ours and say why."),
        ),
        (
            "withdrawals",
            Edition.Kind.WITHDRAWAL,
            _("withdrawals"),
            _("Editions that say: do not use this any more."),
        ),
    ]
    return [
        Figure(
            name,
            label,
            definition,
            queries.editions(at, period, kind).count(),
            _rows("figures_editions", period, **({"kind": kind} if kind else {})),
        )
        for name, kind, label, definition in kinds
    ]


_STATE_WORDS: dict[State, tuple[str, Text, Text]] = {
    State.ANY: (
        "items",
        _("coverage items"),
        _("Items that appeared on these days; where nobody knows, the day they were added."),
    ),
    State.MATCHED: (
        "matched",
        _("items with a match"),
        _("Items that reproduce at least one passage of an edition."),
    ),
    State.DRIFT: (
        "drift",
        _("items with drift"),
        _("Items in which a figure, date or name differs from the edition they copied."),
    ),
    State.OUTDATED: (
        "outdated",
        _("outdated copies"),
        _("Items that still carry what was corrected or withdrawn since."),
    ),
}


def _coverage(at: datetime, period: Period) -> list[Figure]:
    found = {}
    for state, (name, label, definition) in _STATE_WORDS.items():
        chosen = period.items.with_(state=state.value)
        count = queries.count_items(at, chosen)
        found[state] = Figure(name, label, definition, count, _list(chosen))
    items, matched = found[State.ANY], found[State.MATCHED]
    matched_share = Figure(
        "matched_share",
        _("share of items with a match"),
        _("Items with a match, divided by all items of these days."),
        matched.count,
        matched.address,
        share(matched.count, items.count),
    )
    return [items, matched, matched_share, found[State.DRIFT], found[State.OUTDATED]]


def _pickup(waits: list[tuple[Edition, timedelta | None]], period: Period) -> list[Figure]:
    known = sum(wait is not None for _edition, wait in waits)
    median = queries.median_wait(waits)
    return [
        Figure(
            "picked_up",
            _("releases that were picked up"),
            _("Releases of these days with at least one item at or after go-live."),
            known,
            _rows("figures_pickup", period, bucket="any"),
        ),
        Figure(
            "median_wait",
            _("median time to the first item"),
            _("Half of the releases that were picked up had their first item sooner."),
            known,
            _rows("figures_pickup", period, bucket="any"),
            duration(median) if median is not None else "–",
        ),
    ]


def _delivery(at: datetime, period: Period) -> list[Figure]:
    counts = queries.deliveries_by_status(at, period)
    total = Figure(
        "deliveries",
        _("deliveries"),
        _("One edition to one recipient by one channel, queued on these days."),
        sum(counts.values()),
        _rows("figures_deliveries", period),
    )
    return [total] + [
        Figure(
            f"deliveries_{status.value}",
            status.label,
            _("Deliveries of these days that stand there now."),
            counts[status.value],
            _rows("figures_deliveries", period, status=status.value),
        )
        for status in Delivery.Status
        if counts.get(status.value)
    ]


def _days(at: datetime, period: Period) -> list[Bar]:
    counts = queries.items_per_day(at, period.items)
    first, last = period.first_and_last()
    first, last = first or min(counts, default=None), last or max(counts, default=None)
    if first is None or last is None:
        return []
    bars = []
    for start, end in queries.spans(first, last):
        chosen = period.items.with_(since=start.isoformat(), until=end.isoformat())
        n = sum(count for day, count in counts.items() if start <= day <= end)
        bars.append(Bar(_span_label(start, end), n, _list(chosen)))
    return _scaled(bars)


def _span_label(start: date, end: date) -> str:
    if start == end:
        return str(date_format(start, "SHORT_DATE_FORMAT"))
    return f"{date_format(start, 'SHORT_DATE_FORMAT')} – {date_format(end, 'SHORT_DATE_FORMAT')}"


BUCKET_LABELS: Mapping[str, Text] = {
    "15m": _("under 15 minutes"),
    "1h": _("15 to 60 minutes"),
    "3h": _("1 to 3 hours"),
    "6h": _("3 to 6 hours"),
    "24h": _("6 to 24 hours"),
    "3d": _("1 to 3 days"),
    "later": _("more than 3 days"),
    queries.NONE_YET: _("no item yet"),
}


def _wait_bars(waits: list[tuple[Edition, timedelta | None]], period: Period) -> list[Bar]:
    counts = dict.fromkeys(BUCKET_LABELS, 0)
    for _edition, wait in waits:
        counts[queries.bucket_of(wait)] += 1
    return _scaled(
        Bar(str(label), counts[name], _rows("figures_pickup", period, bucket=name))
        for name, label in BUCKET_LABELS.items()
    )


def _scaled(bars: Iterable[Bar]) -> list[Bar]:
    bars = list(bars)
    top = max((bar.count for bar in bars), default=0) or 1
    return [Bar(b.label, b.count, b.address, round(100 * b.count / top, 2)) for b in bars]


def _breakdowns(at: datetime, period: Period) -> list[Breakdown]:
    outlets = dict(Outlet.objects.values_list("code", "name"))
    kinds: list[tuple[str, str, Text, Mapping[Any, Text]]] = [
        ("kind", "outlet__kind", _("By kind of outlet"), dict(Outlet.Kind.choices)),
        ("medium", "medium", _("By medium"), dict(Item.Medium.choices)),
        ("form", "form", _("By form"), dict(Item.Form.choices)),
        ("outlet", "outlet__code", _("By outlet"), outlets),
    ]
    return [_breakdown(at, period, *kind) for kind in kinds]


def _breakdown(
    at: datetime, period: Period, name: str, column: str, label: Text, words: Mapping[Any, Text]
) -> Breakdown:
    counts = {
        state: queries.items_by(at, period.items.with_(state=state.value), column)
        for state in STATES
    }
    biggest = sorted(counts[State.ANY].items(), key=lambda row: -row[1])[:MOST_OUTLETS]
    rows = []
    for value, _n in biggest:
        if value is None and name != "outlet":
            continue  # items without an outlet have no kind; the table by outlet shows them
        chosen = period.items.with_(**{name: value or "none"})
        text = words.get(value, value) if value else _("without an outlet")
        rows.append((text or "", [_cell(name, chosen, state, counts, value) for state in STATES]))
    return Breakdown(name, label, rows)


def _cell(
    name: str,
    chosen: ItemFilter,
    state: State,
    counts: Mapping[State, Mapping[str | None, int]],
    value: str | None,
) -> Figure:
    word, label, definition = _STATE_WORDS[state]
    narrowed = chosen.with_(state=state.value)
    count = counts[state].get(value, 0)
    return Figure(f"{name}_{value}_{word}", label, definition, count, _list(narrowed))
