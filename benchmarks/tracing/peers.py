"""Other libraries at the same task, with the parameters at which they did best.

Each is fed the same folded words in large batches, on one thread, and returns editions with the
similarity that it gives itself. Parameters were tried on the development fifth only.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Any

import numpy as np

from bantin.trace.engine import Edition, Item

from .prepare import fold, shingles, whole
from .score import Found

PERMUTATIONS = 128
SHINGLE = 3
BATCH = 1000


class Datasketch:
    """MinHash LSH over runs of three words; candidates are ranked by estimated Jaccard similarity.

    crc32 in place of the default sha1 is three times as fast and as good.
    """

    threshold = 0.2

    def build(self, editions: Sequence[Edition]) -> None:
        """Index the editions."""
        from datasketch import MinHashLSH

        self._ids = [edition.id for edition in editions]
        self._hashes = list(_minhashes(fold(whole(edition)) for edition in editions))
        self._index = MinHashLSH(threshold=self.threshold, num_perm=PERMUTATIONS)
        with self._index.insertion_session() as session:
            for number, one in enumerate(self._hashes):
                session.insert(number, one, check_duplication=False)

    def match(self, items: Sequence[Item]) -> list[list[Found]]:
        """Every candidate of every item."""
        answers = []
        for one in _minhashes(fold(item.text) for item in items):
            near = self._index.query(one)
            answers.append([(self._ids[n], one.jaccard(self._hashes[n])) for n in near])
        return answers


class DatasketchEnsemble:
    """LSH Ensemble, made for containment; ranked by the estimated share of the item."""

    threshold = 0.3
    parts = 16

    def build(self, editions: Sequence[Edition]) -> None:
        """Index the editions."""
        from datasketch import MinHashLSHEnsemble

        self._ids = [edition.id for edition in editions]
        folded = [fold(whole(edition)) for edition in editions]
        self._sizes = [_size(text) for text in folded]
        self._hashes = list(_minhashes(folded))
        self._index = MinHashLSHEnsemble(
            threshold=self.threshold, num_perm=PERMUTATIONS, num_part=self.parts
        )
        self._index.index(zip(count(), self._hashes, self._sizes, strict=False))

    def match(self, items: Sequence[Item]) -> list[list[Found]]:
        """Every candidate of every item."""
        folded = [fold(item.text) for item in items]
        answers = []
        for text, one in zip(folded, _minhashes(folded), strict=True):
            size = _size(text)
            near = self._index.query(one, size)
            answers.append(
                [(self._ids[n], self._share(one.jaccard(self._hashes[n]), size, n)) for n in near]
            )
        return answers

    def _share(self, jaccard: float, size: int, number: int) -> float:
        """How much of the item stands in the edition, worked out from similarity and sizes."""
        return min(1.0, jaccard / (1 + jaccard) * (size + self._sizes[number]) / size)


def _minhashes(folded: Iterable[str]) -> Iterator[Any]:
    from datasketch import MinHash

    tokens = ([one.encode() for one in shingles(text, SHINGLE)] for text in folded)
    hashes: Iterator[Any] = MinHash.generator(tokens, num_perm=PERMUTATIONS, hashfunc=zlib.crc32)
    return hashes


def _size(folded: str) -> int:
    return max(1, len(set(shingles(folded, SHINGLE))))


class Rensa:
    """R-MinHash and its LSH in 64 bands; ranked by estimated Jaccard similarity."""

    bands = 64
    seed = 42

    def build(self, editions: Sequence[Edition]) -> None:
        """Index the editions."""
        from rensa import RMinHashLSH

        self._ids = [edition.id for edition in editions]
        self._hashes = self._hashes_of(whole(edition) for edition in editions)
        self._index = RMinHashLSH(threshold=0.2, num_perm=PERMUTATIONS, num_bands=self.bands)
        self._index.insert_pairs(list(enumerate(self._hashes)))

    def match(self, items: Sequence[Item]) -> list[list[Found]]:
        """Every candidate of every item."""
        answers = []
        for start in range(0, len(items), BATCH):
            hashes = self._hashes_of(item.text for item in items[start : start + BATCH])
            for one, near in zip(hashes, self._index.query_all(hashes), strict=True):
                answers.append([(self._ids[n], one.jaccard(self._hashes[n])) for n in near])
        return answers

    def _hashes_of(self, texts: Iterable[str]) -> list[Any]:
        from rensa import RMinHash

        tokens = [list(shingles(fold(text), SHINGLE)) for text in texts]
        hashes: list[Any] = RMinHash.from_token_sets(tokens, PERMUTATIONS, self.seed)
        return hashes


class Gaoya:
    """MinHash index of 60 bands of two; it makes the shingles itself, in Rust."""

    bands = 60
    band_size = 2

    def build(self, editions: Sequence[Edition]) -> None:
        """Index the editions."""
        from gaoya.minhash import MinHashStringIndex

        self._ids = [edition.id for edition in editions]
        self._index = MinHashStringIndex(
            hash_size=32,
            jaccard_threshold=0.0,
            num_bands=self.bands,
            band_size=self.band_size,
            analyzer="word",
            ngram_range=(SHINGLE, SHINGLE),
            id_container="vec",
        )
        for number, edition in enumerate(editions):
            self._index.insert_document(number, fold(whole(edition)))

    def match(self, items: Sequence[Item]) -> list[list[Found]]:
        """Every candidate of every item."""
        query = self._index.query
        return [
            [(self._ids[n], score) for n, score in query(fold(item.text), return_similarity=True)]
            for item in items
        ]


class Duckdb:
    """A join on runs of six words, each weighing the less the more editions have it."""

    shingle = 6
    most_editions = 12

    def build(self, editions: Sequence[Edition]) -> None:
        """Index the editions."""
        import duckdb

        self._ids = [edition.id for edition in editions]
        self._base = duckdb.connect(config={"threads": 1})
        grams = self._grams(enumerate(whole(edition) for edition in editions))
        self._base.register("grams", grams)
        self._base.execute(
            """
            CREATE TABLE known AS
            SELECT gram, doc, 1.0 / count(*) OVER (PARTITION BY gram) AS weight
            FROM grams QUALIFY count(*) OVER (PARTITION BY gram) <= ? ORDER BY gram
            """,
            [self.most_editions],
        )

    def match(self, items: Sequence[Item]) -> list[list[Found]]:
        """Every pair that shares a run, with the sum of weights."""
        answers: list[list[Found]] = [[] for _ in items]
        for start in range(0, len(items), BATCH):
            texts = [item.text for item in items[start : start + BATCH]]
            self._base.register("given", self._grams(enumerate(texts, start)))
            rows = self._base.execute(
                """
                SELECT given.doc, known.doc, sum(known.weight)
                FROM given JOIN known USING (gram) GROUP BY given.doc, known.doc
                """
            ).fetchall()
            for item, edition, weight in rows:
                answers[item].append((self._ids[edition], weight))
        return answers

    def _grams(self, texts: Iterable[tuple[int, str]]) -> dict[str, Any]:
        """One row for each distinct run of each text."""
        grams: list[int] = []
        docs: list[int] = []
        for number, text in texts:
            own = set(map(hash, shingles(fold(text), self.shingle)))
            grams.extend(own)
            docs.extend([number] * len(own))
        return {"doc": np.array(docs, np.int32), "gram": np.array(grams, np.int64)}


class Rapidfuzz:
    """Similarity of the sequences of words, each word written as one character.

    It compares every item with every edition, so only a sample of the items is measured.
    """

    kept = 5

    def build(self, editions: Sequence[Edition]) -> None:
        """Write the editions with one character for each word."""
        self._words: dict[str, str] = {}
        self._ids = [edition.id for edition in editions]
        self._coded = [self._code(whole(edition)) for edition in editions]

    def match(self, items: Sequence[Item]) -> list[list[Found]]:
        """The five most similar editions of every item."""
        from rapidfuzz import fuzz, process

        coded = [self._code(item.text) for item in items]
        table = process.cdist(coded, self._coded, scorer=fuzz.ratio, workers=1)
        return [
            [(self._ids[n], float(row[n])) for n in np.argsort(-row, kind="stable")[: self.kept]]
            for row in table
        ]

    def _code(self, text: str) -> str:
        return "".join(map(self._character, fold(text).split(" ")))

    def _character(self, word: str) -> str:
        known = self._words.get(word)
        if known is None:
            number = len(self._words) + 1
            first_surrogate, surrogates = 0xD800, 0x800
            known = chr(number if number < first_surrogate else number + surrogates)
            self._words[word] = known
        return known
