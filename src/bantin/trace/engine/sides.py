"""Texts cut at passages and differences, so that a page can show what stands where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .model import Span

LONG = 30_000
"""Code points from which stretches outside the passages are left out."""

CONTEXT = 400
"""Code points kept on either side of a passage then."""

COLOURS = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is marked in one way from its beginning to its end."""

    text: str
    passage: int = 0  # number of the passage, 0 outside
    begins: tuple[int, ...] = ()  # passages that begin here
    figure: int = 0  # number of the difference, 0 for none
    first_of_figure: bool = False
    is_old: bool = False  # a figure that was corrected since
    left_out: int = 0  # code points that are not shown here

    @property
    def colour(self) -> int:
        """Which of the few passage colours."""
        return (self.passage - 1) % COLOURS + 1 if self.passage else 0


def pieces(
    text: str, passages: Sequence[Span], figures: Sequence[Span], old: Sequence[Span] = ()
) -> list[Piece]:
    """Cut ``text`` wherever a passage or a figure begins or ends; long gaps are left out."""
    edges = {edge for span in (*passages, *figures, *old) for edge in span}
    cuts = sorted({0, len(text), *(edge for edge in edges if 0 <= edge <= len(text))})
    found: list[Piece] = []
    for start, end in pairwise(cuts):
        piece = _piece(text, (start, end), passages, figures, old)
        if len(text) > LONG and not piece.passage and end - start > 2 * CONTEXT:
            found += _shortened(piece, is_first=start == 0, is_last=end == len(text))
        else:
            found.append(piece)
    return found


def window(
    text: str, passage: Span, figures: Sequence[Span], context: int
) -> tuple[str, list[Piece], str]:
    """One passage cut at the figures in it, and a little of what stands before and after."""
    start, end = passage
    inside = [(a - start, b - start) if start <= a and b <= end else (-1, -1) for a, b in figures]
    cut = pieces(text[start:end], [(0, end - start)], inside)
    before, after = text[max(0, start - context) : start], text[end : end + context]
    return (
        f"…{before}" if start > context else before,
        cut,
        f"{after}…" if end + context < len(text) else after,
    )


def _piece(
    text: str,
    span: Span,
    passages: Sequence[Span],
    figures: Sequence[Span],
    old: Sequence[Span],
) -> Piece:
    start, end = span
    here, numbers = _around(span, passages), _around(span, figures)
    return Piece(
        text=text[start:end],
        passage=here[0] if here else 0,
        begins=tuple(n for n in here if passages[n - 1][0] == start),
        figure=numbers[0] if numbers else 0,
        first_of_figure=bool(numbers) and figures[numbers[0] - 1][0] == start,
        is_old=bool(_around(span, old)),
    )


def _around(span: Span, spans: Sequence[Span]) -> list[int]:
    """Numbers (from 1) of the ``spans`` that contain ``span``."""
    return [n for n, (a, b) in enumerate(spans, start=1) if a <= span[0] and span[1] <= b]


def _shortened(piece: Piece, *, is_first: bool, is_last: bool) -> list[Piece]:
    head = "" if is_first else piece.text[:CONTEXT]
    tail = "" if is_last else piece.text[-CONTEXT:]
    left_out = len(piece.text) - len(head) - len(tail)
    parts = [Piece(head), Piece("", left_out=left_out), Piece(tail)]
    return [part for part in parts if part.text or part.left_out]
