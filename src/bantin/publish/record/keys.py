"""The agency's signing keys (Ed25519): files outside the database, readable by their owner only.

``KEY_ROOT`` (0700) holds ``keys.json``, the public JWK set with every key that ever signed, and one
private key ``<kid>.pem`` (0600): the newest. Rotation ends the old key's time in the set and removes
its private half, so that it can verify for ever and sign no more. The same key signs editions (as a
detached JWS) and checkpoints (as a signed note); the two kinds of signed bytes cannot be mistaken
for each other, because one begins with base64url and a dot and the other with the log's origin line.
"""

import json
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bantin.core.files import make_folder, write_durably
from bantin.publish.record import jws
from bantin.publish.record.errors import KeyExposed, KeyUnreadable, NoKey

_SET = "keys.json"


@dataclass(frozen=True)
class SigningKey:
    """The key that signs now."""

    kid: str
    private: Ed25519PrivateKey


def create(root: Path, *, at: datetime | None = None) -> SigningKey:
    """Make the first key; where there is one already, nothing changes.

    Raises:
        NoKey, KeyExposed, KeyUnreadable: there are keys, but none that can sign.
    """
    if (root / _SET).exists():
        return current(root)
    make_folder(root)
    root.chmod(0o700)
    return _add(root, {"keys": []}, at)


def rotate(root: Path, *, at: datetime) -> SigningKey:
    """Sign with a new key from ``at``; the old public key stays in the set with its end.

    Raises:
        NoKey, KeyExposed, KeyUnreadable: there is no usable key to replace.
    """
    old = current(root)
    key_set = public_set(root)
    for jwk in key_set["keys"]:
        jwk.setdefault("exp", int(at.timestamp()))
    key = _add(root, key_set, at)
    (root / f"{old.kid}.pem").unlink()
    return key


def current(root: Path) -> SigningKey:
    """The key that signs now.

    Raises:
        NoKey: there is none.
        KeyExposed: others than its owner may read it.
        KeyUnreadable: it is damaged.
    """
    kid = next((jwk["kid"] for jwk in public_set(root)["keys"] if "exp" not in jwk), None)
    path = root / f"{kid}.pem"
    if kid is None or not path.is_file():
        raise NoKey(folder=root)
    for private in (root, path):
        if stat.S_IMODE(private.stat().st_mode) & 0o077:
            raise KeyExposed(path=private)
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise KeyUnreadable(path=path, error=error) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnreadable(path=path, error="not Ed25519")
    if jws.public_jwk(key.public_key().public_bytes_raw())["kid"] != kid:
        raise KeyUnreadable(path=path, error="not the key that keys.json names")
    return SigningKey(kid, key)


def public_set(root: Path) -> dict[str, Any]:
    """Every public key that ever signed, as a JWK set; ``nbf`` and ``exp`` are its time to sign.

    Raises:
        NoKey: there is none.
        KeyUnreadable: the set is damaged.
    """
    path = root / _SET
    try:
        key_set = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NoKey(folder=root) from error
    except (OSError, ValueError) as error:
        raise KeyUnreadable(path=path, error=error) from error
    if not isinstance(key_set, dict) or not isinstance(key_set.get("keys"), list):
        raise KeyUnreadable(path=path, error="not a JWK set")
    return key_set


def _add(root: Path, key_set: dict[str, Any], at: datetime | None) -> SigningKey:
    private = Ed25519PrivateKey.generate()
    jwk: dict[str, Any] = {**jws.public_jwk(private.public_key().public_bytes_raw())}
    if at:
        jwk["nbf"] = int(at.timestamp())
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write_durably(root / f"{jwk['kid']}.pem", pem)
    key_set = {"keys": [jwk, *key_set["keys"]]}
    write_durably(root / _SET, json.dumps(key_set, indent=2).encode())
    return SigningKey(jwk["kid"], private)
