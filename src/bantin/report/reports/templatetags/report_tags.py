"""Where bars stand in a chart: 10 units a bar, 130 high."""

from collections.abc import Sequence

from django import template

from bantin.report.reports.figures import Bar

register = template.Library()
STEP = 10
BASE = 130
TOP = 120


@register.filter
def chart_width(bars: Sequence[Bar]) -> str:
    """Width of the drawing."""
    return str(STEP * max(1, len(bars)))


@register.filter
def bar_x(place: int) -> str:
    """The left edge of the bar at ``place``."""
    return str(STEP * place + 1)


@register.filter
def bar_height(bar: Bar) -> str:
    """Height of a bar; one that counts something is always visible."""
    return f"{max(2.0, bar.height * TOP / 100) if bar.count else 0:.2f}"


@register.filter
def bar_y(bar: Bar) -> str:
    """The upper edge of a bar."""
    return f"{BASE - float(bar_height(bar)):.2f}"


@register.filter
def bar_label(bar: Bar) -> str:
    """What a bar is about."""
    return bar.label
