"""What goes into the engine and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Passage:
    """One aligned stretch: the same words in the item and in the edition."""

    item: Span
    edition: Span


@dataclass(frozen=True, slots=True)
class Drift:
    """A figure, date or name inside a passage that differs from the edition.

    ``kind`` is ``"number"``, ``"date"`` or ``"name"``; ``edition`` and ``item`` are the
    words as they stand in the two texts.
    """

    kind: str
    edition: str
    item: str
    item_at: Span
    edition_at: Span


@dataclass(frozen=True, slots=True)
class Match:
    """Evidence that an item reproduces an edition.

    ``score`` is in syllables: how many of the shared ones are more than coincidence.
    The shares are parts of the texts' syllables, between 0 and 1. ``version_certain`` is false
    when the copied part reads the same in another edition of the release. ``cut`` says that
    the answer is not whole: only the longest passages are listed, or an item of more than
    50,000 syllables repeats itself and only its first repetitions were looked at.
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

    def as_json(self) -> dict[str, Any]:
        """The line of ``bantin trace --json``."""
        line: dict[str, Any] = {
            "item": self.item,
            "edition": self.edition,
            "score": self.score,
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
                }
                for drift in self.drift
            ],
        }
        return line
