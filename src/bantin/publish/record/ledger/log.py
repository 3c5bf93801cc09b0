"""The office's own ledger: entries, complete subtrees and checkpoints in the database.

Appending reads and writes O(log n) rows. :func:`append` must be called inside the transaction that
makes the entries' subjects public; on PostgreSQL it takes a lock that is held until that
transaction ends, on SQLite the transaction itself is alone in writing.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection
from django.db.models import Q

from bantin.publish.record.ledger import notes, proofs, tiles
from bantin.publish.record.models import Checkpoint, LedgerEntry, LedgerNode, Timestamp

_LOCK = 0x62616E74696E  # "bantin": the advisory lock that appending holds


def append(entries: Sequence[bytes], *, key: Ed25519PrivateKey, at: datetime) -> int:
    """Add ``entries`` at the end and sign a checkpoint; returns the first one's index."""
    _lock()
    first = size = _entries()
    frontier = _frontier(size)
    leaves, nodes = [], []
    for data in entries:
        completed = proofs.append(frontier, proofs.leaf_hash(data))
        leaves.append(LedgerEntry(index=size, data=data, leaf_hash=completed[0][1]))
        nodes += [LedgerNode(level=lv, index=ix, hash=value) for (lv, ix), value in completed[1:]]
        size += 1
    LedgerEntry.objects.bulk_create(leaves)
    LedgerNode.objects.bulk_create(nodes)
    head = notes.Head(settings.LEDGER_ORIGIN, size, proofs.root(frontier))
    Checkpoint.objects.create(size=size, root=head.root, note=notes.sign(head, key), at=at)
    return first


def latest() -> Checkpoint | None:
    """The newest checkpoint, None while nothing has gone live."""
    return Checkpoint.objects.order_by("-size").first()


def timestamps() -> Iterator[tuple[int, datetime]]:
    """Which checkpoints an outside authority stamped, and when, oldest first."""
    rows = Timestamp.objects.order_by("pk").values_list("pk", "at")
    yield from rows.iterator(chunk_size=2000)


def timestamp(size: int) -> Timestamp | None:
    """The timestamp of a checkpoint, with the checkpoint."""
    return Timestamp.objects.select_related("checkpoint").filter(pk=size).first()


def inclusion(index: int, size: int) -> list[bytes]:
    """The inclusion proof of entry ``index`` in the tree of ``size``."""
    return _proved(partial(proofs.inclusion_proof, index, size))


def consistency(old: int, new: int) -> list[bytes]:
    """The proof that the tree of ``new`` entries begins with the tree of ``old``."""
    return _proved(partial(proofs.consistency_proof, old, new))


def tile(tile_level: int, index: int, width: int) -> bytes:
    """The first ``width`` hashes of a tile, or entries where ``tile_level`` is -1."""
    start = index * tiles.WIDTH
    span = {"index__gte": start, "index__lt": start + width}
    if tile_level < 0:
        entries = LedgerEntry.objects.filter(**span).order_by("index")
        return tiles.pack(bytes(data) for data in entries.values_list("data", flat=True))
    if tile_level == 0:
        leaves = LedgerEntry.objects.filter(**span).order_by("index")
        return b"".join(bytes(value) for value in leaves.values_list("leaf_hash", flat=True))
    nodes = LedgerNode.objects.filter(level=tiles.level_of(tile_level), **span).order_by("index")
    return b"".join(bytes(value) for value in nodes.values_list("hash", flat=True))


def entries() -> Iterator[tuple[int, bytes, bytes]]:
    """Every entry in order: index, data, stored leaf hash."""
    rows = LedgerEntry.objects.order_by("index").values_list("index", "data", "leaf_hash")
    for index, data, value in rows.iterator(chunk_size=2000):
        yield index, bytes(data), bytes(value)


def _lock() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _entries() -> int:
    last = LedgerEntry.objects.order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1


def _frontier(size: int) -> proofs.Frontier:
    wanted = proofs.subtrees(size)
    found = hashes(wanted)
    return [(subtree, found[subtree]) for subtree in wanted]


def _proved(proof: Callable[[proofs.HashOf], list[bytes]]) -> list[bytes]:
    """Run ``proof`` twice: first for the subtrees that it asks for, then with all their hashes.

    It asks for the same ones whatever the hashes are, so the database answers once, not once each.
    """
    asked: list[proofs.Subtree] = []

    def note(level: int, index: int) -> bytes:
        asked.append((level, index))
        return b""

    proof(note)
    found = hashes(asked)
    return proof(lambda level, index: found[level, index])


def hashes(wanted: Sequence[proofs.Subtree]) -> dict[proofs.Subtree, bytes]:
    """The stored hashes of complete subtrees."""
    leaves = [index for level, index in wanted if level == 0]
    condition = Q()
    for level, index in wanted:
        if level:
            condition |= Q(level=level, index=index)
    found: dict[proofs.Subtree, bytes] = {}
    if leaves:
        rows = LedgerEntry.objects.filter(index__in=leaves).values_list("index", "leaf_hash")
        found |= {(0, index): bytes(value) for index, value in rows}
    if condition:
        nodes = LedgerNode.objects.filter(condition).values_list("level", "index", "hash")
        found |= {(level, index): bytes(value) for level, index, value in nodes}
    return found
