"""Signed checkpoints: C2SP tlog-checkpoint inside C2SP signed-note, Ed25519. No Django.

A checkpoint is the text ``origin, size, base64 root``, one per line, an empty line, and signature
lines ``— <key name> <base64(4-byte key id || signature)>``.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_DASH = "\u2014"


class Malformed(ValueError):
    """The text is not a checkpoint."""


@dataclass(frozen=True)
class Head:
    """What a checkpoint says: whose log, how many entries, and their root hash."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The part of the note that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def key_id(name: str, public: bytes) -> bytes:
    """The 4 bytes that tell a verifier which key to try."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def verifier_key(name: str, public: bytes) -> str:
    """The key as C2SP tools take it: ``name+hash+key``."""
    key = base64.b64encode(_ED25519 + public).decode()
    return f"{name}+{key_id(name, public).hex()}+{key}"


def sign(head: Head, key: Ed25519PrivateKey) -> str:
    """The checkpoint for ``head``, signed; the key's name is the log's origin."""
    public = key.public_key().public_bytes_raw()
    signature = key_id(head.origin, public) + key.sign(head.text().encode())
    return f"{head.text()}\n{_DASH} {head.origin} {base64.b64encode(signature).decode()}\n"


def parse(note: str) -> Head:
    """What a checkpoint says, without asking who says it.

    Raises:
        Malformed: it is not a checkpoint.
    """
    lines = note.partition("\n\n")[0].split("\n")
    try:
        origin, size, root = lines[:3]
        if str(int(size)) != size or int(size) < 0 or not origin:
            raise Malformed(size)
        head = Head(origin, int(size), base64.b64decode(root, validate=True))
    except (ValueError, binascii.Error) as error:
        raise Malformed(str(error)) from error
    if len(head.root) != hashlib.sha256().digest_size:
        raise Malformed("the root hash has not 32 bytes")
    return head


def opened_by(note: str, keys: Iterable[bytes]) -> bytes | None:
    """The first of the raw public ``keys`` that signed ``note`` in the log's own name, or None."""
    text, _, rest = note.partition("\n\n")
    signed, origin = (text + "\n").encode(), parse(note).origin
    signatures = [_signature(line, origin) for line in rest.splitlines()]
    for public in keys:
        for signature in signatures:
            if signature and signature[:4] == key_id(origin, public):
                try:
                    Ed25519PublicKey.from_public_bytes(public).verify(signature[4:], signed)
                except InvalidSignature:
                    continue
                return public
    return None


def _signature(line: str, name: str) -> bytes | None:
    prefix = f"{_DASH} {name} "
    if not line.startswith(prefix):
        return None
    try:
        return base64.b64decode(line.removeprefix(prefix), validate=True)
    except binascii.Error:
        return None
