"""Merkle tree, checkpoints and tiles: properties, and the office's own store."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from bantin.publish.record.ledger import log, notes, proofs, tiles
from bantin.publish.record.models import Checkpoint, LedgerEntry

from .conftest import NINE

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()


def tree(size: int) -> tuple[bytes, dict[proofs.Subtree, bytes]]:
    frontier: proofs.Frontier = []
    nodes: dict[proofs.Subtree, bytes] = {}
    for index in range(size):
        nodes.update(proofs.append(frontier, proofs.leaf_hash(b"%d" % index)))
    return proofs.root(frontier), nodes


def naive_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


@pytest.mark.parametrize("size", [0, 1, 2, 3, 7, 8, 9, 100, 257])
def test_the_root_is_the_one_of_the_definition(size: int) -> None:
    assert tree(size)[0] == naive_root([b"%d" % index for index in range(size)])


@given(st.integers(1, 150), st.data())
def test_every_leaf_has_a_proof_that_fits_no_other_place(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    root, nodes = tree(size)
    leaf = proofs.leaf_hash(b"%d" % index)
    proof = proofs.inclusion_proof(index, size, lambda lv, ix: nodes[lv, ix])

    assert proofs.verify_inclusion(leaf, index, size, proof, root)
    assert not proofs.verify_inclusion(proofs.leaf_hash(b"x"), index, size, proof, root)
    assert not proofs.verify_inclusion(leaf, index, size, [*proof, root], root)
    assert not any(
        proofs.verify_inclusion(leaf, other, size, proof, root)
        for other in range(size)
        if other != index
    )


@given(st.integers(1, 150), st.integers(1, 150))
def test_a_tree_that_grew_has_a_consistency_proof(one: int, other: int) -> None:
    old, new = sorted((one, other))
    (old_root, _), (new_root, nodes) = tree(old), tree(new)
    proof = proofs.consistency_proof(old, new, lambda lv, ix: nodes[lv, ix])

    assert proofs.verify_consistency(old, new, old_root, new_root, proof)
    if old < new:
        assert not proofs.verify_consistency(old, new, proofs.leaf_hash(b"x"), new_root, proof)
        assert not proofs.verify_consistency(old, new, old_root, proofs.leaf_hash(b"x"), proof)
        assert not proofs.verify_consistency(old, new, old_root, new_root, proof[:-1])


@pytest.mark.parametrize("index", [-1, 3])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index: int) -> None:
    with pytest.raises(ValueError, match="not in a tree"):
        proofs.inclusion_proof(index, 3, lambda _lv, _ix: b"")


def test_a_checkpoint_is_a_signed_note() -> None:
    head = notes.Head("press.example/ledger", 3, tree(3)[0])
    note = notes.sign(head, KEY)

    lines = note.split("\n")
    assert lines[:2] == ["press.example/ledger", "3"]
    assert lines[3] == ""
    assert lines[4].startswith("— press.example/ledger ")
    assert notes.parse(note) == head
    assert notes.opened_by(note, [PUBLIC]) == PUBLIC


def test_an_altered_checkpoint_is_opened_by_no_key() -> None:
    note = notes.sign(notes.Head("press.example/ledger", 3, tree(3)[0]), KEY)

    assert notes.opened_by(note.replace("\n3\n", "\n4\n"), [PUBLIC]) is None
    assert notes.opened_by(note.replace("press.", "other."), [PUBLIC]) is None
    assert notes.opened_by(note, [bytes(32)]) is None
    assert notes.opened_by(note.partition("—")[0], [PUBLIC]) is None


@pytest.mark.parametrize(
    "note", ["", "a\nb\nc\n\n", "a\n03\nAA==\n\n", "a\n1\nAA==\n\n", "a\n-1\n"]
)
def test_what_is_no_checkpoint_is_malformed(note: str) -> None:
    with pytest.raises(notes.Malformed):
        notes.parse(note)


@given(st.integers(0, 10**12))
def test_tile_addresses_are_written_one_way(index: int) -> None:
    assert tiles.index_of(tiles.path_of(index)) == index


def test_tile_addresses_are_those_of_the_specification() -> None:
    assert tiles.path_of(1234067) == "x001/x234/067"
    assert tiles.path_of(5) == "005"
    assert tiles.index_of("x000/005") is None
    assert tiles.index_of("5") is None
    assert [address for address, *_ in tiles.addresses(70_000)][-2:] == ["1/001.p/17", "2/000.p/1"]


def test_bundles_of_entries_end_where_they_say() -> None:
    entries = [b"", b"a", b"b" * 300]

    assert tiles.unpack(tiles.pack(entries)) == entries
    with pytest.raises(ValueError, match="middle"):
        tiles.unpack(tiles.pack(entries)[:-1])


@pytest.mark.django_db(transaction=False)
@pytest.mark.parametrize("batches", [[1] * 9, [3, 1, 5], [9], [300, 2]])
def test_the_store_gives_the_same_tree_in_whatever_batches_it_grew(batches: list[int]) -> None:
    done = 0
    for count in batches:
        entries = [b"%d" % index for index in range(done, done + count)]
        assert log.append(entries, key=KEY, at=NINE) == done
        done += count

    root, nodes = tree(done)
    checkpoint = log.latest()
    assert checkpoint is not None
    assert (checkpoint.size, bytes(checkpoint.root)) == (done, root)
    assert log.hashes(list(nodes)) == nodes
    first = proofs.leaf_hash(b"0")
    assert proofs.verify_inclusion(first, 0, done, log.inclusion(0, done), root)
    old = batches[0]
    old_root = bytes(Checkpoint.objects.get(size=old).root)
    assert proofs.verify_consistency(old, done, old_root, root, log.consistency(old, done))
    for address, tile_level, index, width in tiles.addresses(done):
        size = len(log.tile(tile_level, index, width))
        assert tile_level < 0 or size == 32 * width, address


@pytest.mark.django_db(transaction=False)
def test_appending_to_a_long_log_asks_no_more_than_to_a_short_one() -> None:
    log.append([b"%d" % index for index in range(1023)], key=KEY, at=NINE)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        log.append([b"one more"], key=KEY, at=NINE)

    assert len(queries) < 10
    assert LedgerEntry.objects.count() == 1024
