"""Checks that a stranger can run without the agency: no Django, no database, no network.

Each check gives a :class:`Finding` with a ``code``; the command line puts it into words.
"""

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bantin.core.canonical import canonical_bytes, sha256_hex
from bantin.publish.record import jws
from bantin.publish.record.ledger import notes, proofs, tiles

BUNDLE = "bantin/bundle/1"
CHECKPOINT = "ledger/checkpoint"
TILE = "ledger/tile/"
KEYS = ".well-known/bantin-keys.json"

Read = Callable[[str], bytes]  # an address below the newsroom's own, to its bytes


@dataclass(frozen=True)
class Finding:
    """What one check found: ``code`` names the sentence, ``values`` fill its places."""

    code: str
    ok: bool
    values: dict[str, Any] = field(default_factory=dict)


class Unreadable(ValueError):
    """What should be checked is not what it should be; nothing can be said about it."""


def load(data: bytes) -> Any:
    """JSON in which every name occurs once: a second one could hide the first from a reader.

    Raises:
        Unreadable: it is no such JSON.
    """
    try:
        return json.loads(data, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from error


def keys_in(key_set: Any) -> dict[str, dict[str, Any]]:
    """The Ed25519 keys of a JWK set by their thumbprint, with ``public`` as raw bytes.

    Raises:
        Unreadable: it is no JWK set with such a key.
    """
    found: dict[str, dict[str, Any]] = {}
    rows = key_set.get("keys") if isinstance(key_set, dict) else None
    for jwk in rows if isinstance(rows, list) else []:
        try:
            public = jws.raw_public(jwk)
        except (jws.Malformed, AttributeError):
            continue
        found[jws.public_jwk(public)["kid"]] = {**jwk, "public": public}
    if not found:
        raise Unreadable("no Ed25519 key in the key set")
    return found


def check_bundle(bundle: Any, trusted: dict[str, dict[str, Any]] | None) -> list[Finding]:
    """Check one edition's bundle; without ``trusted`` keys those inside it are used, and said so.

    Raises:
        Unreadable: it is no bundle.
    """
    if not isinstance(bundle, dict) or bundle.get("schema") != BUNDLE:
        raise Unreadable("not a bundle of an edition")
    try:
        edition, entry = bundle["edition"], bundle["entry"]
        canonical, leaf = canonical_bytes(edition), canonical_bytes(entry)
        index, size = int(bundle["index"]), int(bundle["size"])
        proof = [base64.b64decode(step, validate=True) for step in bundle["inclusion"]]
        signature, note = str(bundle["jws"]), str(bundle["checkpoint"])
        head = notes.parse(note)
        keys = trusted or keys_in(bundle.get("keys"))
        live_at = datetime.fromisoformat(entry["live_at"])
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from error
    findings = [
        _check_text(edition, canonical, entry),
        check_signature(canonical, signature, keys, live_at),
        _check_inclusion(leaf, index, size, proof, head),
        check_note(note, keys),
    ]
    if trusted is None:
        findings.append(Finding("keys_untrusted", ok=False))
    return findings


def check_signature(
    canonical: bytes, signature: str, keys: dict[str, dict[str, Any]], live_at: datetime
) -> Finding:
    """Whether one of ``keys`` signed the canonical bytes, at a time when it might."""
    try:
        kid = jws.header_of(signature).get("kid")
        key = keys.get(str(kid))
        if key is None:
            return Finding("signature_key_unknown", ok=False, values={"kid": kid})
        if not jws.verify(canonical, signature, key["public"]):
            return Finding("signature_wrong", ok=False, values={"kid": kid})
    except jws.Malformed as error:
        return Finding("signature_malformed", ok=False, values={"error": str(error)})
    second = int(live_at.timestamp())
    if not int(key.get("nbf", second)) <= second <= int(key.get("exp", second)):
        return Finding("signature_out_of_time", ok=False, values={"kid": kid})
    return Finding("signature", ok=True, values={"kid": kid})


def check_note(note: str, keys: dict[str, dict[str, Any]]) -> Finding:
    """Whether one of ``keys`` signed the checkpoint.

    Raises:
        notes.Malformed: it is no checkpoint.
    """
    head = notes.parse(note)
    values = {"origin": head.origin, "size": head.size}
    if notes.opened_by(note, [key["public"] for key in keys.values()]) is None:
        return Finding("checkpoint_wrong", ok=False, values=values)
    return Finding("checkpoint", ok=True, values=values)


def check_entry(entry: Any, edition: dict[str, Any], sha256: str) -> str | None:
    """The first member in which a ledger entry differs from the edition it names, or None."""
    expected = {"edition": sha256, **{n: edition.get(n) for n in ("uid", "number", "kind")}}
    if not isinstance(entry, dict):
        return "edition"
    return next((name for name, value in expected.items() if entry.get(name) != value), None)


def check_log(
    read: Read, keys: dict[str, dict[str, Any]], old: str | None = None
) -> tuple[notes.Head, list[Finding]]:
    """Recompute a whole published log from its entries; ``old`` is an earlier checkpoint.

    Raises:
        Unreadable: the log or the old checkpoint cannot be read.
        OSError: ``read`` could not get something.
    """
    try:
        note = read(CHECKPOINT).decode()
        head = notes.parse(note)
        before = notes.parse(old) if old is not None else None
    except ValueError as error:
        raise Unreadable(f"checkpoint: {error}") from error
    findings = [check_note(note, keys)]
    leaves = [proofs.leaf_hash(data) for data in read_entries(read, head.size)]
    found = proofs.root_of(leaves)
    values = {"size": head.size, "read": len(leaves)}
    same = len(leaves) == head.size and found == head.root
    findings.append(Finding("root" if same else "root_wrong", ok=same, values=values))
    findings.append(_check_tiles(read, leaves))
    if old is not None and before is not None:
        findings += [check_note(old, keys), check_old(before, head.origin, leaves)]
    return head, findings


def check_old(before: notes.Head, origin: str, leaves: list[bytes]) -> Finding:
    """Whether the log still begins with what an earlier checkpoint covered."""
    values = {"old": before.size, "size": len(leaves)}
    if before.origin != origin:
        return Finding("old_of_another_log", ok=False, values={**values, "origin": before.origin})
    if before.size > len(leaves):
        return Finding("old_is_longer", ok=False, values=values)
    same = proofs.root_of(leaves[: before.size]) == before.root
    return Finding("old" if same else "old_rewritten", ok=same, values=values)


def read_entries(read: Read, size: int) -> Iterator[bytes]:
    """The entries of a published log of ``size``.

    Raises:
        Unreadable: a bundle has another number of entries than it should.
    """
    for address, tile_level, _, width in tiles.addresses(size):
        if tile_level < 0:
            try:
                entries = tiles.unpack(read(TILE + address))
            except ValueError as error:
                raise Unreadable(f"{TILE}{address}: {error}") from error
            if len(entries) != width:
                raise Unreadable(f"{TILE}{address}: {len(entries)} entries, not {width}")
            yield from entries


def _check_tiles(read: Read, leaves: list[bytes]) -> Finding:
    hashes = _levels(leaves)
    for address, tile_level, index, width in tiles.addresses(len(leaves)):
        if tile_level < 0:
            continue
        level = hashes[tiles.level_of(tile_level)]
        expected = b"".join(level[index * tiles.WIDTH : index * tiles.WIDTH + width])
        if read(TILE + address) != expected:
            return Finding("tile_wrong", ok=False, values={"address": TILE + address})
    return Finding("tiles", ok=True)


def _levels(leaves: list[bytes]) -> list[list[bytes]]:
    """All complete subtrees' hashes, by level."""
    levels = [leaves]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = range(0, len(below) - 1, 2)
        levels.append([proofs.node_hash(below[i], below[i + 1]) for i in pairs])
    return levels


def _check_text(edition: Any, canonical: bytes, entry: Any) -> Finding:
    sha256 = sha256_hex(canonical)
    different = check_entry(entry, edition, sha256)
    if different == "edition":
        return Finding("text_changed", ok=False, values={"sha256": sha256})
    if different:
        return Finding("entry_of_another", ok=False, values={"name": different})
    title, number = edition.get("title"), edition.get("number")
    values = {"title": title, "number": number, "sha256": sha256, "live_at": entry["live_at"]}
    return Finding("text", ok=True, values=values)


def _check_inclusion(
    leaf: bytes, index: int, size: int, proof: list[bytes], head: notes.Head
) -> Finding:
    value = proofs.leaf_hash(leaf)
    there = size == head.size and proofs.verify_inclusion(value, index, size, proof, head.root)
    code = "inclusion" if there else "inclusion_wrong"
    return Finding(code, ok=there, values={"index": index, "size": head.size})


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, value in pairs:
        if name in result:
            raise Unreadable(f"“{name}” occurs twice")
        result[name] = value
    return result
