"""What goes into the engine and what comes out of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from typing import Any, NamedTuple

Span = tuple[int, int]
"""Half-open range of code points in a text exactly as it was given."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One published text. Editions of the same release share ``family``."""

    id: str
    text: str
    title: str = ""
    family: str = ""
    version: int = 1

    @property
    def release(self) -> str:
        """The family, or the edition's own id when it has none."""
        return self.family or self.id


@dataclass(frozen=True, slots=True)
class Item:
    """One text in which copies are looked for."""

    id: str
    text: str
    title: str = ""


class Passage(NamedTuple):
    """One aligned stretch: the same words in the item and in the edition."""

    item: Span
    edition: Span


class Drift(NamedTuple):
    """A figure, date or name inside a passage that differs from the edition.

    ``kind`` is ``"number"``, ``"date"`` or ``"name"``; ``edition`` and ``item`` are the
    words as they stand in the two texts.
    """

    kind: str
    edition: str
    item: str
    item_at: Span
    edition_at: Span


class Reasons(NamedTuple):
    """Why a match has its score: the sum of ``weight`` and ``sentence_bonus``.

    Both are those of one passage, the best. ``syllables`` is how long it is, ``weight`` how many of
    them are more than coincidence: runs of words that many texts hold count less or nothing.
    ``sentence_bonus`` is 0 unless the passage is made of whole sentences in both texts. ``best`` is
    where it stands in the item, ``None`` when it stands in the title. ``threshold`` is the least
    score of a match.
    """

    weight: float
    sentence_bonus: float
    syllables: int
    best: Span | None
    threshold: float

    def as_json(self) -> dict[str, Any]:
        """The value of ``reasons`` in a line of ``bantin trace --json``."""
        return {
            "weight": self.weight,
            "sentence_bonus": self.sentence_bonus,
            "syllables": self.syllables,
            "best": list(self.best) if self.best else None,
            "threshold": self.threshold,
        }


class Match(NamedTuple):
    """Evidence that an item reproduces an edition.

    ``score`` is in syllables: how many of the shared ones are more than coincidence.
    The shares are parts of the texts' syllables, between 0 and 1. ``version_certain`` is false
    when the copied part reads the same in another edition of the release. ``cut`` says that
    the answer is not whole: only the longest passages are listed, or an item of more than
    50,000 syllables repeats itself and only its first repetitions were looked at. ``version`` is
    the number of the edition, ``reasons`` explains the score.
    """

    item: str
    edition: str
    score: float
    item_share: float
    edition_share: float
    passages: tuple[Passage, ...]
    drift: tuple[Drift, ...]
    version_certain: bool
    cut: bool = False
    version: int = 1
    reasons: Reasons | None = None

    def as_json(self) -> dict[str, Any]:
        """The line of ``bantin trace --json``; ``match_schema`` describes it."""
        return {
            "item": self.item,
            "edition": self.edition,
            "version": self.version,
            "version_certain": self.version_certain,
            "score": self.score,
            "reasons": self.reasons.as_json() if self.reasons else None,
            "item_share": self.item_share,
            "edition_share": self.edition_share,
            "passages": [
                {"item": list(passage.item), "edition": list(passage.edition)}
                for passage in self.passages
            ],
            "drift": [
                {
                    "kind": drift.kind,
                    "edition": drift.edition,
                    "item": drift.item,
                    "item_at": list(drift.item_at),
                    "edition_at": list(drift.edition_at),
                }
                for drift in self.drift
            ],
            "cut": self.cut,
        }


def match_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a line of ``bantin trace --json``."""
    text = resources.files(__package__).joinpath("match.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
