"""HARDENING 47: hostile coverage is matched or refused in bounded time and memory."""

import tracemalloc

import pytest

from bantin.trace.engine import Edition, Index, Item
from bantin.trace.engine.fold import tokenise

from .conftest import FLOOD

SENTENCE = FLOOD.split(". ")[0] + ". "
MEMORY = 900_000_000


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE * 60_000,
        "a " * 2_500_000,
        "a" * 5_000_000,
        "1 2,3 " * 800_000,
        "a\u0301" * 2_500_000,
        "".join(map(chr, range(0x110000))),
    ],
    ids=["repeats", "one letter", "one word", "figures", "marks", "all of unicode"],
)
def test_row_47_hostile_items_are_matched_in_bounded_memory(index: Index, text: str) -> None:
    index.match(Item("first", FLOOD))
    tracemalloc.start()
    try:
        matches = index.match(Item("hostile", text))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < MEMORY
    if text.startswith(SENTENCE):
        [match] = matches
        assert match.cut
        assert len(match.passages) <= index.options.max_passages
    else:
        assert matches == []
    assert index.match(Item("after", FLOOD))


def test_a_repetitive_edition_does_not_swell_the_answers(index: Index) -> None:
    index.add(Edition("huge", SENTENCE * 20_000))

    matches = index.match(Item("a", SENTENCE * 3))

    assert {match.edition for match in matches} == {"flood", "huge"}
    assert all(len(match.passages) < 10 for match in matches)


def test_lone_surrogates_are_no_letters_and_do_no_harm(index: Index) -> None:
    [match] = index.match(Item("a", "\ud800" + FLOOD + "\udfff"))

    assert match.passages[0].item == (1, len(FLOOD))


def test_a_number_run_never_reaches_into_the_next_text() -> None:
    tokens = tokenise(["năm 5 ", "6 bảy"])

    assert tokens.first.tolist() == [0, 2, 4]
    assert tokens.start.tolist() == [0, 4, 0, 2]


def test_a_long_run_of_numbers_becomes_tokens_of_bounded_length() -> None:
    tokens = tokenise(["1 " * 100])

    assert len(tokens) == 13
    assert int((tokens.end - tokens.start).max()) == 15
