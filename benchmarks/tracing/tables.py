"""Rows as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

COLUMNS = (
    ("F1 strict", "f1_strict", "{:.3f}"),
    ("lenient", "f1_lenient", "{:.3f}"),
    ("quotes", "quote_recall", "{:.2f}"),
    ("items/s", "items_per_s", "{:,.0f}"),
    ("one proc.", "items_per_s_one_process", "{:,.0f}"),
    ("pass. P", "passage_precision", "{:.3f}"),
    ("pass. R", "passage_recall", "{:.3f}"),
    ("fig. P", "figures_precision", "{:.3f}"),
    ("fig. R", "figures_recall", "{:.3f}"),
    ("name P", "names_precision", "{:.3f}"),
    ("name R", "names_recall", "{:.3f}"),
    ("version", "version_accuracy", "{:.3f}"),
    ("peak MB", "peak_mb", "{:,.0f}"),
)
WIDTH = 10
NAME_WIDTH = 22
ABSENT = "–"


def comparison(rows: Sequence[dict[str, Any]]) -> str:
    """All methods side by side; a missing one with its reason."""
    lines = ["".join([" " * NAME_WIDTH, *(f"{title:>{WIDTH}}" for title, _key, _form in COLUMNS)])]
    for row in rows:
        if "missing" in row:
            lines.append(f"{row['method']:<{NAME_WIDTH}}  missing: {row['missing']}")
        else:
            cells = [_cell(row[key], form) for _title, key, form in COLUMNS]
            lines.append("".join([f"{_name(row):<{NAME_WIDTH}}", *cells]))
    return "\n".join(lines)


def _name(row: dict[str, Any]) -> str:
    return f"{row['method']} *" if row["sampled"] else row["method"]


def _cell(value: float | None, form: str) -> str:
    return f"{ABSENT if value is None else form.format(value):>{WIDTH}}"


def by_kind(rows: Sequence[dict[str, Any]]) -> str:
    """Recall of each kind of reuse, one column for each method that was there."""
    rows = [row for row in rows if "missing" not in row]
    kinds = sorted({kind for row in rows for kind in row["recall_by_kind"]})
    names = [_name(row) for row in rows]
    widths = [max(len(name) + 2, 8) for name in names]
    head = "".join(f"{name:>{width}}" for name, width in zip(names, widths, strict=True))
    lines = [f"{'found, by kind':<{NAME_WIDTH}}{head}"]
    for kind in kinds:
        parts = [row["recall_by_kind"].get(kind) for row in rows]
        cells = [
            f"{ABSENT if part is None else format(part, '.3f'):>{width}}"
            for part, width in zip(parts, widths, strict=True)
        ]
        lines.append("".join([f"{kind:<{NAME_WIDTH}}", *cells]))
    return "\n".join(lines)


def notes(rows: Sequence[dict[str, Any]]) -> list[str]:
    """What a reader must know of single rows."""
    found = [
        f"* {row['method']}: only {row['items']:,} items drawn from all, because it compares each "
        "with every edition; its quality is that of the sample."
        for row in rows
        if row.get("sampled")
    ]
    if any("missing" in row and row["method"] != "bantin-compiled" for row in rows):
        found.append("What is missing is installed by: ./run bench trace")
    return found
