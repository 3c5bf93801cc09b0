"""Further texts and items like those of the bench, made at run time and never stored.

The bench has about 17,000 distinct texts. For more, a Markov model of second order is learned from
them: a word follows two others as it does somewhere in the texts. Vietnamese words between blanks
are syllables, so it is a model over syllables, with their punctuation. Common phrases keep their
share: among 4,000 made texts 6.8 % of the runs of five syllables stand in more than one text, and
among 4,000 real ones just as many (``common_share``; each run that makes texts measures it).
"""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from bantin.trace.engine import Edition, Item

from .bench import Bench

I64 = NDArray[np.int64]

AT_ONCE = 2_000
"""Texts that are made in step."""

MATCHING = 0.45
"""Share of the items that copy something, as in the bench."""

_SHORTEST, _LONGEST = 60, 1_500


class Texts:
    """Texts of the learned model; the same seed gives the same texts."""

    def __init__(self, corpus: Sequence[str]) -> None:
        numbers: dict[str, int] = {}
        words = [numbers.setdefault(word, len(numbers)) for text in corpus for word in text.split()]
        lengths = np.array([len(text.split()) for text in corpus])
        self._lengths = np.clip(lengths, _SHORTEST, _LONGEST)
        self._starts = np.cumsum(lengths) - lengths
        self._words = np.array(list(numbers), dtype=object)
        self._corpus = np.array(words, dtype=np.int64)
        pairs = np.roll(self._corpus, 1) * len(numbers) + self._corpus
        _values, self._pair = np.unique(pairs, return_inverse=True)
        self._places = np.argsort(self._pair, kind="stable")
        self._count = np.bincount(self._pair)
        self._first = np.cumsum(self._count) - self._count

    def stream(self, seed: int) -> Iterator[str]:
        """Text after text, without end."""
        chance = np.random.default_rng(seed)
        while True:
            lengths = chance.choice(self._lengths, AT_ONCE)
            walks = self._walk(chance, int(lengths.max()))
            for walk, length in zip(walks, lengths.tolist(), strict=True):
                yield " ".join(self._words[walk[:length]].tolist())

    def _walk(self, chance: np.random.Generator, steps: int) -> I64:
        """Words of ``AT_ONCE`` texts, one row for each: jumps between places with equal pairs."""
        walks = np.empty((AT_ONCE, steps), dtype=np.int64)
        at = chance.choice(self._starts, AT_ONCE)
        for step in range(steps):
            walks[:, step] = self._corpus[at]
            own = self._pair[at]
            drawn = (chance.random(AT_ONCE) * self._count[own]).astype(np.int64)
            at = (self._places[self._first[own] + drawn] + 1) % self._corpus.size
        return walks


def texts_of(bench: Bench) -> list[str]:
    """The distinct texts of the bench: of the releases, and of the items that copy nothing."""
    own = [item.text for item in bench.items if not item.families]
    texts = [edition.text for edition in bench.editions] + own
    return [unicodedata.normalize("NFC", text) for text in dict.fromkeys(texts)]


def editions(bench: Bench, texts: Texts, count: int) -> Iterator[Edition]:
    """The editions of the bench first, and made ones after them."""
    yield from bench.editions[:count]
    for number, text in enumerate(islice(texts.stream(1), max(0, count - len(bench.editions)))):
        yield Edition(f"made{number}", text)


def items(
    bench: Bench, sources: Sequence[Edition], count: int, seed: int
) -> Iterator[tuple[Item, str]]:
    """Items with the edition that each copies, or nothing: 45 % copy one of ``sources``."""
    draw = random.Random(seed)
    others = [unicodedata.normalize("NFC", i.text) for i in bench.items if not i.families]
    for number in range(count):
        other = draw.choice(others)
        name = f"item{number}"
        if draw.random() < MATCHING:
            source = draw.choice(sources)
            yield Item(name, _copy(draw, source.text, other)), source.id
        else:
            yield Item(name, other), ""


def _copy(draw: random.Random, text: str, other: str) -> str:
    """A reuse of ``text``: whole, half, a paragraph or a quote in another text, and so on."""
    words = text.split()
    kind = draw.choice(("full", "half", "paragraph", "quote", "lost", "plain"))
    if kind == "half":
        return " ".join(_run(draw, words, len(words) // 2))
    if kind == "paragraph":
        return _within(other, _run(draw, words, draw.randint(60, 100)))
    if kind == "quote":
        return _within(other, _run(draw, words, draw.randint(14, 30)))
    if kind == "lost":
        return " ".join(word for word in words if draw.random() > 0.15)
    if kind == "plain":
        folded = unicodedata.normalize("NFD", text)
        return "".join(char for char in folded if not unicodedata.combining(char))
    return text


def _run(draw: random.Random, words: list[str], length: int) -> list[str]:
    start = draw.randrange(max(1, len(words) - length))
    return words[start : start + length]


def _within(other: str, words: list[str]) -> str:
    middle = other.find(" ", len(other) // 2) + 1
    return f"{other[:middle]}“{' '.join(words)}”. {other[middle:]}"


def common_share(texts: Sequence[str], k: int = 5) -> float:
    """The share of runs of ``k`` words that stand in more than one of the texts."""
    words = [text.split() for text in texts]
    runs = [{hash(run) for run in zip(*(own[n:] for n in range(k)), strict=False)} for own in words]
    texts_with = Counter(run for own in runs for run in own)
    common = sum(count for count in texts_with.values() if count > 1)
    return common / max(1, texts_with.total())
