"""What the differences of two aligned texts mean: which of them are drift."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bantin.trace.engine.model import Drift, Span

from . import names, quantities, seams, spelling, wording
from .figures import figure_words
from .places import ADDED, FIGURES, GAP, NUMBERS, OFFICES, OPENS, Change, Changes, Differences
from .sides import LONGEST, Found, Sides, Spans

_TO_READ = NUMBERS | ADDED | FIGURES | OFFICES
"""Changes that are read whether or not they begin with a capital."""


def drifts(
    texts: Mapping[int, Sides], differences: Differences, *, most: int
) -> dict[int, list[Drift]]:
    """The drift of each pair that has any, in reading order of the item.

    Of each pair at most one more than ``most``, which shows that there are more.
    """
    unequal = spelling.unequal(texts, differences)
    doubtful = spelling.doubtful(texts, differences, unequal)
    changes = differences.changes
    listed: dict[int, list[Drift]] = {}
    for pair in changes.of.keys() | unequal.keys():
        sides = texts[pair]
        found = _changed(sides, changes, pair) if pair in changes.of else []
        if pair in unequal:
            found += spelling.resigned(sides, differences, unequal[pair])
        if pair in doubtful:
            found += spelling.respelled(sides, differences, unequal[pair])
        drift = _listed(sides, found) if found else []
        if drift:
            listed[pair] = drift[: most + 1]
    return listed


def _changed(sides: Sides, changes: Changes, pair: int) -> list[Found]:
    """The drift in the changes of a pair, without what only a seam put side by side."""
    drift: list[Found] = []
    for number in _to_read(sides.item, changes, pair):
        change = changes.at(number)
        if change[0] & NUMBERS:
            spans = change[1], change[2], change[3], change[4]
            if not seams.by_chance(sides, spans, change):
                drift += quantities.numbers(sides, spans)
        else:
            found = _compared(sides, change)
            drift += [one for one in found if not seams.by_chance(sides, one[1], change)]
    return drift


def _to_read(item: str, changes: Changes, pair: int) -> list[int]:
    """The changes of a pair that may be drift: others have no figures and no capitals."""
    bits, start, end = changes.columns[:3]
    return [
        number for number in range(*changes.of[pair])
        if bits[number] & _TO_READ or (
            item[start[number]].isupper() if bits[number] & GAP
            else not item[start[number] : end[number]].islower()
        )
    ]  # fmt: skip


def _listed(sides: Sides, found: Iterable[Found]) -> list[Drift]:
    """What was found as drift, in reading order, without what is in a title."""
    drift: dict[tuple[Span, Span], Drift] = {}
    item, item_from, edition, edition_from = sides
    for kind, (start, end, edition_start, edition_end) in found:
        if start >= item_from and edition_start >= edition_from:
            at = start - item_from, end - item_from
            edition_at = edition_start - edition_from, edition_end - edition_from
            drift[at, edition_at] = Drift(
                kind, edition[edition_start:edition_end], item[start:end], at, edition_at
            )
    return [drift[at] for at in sorted(drift)]


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
