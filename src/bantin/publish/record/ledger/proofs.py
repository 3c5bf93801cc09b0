"""Merkle tree hashes and proofs (RFC 6962 section 2.1, RFC 9162 section 2.1). Plain hashlib.

A *subtree* is ``(level, index)``: the complete tree over the ``2**level`` leaves that begin at leaf
``index * 2**level``. A *frontier* is what is needed to go on appending: the subtrees into which a
tree's size falls apart, largest first, with their hashes.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

Subtree = tuple[int, int]
Frontier = list[tuple[Subtree, bytes]]
HashOf = Callable[[int, int], bytes]

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of one entry."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbouring subtrees taken together."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def subtrees(size: int) -> list[Subtree]:
    """The complete subtrees that a tree of ``size`` leaves falls apart into, largest first."""
    found, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            found.append((level, start >> level))
            start += 1 << level
    return found


def append(frontier: Frontier, hash_of_leaf: bytes) -> Frontier:
    """Add one leaf to ``frontier`` in place; returns the subtrees that it completed, leaf first."""
    size = sum(1 << level for (level, _), _ in frontier)
    completed: Frontier = [((0, size), hash_of_leaf)]
    while frontier and frontier[-1][0][0] == completed[-1][0][0]:
        (level, index), left = frontier.pop()
        completed.append(((level + 1, index >> 1), node_hash(left, completed[-1][1])))
    frontier.append(completed[-1])
    return completed


def root(frontier: Frontier) -> bytes:
    """The root hash of the tree whose right edge is ``frontier``."""
    return _fold([value for _, value in frontier])


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """The root hash of the tree over ``leaf_hashes``."""
    frontier: Frontier = []
    for value in leaf_hashes:
        append(frontier, value)
    return root(frontier)


def inclusion_proof(index: int, size: int, hash_of: HashOf) -> list[bytes]:
    """The hashes that lead from leaf ``index`` to the root of a tree of ``size`` leaves.

    Raises:
        ValueError: there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    return _path(index, 0, size, hash_of)


def consistency_proof(old: int, new: int, hash_of: HashOf) -> list[bytes]:
    """The hashes that show that a tree of ``new`` leaves begins with the tree of ``old`` leaves.

    Raises:
        ValueError: ``old`` is not between 1 and ``new``.
    """
    if not 0 < old <= new:
        raise ValueError(f"a tree of {new} cannot go on from a tree of {old}")
    return _subproof(old, 0, new, hash_of, whole=True)


def verify_inclusion(
    hash_of_leaf: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes
) -> bool:
    """Whether ``proof`` leads from the leaf to ``root_hash`` (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size or len(hash_of_leaf) != len(EMPTY_ROOT):
        return False
    place, last, value = index, size - 1, hash_of_leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            value = node_hash(step, value)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            value = node_hash(value, step)
        place, last = place >> 1, last >> 1
    return last == 0 and value == root_hash


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether ``proof`` shows that the new tree begins with the old (RFC 9162 section 2.1.4.2).

    An empty old tree proves nothing, so nothing is consistent with it.
    """
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    steps = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not steps:
        return False
    return _climb(old - 1, new - 1, steps) == (old_root, new_root)


def _climb(place: int, last: int, steps: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, step)
        place, last = place >> 1, last >> 1
    return (before, after) if last == 0 else None


def _fold(hashes: list[bytes]) -> bytes:
    if not hashes:
        return EMPTY_ROOT
    value = hashes[-1]
    for left in reversed(hashes[:-1]):
        value = node_hash(left, value)
    return value


def _range(start: int, end: int, hash_of: HashOf) -> bytes:
    """The hash over leaves ``start`` to ``end``, where ``start`` is where a subtree begins."""
    parts = []
    for level, index in subtrees(end - start):
        parts.append(hash_of(level, (start >> level) + index))
    return _fold(parts)


def _split(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


def _path(index: int, start: int, end: int, hash_of: HashOf) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*_path(index, start, middle, hash_of), _range(middle, end, hash_of)]
    return [*_path(index, middle, end, hash_of), _range(start, middle, hash_of)]


def _subproof(old: int, start: int, end: int, hash_of: HashOf, *, whole: bool) -> list[bytes]:
    if old == end:
        return [] if whole else [_range(start, end, hash_of)]
    middle = start + _split(end - start)
    if old <= middle:
        left = _subproof(old, start, middle, hash_of, whole=whole)
        return [*left, _range(middle, end, hash_of)]
    right = _subproof(old, middle, end, hash_of, whole=False)
    return [*right, _range(start, middle, hash_of)]
