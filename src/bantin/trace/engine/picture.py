"""Small pictures of a report, as SVG inside the page: coloured by the page's own style."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from .model import Drift, Passage, Span

_WIDTH = 1000
_TOP, _BAR, _GAP = 8, 14, 26
_LEAST = 3


def coverage_map(
    passages: Sequence[Passage],
    drift: Sequence[Drift],
    edition_length: int,
    item_length: int,
    words: str,
) -> str:
    """Where the passages lie: the edition as the upper strip, the item as the lower one.

    Differences are ticks. ``words`` says the same for those who do not see it.
    """
    lower = _TOP + _BAR + _GAP
    parts = [
        f'<rect class="t" x="0" y="{y}" width="{_WIDTH}" height="{_BAR}"/>' for y in (_TOP, lower)
    ]
    for passage in passages:
        up, down = _scaled(passage.edition, edition_length), _scaled(passage.item, item_length)
        parts.append(
            f'<polygon class="r" points="{up[0]},{_TOP + _BAR} {up[1]},{_TOP + _BAR} '
            f'{down[1]},{lower} {down[0]},{lower}"/>'
        )
        parts.extend(
            f'<rect class="p" x="{a}" y="{y}" width="{b - a}" height="{_BAR}"/>'
            for (a, b), y in ((up, _TOP), (down, lower))
        )
    for one in drift:
        for span, length, y in (
            (one.edition_at, edition_length, _TOP),
            (one.item_at, item_length, lower),
        ):
            at = _scaled(span, length)[0]
            parts.append(f'<rect class="d" x="{at}" y="{y - 5}" width="4" height="{_BAR + 10}"/>')
    height = lower + _BAR + _TOP
    return (
        f'<svg class="map" viewBox="0 0 {_WIDTH} {height}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(words)}">{"".join(parts)}</svg>'
    )


def bar(parts: Sequence[tuple[str, float]]) -> str:
    """A bar of stretches one after the other: class and share (0 to 1) of each."""
    at = 0.0
    drawn = []
    for name, share in parts:
        width = round(min(share, 1 - at) * 100, 2)
        drawn.append(
            f'<rect class="{name}" x="{round(at * 100, 2)}" y="0" width="{width}" height="10"/>'
        )
        at = min(1.0, at + share)
    return (
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="t" x="0" y="0" width="100" height="10"/>{"".join(drawn)}</svg>'
    )


def _scaled(span: Span, length: int) -> Span:
    """Where a span lies on the strip, at least a few units wide."""
    start = span[0] * _WIDTH // max(1, length)
    end = span[1] * _WIDTH // max(1, length)
    return min(start, _WIDTH - _LEAST), min(_WIDTH, max(end, start + _LEAST))
