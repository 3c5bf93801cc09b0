import threading
from collections.abc import Callable, Iterable
from hashlib import blake2b
from pathlib import Path

import pytest

from bantin.trace.engine import (
    DuplicateEdition,
    Edition,
    Index,
    IndexDamaged,
    Item,
    Options,
    TextTooLong,
    UnknownEdition,
    parallel,
)

from .conftest import BRIDGE, FLOOD, OTHER, SCHOOL


def test_a_saved_index_answers_as_before(index: Index, tmp_path: Path) -> None:
    index.learn([Item("a", OTHER), Item("b", OTHER)])
    index.save(tmp_path / "index")

    loaded = Index.load(tmp_path / "index")

    items = [Item("1", FLOOD), Item("2", OTHER), Item("3", SCHOOL.replace("412", "421"))]
    assert list(loaded.match_many(items)) == list(index.match_many(items))
    assert len(loaded) == 3
    loaded.remove("flood")
    loaded.add(Edition("new", BRIDGE + OTHER))
    assert loaded.match(items[0]) == []
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_an_empty_index_is_saved_and_loaded(tmp_path: Path) -> None:
    Index().save(tmp_path / "index")

    assert Index.load(tmp_path / "index").match(Item("a", FLOOD)) == []


@pytest.mark.parametrize("place", [0, 11, 30, 2000, -1])
def test_one_changed_byte_is_refused(index: Index, tmp_path: Path, place: int) -> None:
    index.save(tmp_path / "index")
    damaged = bytearray((tmp_path / "index").read_bytes())
    damaged[place] ^= 1
    (tmp_path / "index").write_bytes(damaged)

    with pytest.raises(IndexDamaged, match="Build it again"):
        Index.load(tmp_path / "index")


@pytest.mark.parametrize("contents", [b"", b"x", b"BANTINTRACE", b"BANTINTRACE\x01", b"PK" * 999])
def test_a_foreign_or_short_file_is_refused(tmp_path: Path, contents: bytes) -> None:
    (tmp_path / "index").write_bytes(contents)

    with pytest.raises(IndexDamaged):
        Index.load(tmp_path / "index")


def test_another_format_version_is_refused_even_when_whole(index: Index, tmp_path: Path) -> None:
    index.save(tmp_path / "index")
    contents = bytearray((tmp_path / "index").read_bytes()[:-32])
    contents[len(b"BANTINTRACE")] += 1
    (tmp_path / "index").write_bytes(contents + blake2b(contents, digest_size=32).digest())

    with pytest.raises(IndexDamaged, match="format is not version"):
        Index.load(tmp_path / "index")


def test_ids_are_unique_and_unknown_ones_are_refused(index: Index) -> None:
    with pytest.raises(DuplicateEdition, match="flood"):
        index.add(Edition("flood", OTHER))
    with pytest.raises(UnknownEdition, match="nowhere"):
        index.remove("nowhere")
    assert len(index) == 3
    assert "flood" in index
    assert index["flood"].text == FLOOD


def test_a_text_over_the_limit_is_refused_by_name() -> None:
    index = Index(options=Options(max_text=100))

    with pytest.raises(TextTooLong, match="'long'"):
        index.add(Edition("long", FLOOD))
    with pytest.raises(TextTooLong, match="Split it"):
        index.match(Item("a", FLOOD))
    assert len(index) == 0


ITEMS = [
    Item(str(number), (FLOOD, OTHER, SCHOOL, BRIDGE.replace("8 tấn", "9 tấn"))[number % 4])
    for number in range(40)
]


@pytest.mark.parametrize("threads", [1, 2], ids=["forked", "new processes"])
@pytest.mark.parametrize("kind", [list, iter], ids=["a list", "a stream"])
def test_several_processes_answer_as_one_does(
    index: Index, kind: Callable[[list[Item]], Iterable[Item]], threads: int
) -> None:
    alone = list(parallel.match_many(index, ITEMS, workers=1, batch=7))
    done = threading.Event()
    if threads > 1:
        threading.Thread(target=done.wait, daemon=True).start()

    try:
        many = list(parallel.match_many(index, kind(ITEMS), workers=2, batch=7))
    finally:
        done.set()

    assert many == alone
    assert [item for item, _ in many] == ITEMS
    assert sum(bool(matches) for _, matches in many) == 30


@pytest.mark.parametrize("workers", [1, 2])
def test_what_was_read_once_is_matched_as_if_read_again(index: Index, workers: int) -> None:
    readings = list(index.read(ITEMS))
    assert index.learn_from(readings) == len(ITEMS)

    found = list(parallel.match_readings(index, readings, workers=workers))

    assert found == list(parallel.match_many(index, ITEMS, workers=1))


def test_a_reading_from_before_an_addition_is_read_again(index: Index) -> None:
    [reading] = index.read([Item("a", OTHER)])
    assert index.match_reading(reading) == [[]]

    index.add(Edition("other", OTHER))

    assert [match.edition for match in index.match_reading(reading)[0]] == ["other"]


def test_what_only_a_removed_release_shared_is_evidence_again() -> None:
    first = FLOOD.split(". ")[0]
    index = Index([Edition("flood", FLOOD), Edition("bridge", f"{first}. {BRIDGE}")])
    shared = index.match(Item("a", first))

    index.remove("bridge")

    assert index.match(Item("a", first)) == Index([Edition("flood", FLOOD)]).match(Item("a", first))
    assert index.match(Item("a", first))[0].score > shared[0].score


def test_an_index_of_bytes_answers_as_the_one_that_gave_them(index: Index) -> None:
    index.remove("school")

    copy = Index.from_bytes(memoryview(index.to_bytes()))

    assert list(copy.match_many(ITEMS)) == list(index.match_many(ITEMS))
    with pytest.raises(IndexDamaged, match="Build it again"):
        Index.from_bytes(memoryview(index.to_bytes()[:-1]))


def test_additions_one_by_one_end_in_few_segments_and_the_same_answers() -> None:
    own = [" ".join(f"từ{n}x{word}" for word in range(40)) for n in range(60)]
    shared = (FLOOD, BRIDGE, SCHOOL)
    editions = [Edition(str(n), f"{own[n]}. {shared[n % 3]}") for n in range(60)]
    grown = Index()
    for edition in editions:
        grown.add(edition)
        assert grown.match(Item("a", edition.text))[0].score > 14

    items = [*ITEMS, *(Item(text[:9], text) for text in own)]
    assert list(grown.match_many(items)) == list(Index(editions).match_many(items))
    assert len(grown._places) <= 7
