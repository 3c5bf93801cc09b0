"""Standard Webhooks 1.0: secrets, how they lie in the database, and signatures.

HMAC-SHA256 (``v1``, secret ``whsec_…``) and Ed25519 (``v1a``, public key ``whpk_…``) sign the same
bytes: ``id.timestamp.body``. In the database both secrets are encrypted with a key derived from
``SECRET_KEY``: who reads a stolen dump or backup cannot forge our webhooks.
"""

import hashlib
import hmac
import os
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_LENGTH = 32  # bytes of each secret
_INFO = b"bantin.deliver.channels.webhook"


@dataclass(frozen=True, slots=True)
class Secrets:
    """The two secrets of a key."""

    symmetric: bytes
    private: bytes

    @property
    def whsec(self) -> str:
        """What the receiver needs to verify ``v1``; it is secret."""
        return f"whsec_{b64encode(self.symmetric).decode()}"

    @property
    def whpk(self) -> str:
        """What anybody needs to verify ``v1a``."""
        public = _private(self.private).public_key().public_bytes_raw()
        return f"whpk_{b64encode(public).decode()}"


def make() -> Secrets:
    """New secrets from the system's randomness."""
    return Secrets(os.urandom(_LENGTH), os.urandom(_LENGTH))


def seal(secrets: Secrets) -> bytes:
    """As they lie in the database."""
    return _safe().encrypt(secrets.symmetric + secrets.private)


def unseal(sealed: bytes) -> Secrets:
    """From the database.

    Raises:
        cryptography.fernet.InvalidToken: ``SECRET_KEY`` is another one than when they were made.
    """
    both = _safe().decrypt(sealed)
    return Secrets(both[:_LENGTH], both[_LENGTH:])


def signatures(secrets: Iterable[Secrets], *, id: str, timestamp: int, body: bytes) -> str:
    """The header ``webhook-signature``: both kinds for each key, the present key first."""
    signed = f"{id}.{timestamp}.".encode() + body
    parts = []
    for one in secrets:
        mac = hmac.digest(one.symmetric, signed, hashlib.sha256)
        parts.append(f"v1,{b64encode(mac).decode()}")
        parts.append(f"v1a,{b64encode(_private(one.private).sign(signed)).decode()}")
    return " ".join(parts)


def public_bytes(whpk: str) -> bytes:
    """The raw public key in a ``whpk_…``."""
    return b64decode(whpk.removeprefix("whpk_"))


@lru_cache(maxsize=4096)
def _private(raw: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(raw)


def _safe() -> MultiFernet:
    return _safe_of((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=2)
def _safe_of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet(Fernet(_derived(key)) for key in keys)


def _derived(key: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO).derive(key.encode())
    return urlsafe_b64encode(derived)
