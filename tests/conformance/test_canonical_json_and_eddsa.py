"""Canonical JSON and Ed25519 against the W3C's eddsa-jcs-2022 vectors."""

import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bantin.core.canonical import canonical_bytes, sha256_hex

VECTORS = Path(__file__).parents[3] / "shared" / "data" / "standards" / "eddsa-jcs-2022"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not VECTORS.is_dir(),
        reason="the vectors under ../shared/data/standards/eddsa-jcs-2022 are not there",
    ),
]
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def text(name: str) -> str:
    return (VECTORS / name).read_text(encoding="utf-8").strip()


def document() -> dict[str, object]:
    signed = json.loads(text("signedJCS.json"))
    return {name: value for name, value in signed.items() if name != "proof"}


def test_the_document_has_the_canonical_bytes_and_hash() -> None:
    canonical = canonical_bytes(document())

    assert canonical.decode() == text("canonDocJCS.txt")
    assert sha256_hex(canonical) == text("docHashJCS.txt")


def test_the_proof_options_have_the_canonical_bytes_and_hash() -> None:
    canonical = canonical_bytes(json.loads(text("proofConfigJCS.json")))

    assert canonical.decode() == text("proofCanonJCS.txt")
    assert sha256_hex(canonical) == text("proofHashJCS.txt")


def test_the_signature_fits_what_we_canonicalise_and_nothing_else() -> None:
    options = json.loads(text("proofConfigJCS.json"))
    public = _multibase(options["verificationMethod"].partition("#")[2])
    assert public[:2] == b"\xed\x01"  # multicodec: an Ed25519 public key
    key = Ed25519PublicKey.from_public_bytes(public[2:])
    signature = bytes.fromhex(text("sigHexJCS.txt"))
    digest = bytes.fromhex(
        sha256_hex(canonical_bytes(options)) + sha256_hex(canonical_bytes(document()))
    )

    key.verify(signature, digest)
    changed = {**document(), "name": "Another"}
    with pytest.raises(InvalidSignature):
        key.verify(signature, digest[:32] + bytes.fromhex(sha256_hex(canonical_bytes(changed))))


def _multibase(value: str) -> bytes:
    """Base58 (Bitcoin's alphabet) after a leading ``z``."""
    number = 0
    for character in value.removeprefix("z"):
        number = number * 58 + _BASE58.index(character)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
