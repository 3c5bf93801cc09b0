"""Stories: what folds into one, what does not, and what never changes the answer."""

import random
import tracemalloc
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantin.trace.engine.errors import (
    DuplicateItem,
    StoriesDamaged,
    TextTooLong,
    UnknownItem,
    UnknownStory,
)
from bantin.trace.engine.stories import Stories
from bantin.trace.engine.story_model import Placement, Publication, StoryOptions

from .conftest import BRIDGE, FLOOD, OTHER, SCHOOL

NINE = datetime(2027, 3, 1, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MEMORY = 700_000_000
SYLLABLES = [
    onset + rhyme
    for onset in ("b", "c", "ch", "d", "đ", "g", "h", "kh", "l", "m", "ng", "nh", "t", "tr", "v")
    for rhyme in (
        "a",
        "ác",
        "ài",
        "ăn",
        "âm",
        "ấp",
        "ê",
        "ền",
        "ích",
        "ồ",
        "ôn",
        "ới",
        "ưng",
        "ước",
    )
]


def prose(seed: object, words: int) -> str:
    """A text of made-up syllables, the same for the same seed."""
    dice = random.Random(str(seed))
    return " ".join(dice.choice(SYLLABLES) for _ in range(words))


def reworded(text: str, every: int) -> str:
    """``text`` with one word in ``every`` replaced."""
    words = text.split()
    for at in range(every // 2, len(words), every):
        words[at] = f"khác{at}"
    return " ".join(words)


def told(*texts: str) -> list[Publication]:
    return [Publication(str(number), text) for number, text in enumerate(texts)]


def partition(stories: Stories) -> set[frozenset[str]]:
    return {frozenset(stories.items(story)) for story in stories}


def test_copies_fold_into_one_story_and_other_texts_do_not() -> None:
    stories = Stories()

    first = stories.add("agency", FLOOD)
    copy = stories.add("paper", FLOOD.replace("21.300", "23.100"), "Lũ lớn ở Lam Giang")
    other = stories.add("other", BRIDGE)

    assert first == Placement("agency", 1, is_new=True, is_first=True)
    assert (copy.story, copy.is_new, copy.is_first, copy.resembles) == (1, False, False, "agency")
    assert 0.5 < copy.share < 1
    assert (other.story, other.is_new) == (2, True)
    assert partition(stories) == {frozenset({"agency", "paper"}), frozenset({"other"})}


def test_the_first_publisher_stands_in_front_however_late_it_arrives() -> None:
    stories = Stories()

    stories.add("unknown", FLOOD)
    noon = stories.add("noon", FLOOD, published_at=NINE + 3 * HOUR)
    nine = stories.add("nine", FLOOD, published_at=NINE)
    ten = stories.add("ten", FLOOD, published_at=NINE + HOUR)

    assert [p.is_first for p in (noon, nine, ten)] == [True, True, False]
    assert stories.items(1) == ["nine", "ten", "noon", "unknown"]
    assert stories.story_of("nine") == 1


def test_a_text_reworded_here_and_there_is_the_same_story() -> None:
    text = prose("text", 300)

    placements = list(Stories().add_many(told(text, reworded(text, 15), reworded(text, 4))))

    assert [p.story for p in placements] == [1, 1, 2]


def test_half_of_a_text_is_the_same_story_and_one_paragraph_is_not() -> None:
    words = prose("text", 400).split()
    half, paragraph = " ".join(words[:200]), " ".join(words[250:310])

    for texts in ((" ".join(words), half, paragraph), (half, " ".join(words), paragraph)):
        assert [p.story for p in Stories().add_many(told(*texts))] == [1, 1, 2]


@pytest.mark.parametrize("count", [4, 5])
def test_a_round_up_joins_none_of_the_stories_that_it_holds(count: int) -> None:
    notes = [prose(("note", number), 80) for number in range(count)]
    round_up = "\n".join(notes)

    for texts in ((*notes, round_up, *notes), (round_up, *notes, *notes)):
        stories = Stories()
        placements = list(stories.add_many(told(*texts)))
        assert not any(placement.joined for placement in placements)
        sizes = sorted(len(stories.items(story)) for story in stories)
        assert sizes == [1] + [2] * count


def test_an_item_between_two_stories_joins_them_and_the_older_number_stays() -> None:
    common, one, two = prose("common", 90), prose("one", 100), prose("two", 100)
    stories = Stories()
    list(stories.add_many(told(f"{common} {one}", f"{common} {two}", f"{common} {two}")))
    assert [len(stories.items(story)) for story in stories] == [1, 2]

    bridge = stories.add("bridge", common, published_at=NINE)

    assert (bridge.story, bridge.joined, bridge.is_first) == (1, (2,), True)
    assert stories.current(2) == 1
    assert stories.items(1) == stories.items(2) == ["bridge", "0", "1", "2"]
    assert list(stories) == [1]
    late = stories.add("late", f"{common} {two}")
    assert (late.story, late.resembles, late.share) == (1, "1", 1.0)


def test_two_stories_in_one_item_are_not_joined() -> None:
    one, two = prose("one", 150), prose("two", 150)

    placements = list(Stories().add_many(told(one, two, f"{one} {two}")))

    assert placements[2].joined == ()
    assert [p.story for p in placements] == [1, 2, 1]


def test_a_chain_of_texts_each_like_the_one_before_is_not_one_story() -> None:
    words = prose("chain", 2_000).split()
    windows = [" ".join(words[at : at + 200]) for at in range(0, 1_800, 60)]
    stories = Stories()

    list(stories.add_many(told(*windows)))

    assert max(len(stories.items(story)) for story in stories) <= 5


def test_boilerplate_of_many_stories_weighs_nothing() -> None:
    formula = prose("formula", 30)
    texts = [f"{prose(number, 70)} {formula}" for number in range(256)]
    texts += [f"{prose('short', 15)} {formula}", f"{prose('other', 15)} {formula}"]

    placements = list(Stories().add_many(told(*texts)))
    naive = list(Stories(StoryOptions(most_stories=10_000)).add_many(told(*texts)))

    assert all(placement.is_new for placement in placements)
    assert naive[-1].share > 0.5


def test_very_short_items_stay_alone() -> None:
    stories = Stories()

    placements = stories.add_many(told("", "", "Ảnh: bạn đọc", "Ảnh: bạn đọc"))

    assert [placement.is_new for placement in placements] == [True] * 4


# --- what never changes the answer


def stream() -> list[Publication]:
    """600 items of 60 stories, copied, cut and reworded."""
    dice = random.Random(7)
    items = []
    for number in range(600):
        words = prose(("story", dice.randrange(60)), 160).split()
        begin = dice.choice((0, 0, 20, 90))
        text = reworded(" ".join(words[begin:]), dice.choice((9, 20, 1000)))
        at = NINE + dice.randrange(50) * HOUR
        items.append(Publication(str(number), f"{text} {prose('formula', 12)}", "", at))
    return items


@pytest.mark.parametrize("size", [1, 7, 256])
def test_batches_change_nothing(size: int) -> None:
    items = stream()
    whole, parts = Stories(), Stories()

    together = list(whole.add_many(items))
    apart = [p for at in range(0, 600, size) for p in parts.add_many(items[at : at + size])]

    assert apart == together
    assert partition(whole) == partition(parts)
    assert len(list(whole)) < 200


TEXTS = [FLOOD, BRIDGE, SCHOOL, OTHER, FLOOD[:200], FLOOD + " " + BRIDGE, prose(1, 90), ""]


@settings(deadline=None)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=12), st.data())
def test_the_same_text_is_always_in_the_same_story(texts: list[str], data: st.DataObject) -> None:
    stories = Stories()
    for number, text in enumerate(texts):
        stories.add(str(number), text)
        if data.draw(st.booleans()) and number:
            stories.remove(str(number))
            stories.add(str(number), text)

    for text in set(texts) - {""}:
        own = {stories.story_of(str(number)) for number, its in enumerate(texts) if its == text}
        assert len(own) == 1


@settings(deadline=None)
@given(st.permutations(range(8)))
def test_where_stories_are_far_apart_the_order_decides_only_their_numbers(order: list[int]) -> None:
    texts = [FLOOD, FLOOD, reworded(FLOOD, 30), BRIDGE, BRIDGE.upper(), SCHOOL, SCHOOL, OTHER]
    items = [Publication(str(n), texts[n], "", NINE + n * HOUR) for n in range(8)]
    stories = Stories()

    list(stories.add_many(items[number] for number in order))

    assert partition(stories) == {
        frozenset("012"),
        frozenset("34"),
        frozenset("56"),
        frozenset("7"),
    }
    for story in stories:
        assert stories.items(story) == sorted(stories.items(story))


@settings(deadline=None)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=6), st.sampled_from(TEXTS))
def test_an_item_that_came_and_went_leaves_no_trace_but_a_number(
    texts: list[str], extra: str
) -> None:
    stories, without = Stories(), Stories()
    stories.add("extra", extra)
    stories.remove("extra")

    placed = list(stories.add_many(told(*texts)))
    expected = list(without.add_many(told(*texts)))

    assert [p.story - 1 for p in placed] == [p.story for p in expected]
    assert [(p.resembles, p.share, p.is_first) for p in placed] == [
        (p.resembles, p.share, p.is_first) for p in expected
    ]


def test_letters_however_encoded_and_without_diacritics_are_the_same_text() -> None:
    plain = unicodedata.normalize("NFD", FLOOD).replace("đ", "d").replace("Đ", "D")
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    variants = [FLOOD, unicodedata.normalize("NFD", FLOOD), plain, FLOOD.upper()]

    placements = list(Stories().add_many(told(*variants)))

    assert [(p.story, p.share) for p in placements[1:]] == [(1, 1.0)] * 3


# --- taking out


def test_a_story_outlives_the_item_that_began_it() -> None:
    stories = Stories()
    list(stories.add_many(told(FLOOD, FLOOD, FLOOD.lower(), BRIDGE)))

    stories.remove("0")
    assert stories.items(1) == ["1", "2"]
    assert "0" not in stories
    assert stories.add("4", FLOOD).resembles == "1"
    assert stories.add("5", reworded(FLOOD, 20)).story == 1

    for name in ("1", "2", "4", "5"):
        stories.remove(name)
    with pytest.raises(UnknownStory):
        stories.items(1)
    again = stories.add("6", FLOOD)
    assert (again.story, again.is_new) == (3, True)
    assert stories.items(2) == ["3"]


def test_a_stream_from_which_old_items_are_taken_out_stays_small() -> None:
    stories = Stories()
    sizes = []
    for number in range(1_200):
        stories.add(str(number), prose(number, 200))
        if number >= 100:
            stories.remove(str(number - 100))
        sizes.append(stories.nbytes)

    assert len(stories) == 100
    assert stories._sketches.used < 3 * 100 * 100
    assert max(sizes[600:]) < 1.3 * max(sizes[:600])


def test_what_is_refused_is_named_and_what_came_before_is_added() -> None:
    stories = Stories(StoryOptions(max_text=2_000))
    naive = Publication("c", OTHER, "", NINE.replace(tzinfo=None))

    for refused, error in (
        (Publication("a", OTHER), DuplicateItem),
        (Publication("b", "a" * 2_001), TextTooLong),
        (naive, ValueError),
    ):
        stories = Stories(StoryOptions(max_text=2_000))
        with pytest.raises(error):
            list(stories.add_many([Publication("a", FLOOD), refused, Publication("z", SCHOOL)]))
        assert len(stories) == 1
        assert "a" in stories
    with pytest.raises(UnknownItem):
        stories.remove("nobody")
    with pytest.raises(UnknownItem):
        stories.story_of("nobody")
    with pytest.raises(UnknownStory):
        stories.items(0)


# --- saving


def test_saved_stories_go_on_as_if_there_had_been_no_break(tmp_path: Path) -> None:
    items = stream()
    stories = Stories(StoryOptions(most_stories=5))
    list(stories.add_many(items[:300]))
    for number in (0, 17, 18, 299):
        stories.remove(str(number))

    stories.save(tmp_path / "stories")
    loaded = Stories.load(tmp_path / "stories")

    assert loaded.options == stories.options
    assert partition(loaded) == partition(stories)
    assert list(loaded.add_many(items[300:])) == list(stories.add_many(items[300:]))
    loaded.remove("20")
    stories.remove("20")
    assert partition(loaded) == partition(stories)


def test_boilerplate_seen_before_a_break_counts_after_it(tmp_path: Path) -> None:
    formula = prose("formula", 30)
    texts = [f"{prose(number, 70)} {formula if number < 200 else ''}" for number in range(256)]
    stories = Stories()
    list(stories.add_many(told(*texts[:230])))

    stories.save(tmp_path / "stories")
    loaded = Stories.load(tmp_path / "stories")
    list(loaded.add_many(Publication(f"late {n}", text) for n, text in enumerate(texts[230:])))

    for name in ("one", "two"):
        assert loaded.add(name, f"{prose(name, 15)} {formula}").is_new


def test_a_damaged_a_foreign_and_an_empty_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "stories"
    stories = Stories()
    stories.add("a", FLOOD)
    stories.save(path)
    whole = path.read_bytes()

    for wrong in (b"", b"PK\x03\x04", whole[:-40], whole[:60] + b"x" + whole[61:],
                  whole[:11] + b"\x09" + whole[12:]):  # fmt: skip
        path.write_bytes(wrong)
        with pytest.raises(StoriesDamaged, match="Add the items again"):
            Stories.load(path)
    assert FLOOD[:20].encode() not in whole


# --- HARDENING 47


@pytest.mark.parametrize(
    "text",
    [
        (FLOOD.split(". ")[0] + ". ") * 60_000,
        "a " * 2_500_000,
        "a" * 5_000_000,
        "1 2,3 " * 800_000,
        "".join(map(chr, range(0x110000))),
    ],
    ids=["repeats", "one letter", "one word", "figures", "all of unicode"],
)
def test_row_47_hostile_items_are_placed_in_bounded_memory(text: str) -> None:
    stories = Stories()
    stories.add("before", FLOOD)
    tracemalloc.start()
    try:
        stories.add("hostile", text)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < MEMORY
    assert stories.nbytes < 8_000_000
    assert stories.add("after", FLOOD).story == 1


def test_row_47_many_variants_of_one_text_do_not_swell_the_table() -> None:
    text = prose("text", 300)
    dice = random.Random(3)
    stories = Stories()

    placements = list(
        stories.add_many(
            Publication(str(n), reworded(text, dice.randrange(14, 60))) for n in range(600)
        )
    )

    assert len({p.story for p in placements}) <= 3
    assert int(stories._table.posted.sum()) <= 8 * 3
