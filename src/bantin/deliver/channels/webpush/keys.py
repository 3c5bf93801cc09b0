"""The key by which push services know the office (VAPID, RFC 8292): P-256, in ``KEY_ROOT``.

Browsers bind their consent to its public half: with another key every browser has to ask anew. So
there is no rotation, and the key belongs into every backup.
"""

import stat
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.conf import settings

from bantin.core.canonical import canonical_bytes
from bantin.core.files import make_folder, write_durably
from bantin.publish.record.errors import KeyExposed, KeyUnreadable, NoKey

FILE = "vapid.pem"
HOURS = 12 * 3600  # a token's life; push services take at most a day


@dataclass(frozen=True)
class PushKey:
    """The private key and its public half as browsers want it."""

    private: ec.EllipticCurvePrivateKey
    public: str  # uncompressed point, base64url


def create(root: Path) -> PushKey:
    """Make the key; where there is one already, nothing changes.

    Raises:
        KeyExposed, KeyUnreadable: there is one that cannot be used.
    """
    path = root / FILE
    if not path.exists():
        make_folder(root)
        private = ec.generate_private_key(ec.SECP256R1())
        pem = private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        write_durably(path, pem)
    return current(root)


def current(root: Path) -> PushKey:
    """The key that signs now.

    Raises:
        NoKey: there is none.
        KeyExposed: others than its owner may read it.
        KeyUnreadable: it is damaged.
    """
    path = root / FILE
    if not path.is_file():
        raise NoKey(folder=root)
    for private in (root, path):
        if stat.S_IMODE(private.stat().st_mode) & 0o077:
            raise KeyExposed(path=private)
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise KeyUnreadable(path=path, error=error) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise KeyUnreadable(path=path, error="not P-256")
    return PushKey(key, b64(point(key.public_key())))


def authorization(url: str, root: Path, *, now: float | None = None) -> str:
    """The ``Authorization`` header for a push address: who sends, and until when it holds.

    One token serves all browsers of a push service for an hour, because a signature costs more
    than everything else in a message.
    """
    parts = urlsplit(url)
    hour = int((time.time() if now is None else now) // 3600)
    return _authorization(f"{parts.scheme}://{parts.netloc}", root, hour)


@lru_cache(maxsize=256)
def _authorization(origin: str, root: Path, hour: int) -> str:
    key = current(root)
    claims = {"aud": origin, "exp": hour * 3600 + HOURS, "sub": _subject()}
    header = {"alg": "ES256", "typ": "JWT"}
    signed = f"{b64(canonical_bytes(header))}.{b64(canonical_bytes(claims))}"
    r, s = decode_dss_signature(key.private.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = b64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature}, k={key.public}"


def _subject() -> str:
    """Whom a push service can write to about us."""
    return f"mailto:{settings.MAIL_FROM}"


def key_of(address: str) -> str:
    """The key of a browser: what makes two push addresses the same one."""
    return sha256(address.encode()).hexdigest()


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as 65 bytes."""
    return key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def b64(data: bytes) -> str:
    """base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
