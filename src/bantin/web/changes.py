"""What changed between two texts, word by word: for editions in public and revisions on the desk."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby
from typing import Literal

Kind = Literal["same", "added", "removed"]
ALIKE = 0.5  # share of common words from which two paragraphs count as one that was edited
MOST_WORDS = 4000  # longer paragraphs are shown as removed and added whole

# A figure, date or time is one word: 23.100, 14/11/2026, 22:30, 94,4%.
_WORD = re.compile(r"\w+(?:[.,/:]\w+)*%?|\s+|[^\w\s]")


@dataclass(frozen=True)
class Run:
    """Consecutive words with one fate."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A changed paragraph, or how many unchanged ones lie between two changed ones."""

    runs: tuple[Run, ...] = ()
    unchanged: int = 0


@lru_cache(maxsize=128)
def changes(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[Paragraph, ...]:
    """Compare two texts given as paragraphs; unchanged paragraphs are only counted."""
    found: list[Paragraph] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, i, k, j, m in matcher.get_opcodes():
        if what == "equal":
            found.append(Paragraph(unchanged=k - i))
        else:
            found.extend(
                Paragraph(runs=word_changes(old, new))
                for old, new in _pairs(before[i:k], after[j:m])
            )
    return tuple(found)


def word_changes(before: str, after: str) -> tuple[Run, ...]:
    """The runs of words that turn ``before`` into ``after``."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) > MOST_WORDS or len(new) > MOST_WORDS:
        return tuple(_joined([("removed", before), ("added", after)]))
    pieces: list[tuple[Kind, str]] = []
    for what, i, k, j, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(("same", "".join(old[i:k])))
        else:
            pieces += [("removed", "".join(old[i:k])), ("added", "".join(new[j:m]))]
    return tuple(_joined(_whole_phrases([piece for piece in pieces if piece[1]])))


def _pairs(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Match each new paragraph with the old one it was made from; "" stands for none."""
    rest = 0
    for new in after:
        match = next((k for k in range(rest, len(before)) if _alike(before[k], new)), None)
        if match is None:
            yield "", new
            continue
        yield from ((old, "") for old in before[rest:match])
        yield before[match], new
        rest = match + 1
    yield from ((old, "") for old in before[rest:])


def _alike(old: str, new: str) -> bool:
    matcher = SequenceMatcher(None, old.split(), new.split(), autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _whole_phrases(pieces: list[tuple[Kind, str]]) -> Iterator[tuple[Kind, str]]:
    """Let a mere space between two changed words change with them."""
    for place, (kind, text) in enumerate(pieces):
        inside = 0 < place < len(pieces) - 1
        if kind == "same" and inside and text.isspace():
            yield "removed", text
            yield "added", text
        else:
            yield kind, text


def _joined(pieces: Iterator[tuple[Kind, str]] | list[tuple[Kind, str]]) -> Iterator[Run]:
    """Join neighbours: between two unchanged runs first all that was removed, then all added."""
    for same, group in groupby(pieces, key=lambda piece: piece[0] == "same"):
        texts: dict[Kind, str] = {}
        for kind, text in group:
            texts[kind] = texts.get(kind, "") + text
        kinds: tuple[Kind, ...] = ("same",) if same else ("removed", "added")
        yield from (Run(kind, texts[kind]) for kind in kinds if texts.get(kind))
