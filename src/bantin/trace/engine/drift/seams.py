"""Where passages reach into sentences that were not copied, or were moved."""

from __future__ import annotations

import re
import unicodedata

from . import names
from .places import Change
from .sides import LONGEST, Sides, Spans

_SENTENCE_END = re.compile(r"[.!?…]\s|\n")
_MOVED_BEFORE, _MOVED_AFTER, _MOVED_LEAST = 48, 24, 16
_STOP = re.compile(r'[.!?…;:](?=\s|["”»)])|[\n"“”«»()|•]')
_SENTENCE = 72
_ENOUGH = 4


def by_chance(sides: Sides, spans: Spans, change: Change) -> bool:
    """Whether what differs was put side by side by chance, and not changed."""
    return _at_a_seam(sides, spans, change) or _moved(sides, spans, change)


def _at_a_seam(sides: Sides, spans: Spans, change: Change) -> bool:
    """Whether the change is in the outermost sentence of a passage, where too little agrees.

    A passage reaches into the next sentence while words agree. That is chance, unless four words
    of that sentence agree as well: sentences that were moved meet strangers there.
    """
    start, end, edition_start, edition_end = spans
    first, last = change[5:]
    if start - first > _SENTENCE and last - end > _SENTENCE:
        return False
    before, after = _part_before(sides.item, start), _part_after(sides.item, end)
    front, back = start - len(before), end + len(after)
    if front > first and back < last:
        return False
    before = before[max(0, first - front) :]
    after = after[: max(0, last - end)]
    theirs = _part_before(sides.edition, edition_start), _part_after(sides.edition, edition_end)
    return _agreeing(before, theirs[0], last=True) + _agreeing(after, theirs[1]) < _ENOUGH


def _part_before(text: str, start: int) -> str:
    """What stands before, in the same sentence or bracket."""
    before = text[max(0, start - _SENTENCE) : start]
    return before[_last_end(_STOP, before) :]


def _last_end(pattern: re.Pattern[str], text: str) -> int:
    """Where the last match of a pattern ends, or 0."""
    end = 0
    for found in pattern.finditer(text):
        end = found.end()
    return end


def _part_after(text: str, end: int) -> str:
    """What stands after, in the same sentence or bracket."""
    after = text[end : end + _SENTENCE]
    stop = _STOP.search(after)
    return after[: stop.start()] if stop else after


def _agreeing(mine: str, theirs: str, *, last: bool = False) -> int:
    """How many of the next words agree; as many as are needed will do."""
    ours, others = mine.split(), theirs.split()
    if last:
        ours, others = ours[::-1], others[::-1]
    pairs = list(zip(ours, others, strict=False))[: 2 * _ENOUGH]
    plainly = sum(one == other for one, other in pairs)
    if plainly >= _ENOUGH:
        return plainly
    ours, others = _words(mine), _words(theirs)
    if last:
        ours, others = ours[::-1], others[::-1]
    return sum(one == other for one, other in zip(ours, others, strict=False))


def _words(text: str) -> list[str]:
    return [names.folded(word) for word in names.WORD.findall(text)]


def _moved(sides: Sides, spans: Spans, change: Change) -> bool:
    """Whether the item's words stand in the edition elsewhere, as they are, with what is around.

    So it is where sentences were moved and a passage aligns a sentence with one that reads nearly
    alike. Of a sentence that is aligned as a whole all words must be found, of another one those
    beside the change.
    """
    start, end = spans[:2]
    if unicodedata.normalize("NFC", sides.item[start:end]) not in sides.edition:
        return False
    first, last = change[5:]
    before = sides.item[max(first, start - LONGEST) : start]
    opening = _last_end(_SENTENCE_END, before)
    after = sides.item[end : min(last, end + LONGEST)]
    ending = _SENTENCE_END.search(after)
    if opening and ending:
        before, after = before[opening:], after[: ending.start()]
    else:
        before = sides.item[max(0, start - _MOVED_BEFORE) : start]
        before = before[_last_end(_SENTENCE_END, before) :]
        after = sides.item[end : end + _MOVED_AFTER]
        ending = _SENTENCE_END.search(after)
        after = after[: ending.start()] if ending else after
    if len(before) + len(after) < _MOVED_LEAST:
        return False
    words = f"{before}{sides.item[start:end]}{after}"
    return unicodedata.normalize("NFC", words) in sides.edition
