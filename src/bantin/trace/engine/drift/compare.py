"""What the differences of two aligned texts mean: which of them are drift."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bantin.trace.engine.model import Drift, Span

from . import names, quantities, seams, spelling, wording
from .figures import figure_words
from .places import ADDED, FIGURES, GAP, NUMBERS, OFFICES, OPENS, Change, Differences
from .sides import LONGEST, Found, Sides, Spans

_TO_READ = ADDED | FIGURES | OFFICES
"""Changes that are read whether or not they begin with a capital."""


def drift_of(sides: Sides, differences: Differences, pair: int) -> list[Drift]:
    """The drift of one pair, in reading order of the item."""
    return drifts([sides], differences, [pair])[0]


def drifts(
    texts: Sequence[Sides], differences: Differences, pairs: Sequence[int]
) -> list[list[Drift]]:
    """The drift of each of ``pairs``, in reading order of the item; many at once are quicker."""
    listed: list[dict[tuple[Span, Span], Drift]] = []
    differing = []
    for sides, pair in zip(texts, pairs, strict=True):
        found: dict[tuple[Span, Span], Drift] = {}
        listed.append(found)
        for kind, spans in _changed(sides, differences, pair):
            _note(found, sides, kind, spans)
        unequal = spelling.unequal(sides, differences, pair)
        if unequal:
            for kind, spans in spelling.resigned(sides, unequal):
                _note(found, sides, kind, spans)
            differing.append((found, sides, unequal))
    texts_of = [(sides, unequal) for _, sides, unequal in differing]
    respelled = spelling.respelled(texts_of, differences) if texts_of else []
    for (found, sides, _), names_of in zip(differing, respelled, strict=True):
        for kind, spans in names_of:
            _note(found, sides, kind, spans)
    return [[found[at] for at in sorted(found)] if found else [] for found in listed]


def _changed(sides: Sides, differences: Differences, pair: int) -> Iterator[Found]:
    """The drift in the changes of a pair, without what only a seam put side by side."""
    item = sides.item
    for change in differences.changes.of_pair(pair):
        if change[0] & NUMBERS:
            spans = change[1], change[2], change[3], change[4]
            if not seams.by_chance(sides, spans, change):
                yield from quantities.numbers(sides, spans)
        elif change[0] & _TO_READ or item[change[1]].isupper() or (
            not change[0] & GAP and not item[change[1] : change[2]].islower()
        ):  # fmt: skip
            for kind, spans in _compared(sides, change):
                if not seams.by_chance(sides, spans, change):
                    yield kind, spans


def _note(found: dict[tuple[Span, Span], Drift], sides: Sides, kind: str, spans: Spans) -> None:
    """Add a drift, unless it is in a title."""
    start, end, edition_start, edition_end = spans
    if start < sides.item_from or edition_start < sides.edition_from:
        return
    item_at = start - sides.item_from, end - sides.item_from
    edition_at = edition_start - sides.edition_from, edition_end - sides.edition_from
    found[item_at, edition_at] = Drift(
        kind, sides.edition[edition_start:edition_end], sides.item[start:end], item_at, edition_at
    )


def _compared(sides: Sides, change: Change) -> list[Found]:
    """The drift in words that changed."""
    bits, start, end, edition_start, edition_end, _, _ = change
    if end - start > LONGEST or edition_end - edition_start > LONGEST:
        return []
    spans = start, end, edition_start, edition_end
    if bits & ADDED:
        return _added(sides, spans, bits)
    if bits & FIGURES and quantities.may_hold_figures(sides, spans):
        readings = quantities.readings(sides, spans)
        if any(mine and theirs for mine, theirs in readings):
            return quantities.figures(readings, gap=bool(bits & GAP))
    if bits & GAP:
        return wording.changed_runs(sides, spans)
    if bits & OFFICES and (office := wording.changed_office(sides, spans)):
        return office
    return wording.changed_names(sides, spans, opens=bool(bits & OPENS))


def _added(sides: Sides, spans: Spans, bits: int) -> list[Found]:
    """A word that is on one side only: a scale (5 triệu, 5) or a grade (Phó giám đốc)."""
    start, end, edition_start, edition_end = spans
    longer = max(sides.item[start:end], sides.edition[edition_start:edition_end], key=len)
    if bits & FIGURES and len(figure_words(longer)) == len(names.WORD.findall(longer)):
        found = quantities.figures(quantities.readings(sides, spans), gap=False)
        if found:
            return found
    return wording.changed_grade(sides, spans) if bits & OFFICES else []
