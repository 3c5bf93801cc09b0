"""How an edition reached people, as a drawing on the server: no script, no inline style."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WIDTH, HEIGHT = 640, 180
LEFT, BOTTOM, TOP = 48, 28, 12


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


def draw(marks: Sequence[tuple[int, datetime]], *, since: datetime, total: int) -> Plot | None:
    """The number handed over against the seconds since go-live; None when there is none.

    Args:
        marks: The how-manieth hand-over was when, oldest first; see ``queries.hand_overs``.
        since: The instant of go-live.
        total: The number of all deliveries.
    """
    if not marks:
        return None
    reached = [(count, max((at - since) / timedelta(seconds=1), 0.0)) for count, at in marks]
    last, longest = reached[-1]
    span = max(longest, 1.0)
    highest = max(total, last)
    points = " ".join(
        f"{_x(seconds, span):.1f},{_y(count, highest):.1f}"
        for count, seconds in [(0, 0.0), *reached]
    )
    half_way = dict(reached).get((total + 1) // 2)
    return Plot(points, longest, span, highest, half_way)


def _x(seconds: float, span: float) -> float:
    return LEFT + (WIDTH - LEFT - 8) * seconds / span


def _y(count: int, highest: int) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * count / highest
