"""The bars that the project set itself, and how a row stands to them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

LIBRARIES = ("datasketch", "datasketch-ensemble", "rensa", "gaoya")
"""The libraries whose speed is the measure."""

TIMES_FASTER = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a figure of the row, which way, and how much."""

    key: str
    sign: str
    value: float

    def holds(self, figure: float) -> bool:
        """Whether the figure clears the bar."""
        test: Callable[[float, float], bool] = operator.ge if self.sign == "≥" else operator.le
        return test(figure, self.value)


QUALITY = (
    Bar("f1_strict", "≥", 0.985),
    Bar("f1_lenient", "≥", 0.995),
    Bar("quote_recall", "≥", 0.95),
    Bar("passage_precision", "≥", 0.999),
    Bar("passage_recall", "≥", 0.95),
    Bar("passage_recall_drop30", "≥", 0.85),
    Bar("figures_precision", "≥", 0.98),
    Bar("figures_recall", "≥", 0.985),
    Bar("names_precision", "≥", 0.90),
    Bar("names_recall", "≥", 0.90),
    Bar("name_alarms_per_800", "≤", 20),
    Bar("version_accuracy", "≥", 1.0),
    Bar("peak_mb", "≤", 1024),
    Bar("bytes_per_edition", "≤", 15 * 1024),
)
SPEED = {
    "bantin": Bar("items_per_s", "≥", 15_000),
    "bantin-compiled": Bar("items_per_s", "≥", 30_000),
}
LATENCY = (
    Bar("one_item_p50_ms", "≤", 5),
    Bar("one_item_p99_ms", "≤", 5),
    Bar("addition_mean_ms", "≤", 5),
    Bar("bytes_per_edition", "≤", 15 * 1024),
    Bar("command_s", "≤", 6),
)


def bars_of(row: dict[str, Any], rows: Sequence[dict[str, Any]]) -> list[Bar]:
    """All bars of one of our rows; the last needs the fastest peer of the same run."""
    bars = [*QUALITY, SPEED[row["method"]]]
    peers = [r["items_per_s"] for r in rows if r["method"] in LIBRARIES and r["items_per_s"]]
    if peers:
        bars.append(Bar("items_per_s", "≥", TIMES_FASTER * max(peers)))
    return bars


def lines(row: dict[str, Any], bars: Sequence[Bar]) -> list[str]:
    """Each bar beside what was reached."""
    by_kind = row.get("passage_recall_by_kind") or {}
    row = row | {f"passage_recall_{kind}": value for kind, value in by_kind.items()}
    return [_line(bar, row.get(bar.key)) for bar in bars]


def _line(bar: Bar, figure: float | None) -> str:
    if figure is None:
        return f"  {bar.key:<24}{'–':>12}   bar {bar.sign} {bar.value:,.6g}"
    verdict = "holds" if bar.holds(figure) else "MISSED"
    reached = f"{figure:,.4f}" if abs(figure) < 100 else f"{figure:,.0f}"
    return f"  {bar.key:<24}{reached:>12}   bar {bar.sign} {bar.value:<10,.6g} {verdict}"
