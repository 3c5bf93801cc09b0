"""An item's and an edition's text cut into pieces, so that a page can show what matches what."""

from collections.abc import Sequence
from dataclasses import dataclass

from bantin.trace.coverage.models import Match
from bantin.trace.engine import Drift, Passage
from bantin.trace.engine.model import Span
from bantin.trace.engine.picture import coverage_map
from bantin.trace.engine.sides import Piece, pieces


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


def picture(item_text: str, edition_text: str, match: Match, words: str) -> str:
    """Where the passages lie in both texts, as SVG; ``words`` says it for those who do not see."""
    passages = [Passage(_span(p["item"]), _span(p["edition"])) for p in match.passages]
    drift = [
        Drift(d["kind"], d["edition"], d["item"], _span(d["item_at"]), _span(d["edition_at"]))
        for d in match.drift
    ]
    return coverage_map(passages, drift, len(edition_text), len(item_text), words)


def _span(value: Sequence[int]) -> Span:
    return int(value[0]), int(value[1])
