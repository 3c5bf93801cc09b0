"""Pictures: SVG, readable in print and without telling red from green."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

mpl.use("svg")

COLOURS = ("#000000", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#777777")
"""The palette of Okabe and Ito: apart for every kind of colour blindness, and by lightness."""

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
DASHES = ("-", "--", "-.", ":")
STYLE = {
    "font.size": 10,
    "svg.fonttype": "none",
    "svg.hashsalt": "bantin",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "legend.frameon": False,
    "figure.facecolor": "white",
}


HEADROOM = 1.15
"""How far an axis goes beyond the highest point."""


@contextmanager
def picture(path: Path, width: float = 7.5, height: float = 4.2) -> Iterator[Axes]:
    """One pair of axes, saved when done; the same figures give the same file."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure.add_subplot()
        figure.savefig(path, metadata={"Date": None, "Creator": "Bantin"})


def line(axes: Axes, number: int, name: str, x: Sequence[float], y: Sequence[float]) -> None:
    """One line that colour, marker and dashes tell from the others."""
    axes.plot(
        x,
        y,
        label=name,
        color=COLOURS[number % len(COLOURS)],
        marker=MARKERS[number % len(MARKERS)],
        linestyle=DASHES[number % len(DASHES)],
    )


def logarithmic(axes: Axes, which: str) -> None:
    """Logarithmic axes with plain numbers."""
    plain = FuncFormatter(lambda value, _place: f"{value:,.10g}")
    if "x" in which:
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(plain)
    if "y" in which:
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter(plain)
        axes.yaxis.set_minor_formatter(NullFormatter())


def by_kind(rows: Sequence[dict[str, Any]], folder: Path) -> Path:
    """How much of each kind of reuse every method finds."""
    rows = [row for row in rows if "missing" not in row]
    kinds = sorted(
        {kind for row in rows for kind in row["recall_by_kind"]},
        key=lambda kind: -sum(row["recall_by_kind"].get(kind, 0.0) for row in rows),
    )
    path = folder / "trace-by-kind.svg"
    with picture(path, height=5.2) as axes:
        for number, row in enumerate(rows):
            shift = (number - (len(rows) - 1) / 2) * 0.09
            axes.plot(
                [row["recall_by_kind"].get(kind) for kind in kinds],
                [place + shift for place in range(len(kinds))],
                label=row["method"] + (" (sample)" if row["sampled"] else ""),
                color=COLOURS[number % len(COLOURS)],
                marker=MARKERS[number % len(MARKERS)],
                linestyle="none",
                markersize=6,
            )
        axes.set_yticks(range(len(kinds)), kinds)
        axes.invert_yaxis()
        axes.set_xlim(-0.03, 1.03)
        axes.set_xlabel("share of the copies found")
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return path


def by_editions(rows: Sequence[dict[str, Any]], folder: Path) -> Path:
    """Items a second by number of editions."""
    path = folder / "trace-by-editions.svg"
    with picture(path) as axes:
        for number, row in enumerate(row for row in rows if row.get("items_per_s_by_editions")):
            points = {int(n): speed for n, speed in row["items_per_s_by_editions"].items()}
            line(axes, number, row["method"], list(points), list(points.values()))
        logarithmic(axes, "xy")
        axes.set_xlabel("editions in the index")
        axes.set_ylabel("items a second, one process")
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return path


CURVES = (
    ("trace-growth-speed", "items a second, one process", {"items_per_s": "items a second"}),
    ("trace-growth-time", "seconds", {"index_s": "build the index", "load_s": "map a saved one"}),
    (
        "trace-growth-memory",
        "megabytes",
        {"peak_mb": "building, texts included", "worker_private_mb": "each worker, private"},
    ),
    (
        "trace-growth-latency",
        "milliseconds for one item alone",
        {"one_item_p50_ms": "median", "one_item_p99_ms": "99 of 100"},
    ),
)
"""Pictures of growth: file, vertical axis, and figures with what they are called."""


def growth(sizes: Sequence[dict[str, Any]], folder: Path) -> Iterator[Path]:
    """One picture for each family of figures, by number of editions."""
    editions = [row["editions"] for row in sizes]
    for name, label, figures in CURVES:
        path = folder / f"{name}.svg"
        with picture(path, width=6.0, height=3.4) as axes:
            for number, (key, called) in enumerate(figures.items()):
                line(axes, number, called, editions, [row[key] for row in sizes])
            logarithmic(axes, "x")
            axes.set_ylim(0, HEADROOM * max(row[key] for row in sizes for key in figures))
            axes.set_xlabel("editions in the index")
            axes.set_ylabel(label)
            if len(figures) > 1:
                axes.legend()
        yield path


def streamed(stream: dict[str, Any], folder: Path) -> Path:
    """Memory while many items pass."""
    path = folder / "trace-growth-stream.svg"
    with picture(path, width=6.0, height=3.4) as axes:
        numbers = [number for number, _passed, _memory in stream["curve"]]
        axes.plot(numbers, [mb for _number, _passed, mb in stream["curve"]], color=COLOURS[1])
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: f"{value:,.0f}"))
        axes.set_ylim(0, HEADROOM * max(mb for _number, _passed, mb in stream["curve"]))
        axes.set_xlabel("items passed")
        axes.set_ylabel("megabytes resident")
    return path
