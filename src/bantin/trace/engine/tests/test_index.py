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


def test_several_processes_answer_as_one_does(index: Index) -> None:
    texts = (FLOOD, OTHER, SCHOOL, BRIDGE.replace("8 tấn", "9 tấn"))
    items = [Item(str(number), texts[number % 4]) for number in range(40)]

    alone = list(parallel.match_many(index, items, workers=1, batch=7))
    many = list(parallel.match_many(index, items, workers=2, batch=7))

    assert many == alone
    assert [item for item, _ in many] == items
