"""What anyone may download to check the record without asking us again."""

import base64
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings

from bantin.publish.record import jws, keys, minisign, queries
from bantin.publish.record.ledger import log, notes, tiles
from bantin.publish.record.models import Edition, LedgerEntry
from bantin.publish.record.verification import BUNDLE, CHECKPOINT, KEYS, TILE


def bundle(edition: Edition) -> dict[str, Any]:
    """A live edition with all that proves it: signature, place in the ledger, checkpoint, keys."""
    checkpoint = log.latest()
    if checkpoint is None:
        raise LookupError(f"edition {edition.pk} is live, but there is no checkpoint")
    index = edition.live.ledger_index
    entry = LedgerEntry.objects.get(index=index)
    proof = log.inclusion(index, checkpoint.size)
    return {
        "schema": BUNDLE,
        "edition": edition.content,
        "jws": edition.live.jws,
        "entry": json.loads(bytes(entry.data)),
        "index": index,
        "size": checkpoint.size,
        "inclusion": [base64.b64encode(step).decode() for step in proof],
        "checkpoint": checkpoint.note,
        "keys": published_keys(),
    }


def published_keys() -> dict[str, Any]:
    """The public keys as a JWK set; ``note`` and ``minisign`` are each one as those tools take it."""
    key_set = keys.public_set(settings.KEY_ROOT)
    origin = settings.LEDGER_ORIGIN
    return {
        "keys": [
            {
                **jwk,
                "note": notes.verifier_key(origin, jws.raw_public(jwk)),
                "minisign": minisign.public_key(jws.raw_public(jwk)),
            }
            for jwk in key_set["keys"]
        ]
    }


def files(at: datetime) -> Iterator[tuple[str, bytes]]:
    """Everything that a mirror of the ledger holds, at its public addresses.

    Editions lie at ``editions/<sha256>.json`` with their signature ``.jws`` beside them.
    """
    yield KEYS, json.dumps(published_keys(), indent=2).encode()
    checkpoint = log.latest()
    if checkpoint is None:
        return
    for address, tile_level, index, width in tiles.addresses(checkpoint.size):
        yield TILE + address, log.tile(tile_level, index, width)
    for edition in queries.live_editions(at).iterator(chunk_size=200):
        yield f"editions/{edition.sha256}.json", bytes(edition.canonical)
        yield f"editions/{edition.sha256}.jws", edition.live.jws.encode()
    yield CHECKPOINT, checkpoint.note.encode()
