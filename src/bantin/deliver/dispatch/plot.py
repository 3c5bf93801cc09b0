"""How an edition reached people, as a drawing on the server: no script, no inline style."""

from dataclasses import dataclass
from datetime import datetime, timedelta

WIDTH, HEIGHT = 640, 180
LEFT, BOTTOM, TOP = 48, 28, 12
MOST_POINTS = 200


@dataclass(frozen=True, slots=True)
class Plot:
    """Points of a rising line and the words at its axes."""

    line: str  # for <polyline points>
    seconds: float  # from go-live to the last hand-over
    span: float  # seconds on the x axis
    highest: int
    half_way: float | None  # seconds until half of all had it
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    top: int = TOP
    floor: int = HEIGHT - BOTTOM
    right: int = WIDTH - 8


def draw(instants: list[datetime], *, since: datetime, total: int) -> Plot | None:
    """The number handed over against the seconds since go-live; None when there is none.

    ``instants`` are sorted, oldest first. ``total`` is the number of all deliveries.
    """
    if not instants:
        return None
    seconds = [max((instant - since) / timedelta(seconds=1), 0.0) for instant in instants]
    span = max(seconds[-1], 1.0)
    highest = max(total, len(seconds))
    step = max(len(seconds) // MOST_POINTS, 1)
    marks = [(0.0, 0), *((seconds[i], i + 1) for i in range(0, len(seconds), step))]
    marks.append((seconds[-1], len(seconds)))
    points = " ".join(f"{_x(at, span):.1f},{_y(count, highest):.1f}" for at, count in marks)
    half = (total + 1) // 2
    half_way = seconds[half - 1] if 0 < half <= len(seconds) else None
    return Plot(points, seconds[-1], span, highest, half_way)


def _x(seconds: float, span: float) -> float:
    return LEFT + (WIDTH - LEFT - 8) * seconds / span


def _y(count: int, highest: int) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * count / highest
