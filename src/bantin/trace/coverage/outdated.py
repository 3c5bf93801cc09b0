"""Which copies follow an edition that was corrected, and which figures in them are wrong."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from bantin.core.folding import fold
from bantin.publish.record.models import Edition
from bantin.trace import engine
from bantin.trace.coverage.following import as_engine_edition

Figure = dict[str, Any]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Outdated:
    """Since when a copy should have followed a newer edition, and what it still says."""

    since: datetime
    figures: list[Figure]


def distinct_figures(figures: list[Figure]) -> list[Figure]:
    """Differing figures, each pair of wrong and right words once."""
    return list({(figure["copy"], figure["current"]): figure for figure in figures}.values())


def outdated(match: engine.Match, text: str, editions: Sequence[Edition]) -> Outdated | None:
    """Judge one match of an item's ``text`` against all public ``editions``, oldest first.

    A copy is outdated when what it copied is certainly of an older edition or shows a figure
    that was corrected, and always when the release was withdrawn.
    """
    copied = next(edition for edition in editions if edition.sha256 == match.edition)
    current = editions[-1]
    if copied == current:
        return _old_figures_in_a_current_copy(match, editions)
    following = next(edition for edition in editions if edition.number > copied.number)
    figures = _figures(match, text, _differences(copied, current))
    if current.kind == Edition.Kind.WITHDRAWAL:
        return Outdated(current.live.at, [])
    if match.version_certain or figures:
        return Outdated(following.live.at, figures)
    return None


def _figures(match: engine.Match, text: str, differences: tuple[engine.Drift, ...]) -> list[Figure]:
    """Differences between the copied and the current edition that the item really carries."""
    figures = []
    for difference in differences:
        own = _drift_at(match, difference.item_at)
        if own is not None and _same(own.item, difference.edition):
            continue  # the outlet corrected this one itself
        at = own.item_at if own else _in_item(match, difference, text)
        if at is not None:
            figures.append(_figure(difference, text[slice(*at)], at))
    return figures


def _old_figures_in_a_current_copy(
    match: engine.Match, editions: Sequence[Edition]
) -> Outdated | None:
    current, since, figures = editions[-1], None, []
    for drift in match.drift:
        for older in editions[:-1]:
            difference = _explains(drift, _differences(older, current))
            if difference:
                figures.append(_figure(difference, drift.item, drift.item_at))
                since = current.live.at
                break
    return Outdated(since, figures) if since else None


def _explains(drift: engine.Drift, differences: tuple[engine.Drift, ...]) -> engine.Drift | None:
    for difference in differences:
        if _overlap(difference.edition_at, drift.edition_at) and _same(difference.item, drift.item):
            return difference
    return None


def _figure(difference: engine.Drift, words: str, item_at: Span) -> Figure:
    return {
        "kind": difference.kind,
        "copy": words,
        "current": difference.edition,
        "item_at": list(item_at),
        "current_at": list(difference.edition_at),
    }


def _drift_at(match: engine.Match, span: Span) -> engine.Drift | None:
    found = (drift for drift in match.drift if _overlap(drift.edition_at, span))
    return next(found, None)


def _in_item(match: engine.Match, difference: engine.Drift, text: str) -> Span | None:
    """Where in the item the old words of a difference stand; None when it left them out.

    Passages need not be of the same length, so the words are looked for, and the place nearest to
    where they should be is taken.
    """
    words = re.compile(r"\W{0,2}".join(re.findall(r"\w+", fold(difference.item))))
    start, end = difference.item_at
    for passage in match.passages:
        (first, last), (begin, stop) = passage.edition, passage.item
        if first <= start and end <= last:
            expected = begin + (start - first) * (stop - begin) / max(1, last - first)
            found = [hit.span() for hit in words.finditer(_same_length(text[begin:stop]))]
            places = [
                (begin + a, begin + b) for a, b in found if _is_whole(text, begin + a, begin + b)
            ]
            if places:
                return min(places, key=lambda place: abs(place[0] - expected))
    return None


def _same_length(text: str) -> str:
    """``text`` without marks, code point by code point, so that offsets stay."""
    folded = fold(text)
    return folded if len(folded) == len(text) else text.lower()


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a hit is not the middle of a longer word or number: 26 in 126 or in 2.6."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return not re.search(r"\w$|\d[.,]$", before) and not re.match(r"\w|[.,]\d", after)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _differences(older: Edition, current: Edition) -> tuple[engine.Drift, ...]:
    return _compare(as_engine_edition(older), as_engine_edition(current))


@lru_cache(maxsize=256)
def _compare(older: engine.Edition, current: engine.Edition) -> tuple[engine.Drift, ...]:
    """Figures, dates and names of ``older`` that ``current`` gives otherwise."""
    index = engine.Index([current])
    found = index.match(engine.Item(older.id, older.text, older.title))
    return found[0].drift if found else ()
