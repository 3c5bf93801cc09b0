"""An item's and an edition's text cut into pieces, so that a page can show what matches what."""

from collections.abc import Sequence
from dataclasses import dataclass

from bantin.trace.coverage.models import Match
from bantin.trace.engine.sides import Piece, Span, pieces


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Both texts in pieces; passages are numbered in the order of the item."""

    item: list[Piece]
    edition: list[Piece]
    passages: int


def side_by_side(item_text: str, edition_text: str, match: Match) -> SideBySide:
    """Cut both texts at the passages and at the differing figures of ``match``."""
    passages = sorted(match.passages, key=lambda passage: passage["item"][0])
    own = [_span(passage["item"]) for passage in passages]
    theirs = [_span(passage["edition"]) for passage in passages]
    return SideBySide(
        item=pieces(
            item_text,
            own,
            [_span(drift["item_at"]) for drift in match.drift],
            [_span(figure["item_at"]) for figure in match.outdated_figures],
        ),
        edition=pieces(edition_text, theirs, [_span(drift["edition_at"]) for drift in match.drift]),
        passages=len(passages),
    )


def _span(value: Sequence[int]) -> Span:
    return int(value[0]), int(value[1])
