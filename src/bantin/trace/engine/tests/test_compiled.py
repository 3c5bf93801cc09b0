"""The compiled loops give what numpy gives, bit for bit."""

import sys
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantin.trace.engine import Edition, Index, Item, NotCompiled, fold, kernels

from .conftest import BRIDGE, FLOOD, OTHER, SCHOOL

compiled = pytest.importorskip("bantin.trace.engine.compiled", reason="numba is not installed")

SENTENCES = [s for text in (FLOOD, BRIDGE, SCHOOL, OTHER) for s in text.split(". ")]
EDITIONS = [
    Edition("flood", FLOOD, "Giúp dân vùng lũ", "f", 1),
    Edition("flood2", FLOOD.replace("345", "354"), "Giúp dân vùng lũ", "f", 2),
    Edition("bridge", BRIDGE),
    Edition("school", SCHOOL),
]
MIXED = st.text(alphabet="ab1 2.3,\n5/đĐệ\u0301\u200b🙂é-0 6 A:\u4e00", max_size=60)
COLUMNS = ("masked", "exact", "start", "end", "number", "first", "stops", "begins")


@settings(deadline=None, max_examples=400)
@given(st.lists(MIXED | st.text(max_size=40), max_size=5))
def test_the_tokens_are_the_same(texts: list[str]) -> None:
    plain, quick = fold.tokenise(texts), compiled.tokenise(texts)

    for column in COLUMNS:
        expected, found = getattr(plain, column), getattr(quick, column)
        assert found.dtype == expected.dtype
        assert found.tolist() == expected.tolist()


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(SENTENCES) | MIXED, max_size=9).map(" ".join),
        min_size=1,
        max_size=6,
    )
)
def test_the_matches_are_the_same(texts: list[str]) -> None:
    items = [Item(str(number), text) for number, text in enumerate(texts)]

    assert list(QUICK.match_many(items)) == list(PLAIN.match_many(items))


def test_long_words_and_long_numbers_are_the_same() -> None:
    words = ["x" * size + "y" for size in range(1, 40)] + ["1" * size for size in range(1, 40)]
    texts = [" ".join(pair) for pair in permutations(words[::3], 2)]

    plain, quick = fold.tokenise(texts), compiled.tokenise(texts)

    assert quick.exact.tolist() == plain.exact.tolist()
    assert len(set(plain.exact.tolist())) > len(words) // 3


def test_learning_and_removal_are_the_same() -> None:
    plain, quick = Index(EDITIONS), Index(EDITIONS, compiled=True)
    items = [Item(str(n), f"{OTHER} {SENTENCES[n % 9]}. {SCHOOL}") for n in range(30)]

    for index in (plain, quick):
        index.learn(items)
        index.remove("bridge")
        index.add(Edition("again", BRIDGE))

    assert list(quick.match_many(items)) == list(plain.match_many(items))


def test_items_that_repeat_themselves_are_cut_alike() -> None:
    item = Item("long", SENTENCES[0] + ". " + "lũ ngập sâu ở ba huyện ven sông " * 9_000 + FLOOD)

    assert QUICK.match(item) == PLAIN.match(item)


def test_without_numba_the_refusal_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "bantin.trace.engine.compiled")
    monkeypatch.delattr("bantin.trace.engine.compiled")
    kernels.compiled.cache_clear()

    with pytest.raises(NotCompiled, match=r"bantin\[compiled\]"):
        Index(compiled=True)


def test_without_a_folder_to_write_the_refusal_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_folder(*_: object, **__: object) -> None:
        raise RuntimeError("cannot cache function: no locator available")

    monkeypatch.setattr("numba.njit", no_folder)
    monkeypatch.delitem(sys.modules, "bantin.trace.engine.compiled")
    monkeypatch.delattr("bantin.trace.engine.compiled")
    kernels.compiled.cache_clear()

    with pytest.raises(NotCompiled, match="NUMBA_CACHE_DIR"):
        Index(compiled=True)


def test_the_arrays_of_a_segment_are_not_changed_by_matching() -> None:
    before = [array.copy() for array in _arrays(QUICK)]

    QUICK.match(Item("a", FLOOD + SCHOOL))

    assert all(
        np.array_equal(one, other) for one, other in zip(before, _arrays(QUICK), strict=True)
    )


def _arrays(index: Index) -> list[np.ndarray]:
    [place] = index._places
    return [place.worth, place.reach, place.edition, place.segment.tag, place.segment.place]


PLAIN = Index(EDITIONS)
QUICK = Index(EDITIONS, compiled=True)
QUICK.match(Item("first", FLOOD))
