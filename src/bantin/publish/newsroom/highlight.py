"""Found words marked in a text, whether or not the reader typed the marks."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from bantin.core.folding import fold

SNIPPET = 240  # characters
BEFORE = 60  # characters kept in front of the first found word
_WORD = re.compile(r"[^\W_]+")

Span = tuple[int, int]
_folded = lru_cache(maxsize=4_096)(fold)  # letter by letter


def marked(text: str, words: str) -> SafeString:
    """``text``, escaped, with each of ``words`` in a ``mark`` element."""
    return _render(text, spans(text, words))


def snippet(text: str, words: str) -> SafeString:
    """The part of ``text`` where most of ``words`` stand together, escaped and marked."""
    found = spans(text, words)
    start = _best_start(found)
    start, end = _at_spaces(text, max(0, start - BEFORE), SNIPPET)
    inside = [(a - start, b - start) for a, b in found if a >= start and b <= end]
    part = _render(text[start:end], inside)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return mark_safe(f"{before}{part}{after}")  # noqa: S308 - escaped in _render


def spans(text: str, words: str) -> list[Span]:
    """Where ``words`` stand in ``text``, in code points; the last may be a beginning."""
    wanted = _WORD.findall(fold(words))
    if not wanted:
        return []
    folded, origin = _fold_with_origin(text)
    there = list(_WORD.finditer(folded))
    known = {match[0] for match in there}
    start = wanted[-1] if wanted[-1] not in known else None
    found = [
        match.span()
        for match in there
        if match[0] in wanted or (start and match[0].startswith(start))
    ]
    return _joined([(origin[a], origin[b - 1] + 1) for a, b in found], text)


def _fold_with_origin(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters the place it came from."""
    pieces = [_folded(letter) for letter in text]
    folded = "".join(pieces)
    if len(folded) == len(text) and "" not in pieces:  # one for one
        return folded, range(len(text))
    return folded, [place for place, piece in enumerate(pieces) for _letter in piece]


def _joined(found: list[Span], text: str) -> list[Span]:
    """Join spans with nothing but a space between them, so that a phrase is one mark."""
    joined: list[Span] = []
    for start, end in found:
        if joined and text[joined[-1][1] : start].isspace():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _best_start(found: list[Span]) -> int:
    """Where the snippet should begin so that it shows the most marked letters."""
    ends = [end for _, end in found]
    best, most = 0, 0
    for place, (start, _) in enumerate(found):
        last = bisect_left(ends, start + SNIPPET - BEFORE)
        shown = sum(end - begin for begin, end in found[place:last])
        if shown > most:
            best, most = start, shown
    return best


def _at_spaces(text: str, start: int, length: int) -> Span:
    if start:
        start = text.find(" ", start) + 1 or start
    end = min(len(text), start + length)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + length // 2)
    return start, end


def _render(text: str, found: list[Span]) -> SafeString:
    pieces: list[str] = []
    done = 0
    for start, end in found:
        pieces += [conditional_escape(text[done:start]), "<mark>"]
        pieces += [conditional_escape(text[start:end]), "</mark>"]
        done = end
    pieces.append(conditional_escape(text[done:]))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece is escaped
