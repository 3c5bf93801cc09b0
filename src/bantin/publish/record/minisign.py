"""Signatures as the program ``minisign`` checks them: Ed25519 over a BLAKE2b digest. No Django.

The agency's one key signs here too. What it signs elsewhere begins with base64url and a dot or with
the log's origin line and is longer than the 64 bytes of a digest, so that no signature fits both.
"""

import base64
import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_KEY, _PREHASHED = b"Ed", b"ED"


def public_key(public: bytes) -> str:
    """The key as ``minisign -P`` takes it."""
    return base64.b64encode(_KEY + _id(public) + public).decode()


def key_file(public: bytes) -> str:
    """The key as ``minisign -p`` takes it."""
    name = _id(public)[::-1].hex().upper()
    return f"untrusted comment: minisign public key {name}\n{public_key(public)}\n"


def sign(data: bytes, key: Ed25519PrivateKey, *, comment: str) -> str:
    """The content of a ``.minisig`` file for ``data``; ``comment`` is one line and signed too.

    Raises:
        ValueError: ``comment`` has more than one line.
    """
    if len(comment.splitlines()) != 1:
        raise ValueError("a comment is one line")
    public = key.public_key().public_bytes_raw()
    signature = key.sign(hashlib.blake2b(data).digest())
    whole = key.sign(signature + comment.encode())
    lines = [
        "untrusted comment: signature of a public edition",
        base64.b64encode(_PREHASHED + _id(public) + signature).decode(),
        f"trusted comment: {comment}",
        base64.b64encode(whole).decode(),
    ]
    return "".join(f"{line}\n" for line in lines)


def _id(public: bytes) -> bytes:
    """The 8 bytes by which the program tells keys apart."""
    return hashlib.sha256(public).digest()[:8]
