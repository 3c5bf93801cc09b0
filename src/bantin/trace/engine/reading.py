"""A batch of items as the engine reads them, and what of them each segment holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .fold import I64, Tokens
from .kernels import Kernels
from .model import Edition, Item
from .places import Place
from .seeds import Hits
from .segment import Segment


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it is matched: the title, unless the text begins with it, and the text."""

    whole: str
    shift: int

    @classmethod
    def of(cls, source: Edition | Item) -> Document:
        """The document of an edition or an item."""
        title = source.title.strip()
        if not title or source.text.lstrip().startswith(title):
            return cls(source.text, 0)
        return cls(f"{title}\n\n{source.text}", len(title) + 2)


@dataclass(frozen=True, slots=True)
class Reading:
    """Items, their tokens, and the fingerprints that each segment holds of them.

    ``titles`` is the first token of each item's text, after its title; ``cut`` names the items
    of which not every fingerprint was looked up.
    """

    items: Sequence[Item]
    documents: Sequence[Document]
    tokens: Tokens
    titles: I64
    segments: list[Segment]
    hits: Sequence[Hits]
    cut: frozenset[int]


def read(items: Sequence[Item], places: Sequence[Place], kernels: Kernels) -> Reading:
    """Read a batch once, to learn from it and to match it."""
    documents = [Document.of(item) for item in items]
    tokens = kernels.tokenise([document.whole for document in documents])
    titles = tokens.first[:-1].copy()
    for number, document in enumerate(documents):
        if document.shift:
            own = tokens.start[tokens.first[number] : tokens.first[number + 1]]
            titles[number] += int(np.searchsorted(own, document.shift))
    segments = [place.segment for place in places]
    hits, cut = kernels.probe(tokens, segments)
    tokens.forget()
    return Reading(items, documents, tokens, titles, segments, hits, cut)
