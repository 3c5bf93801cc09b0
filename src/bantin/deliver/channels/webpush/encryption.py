"""Message encryption for Web Push (RFC 8291): aes128gcm (RFC 8188) in one record.

Only the browser that gave its keys can read the message; the push service in between cannot.
"""

import hmac
import os
from base64 import urlsafe_b64decode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from bantin.deliver.channels.webpush.keys import point

RECORD = 4096
LARGEST = RECORD - 86 - 17  # what fits after the header, the end mark and the tag


def encrypt(
    text: bytes,
    *,
    p256dh: str,
    auth: str,
    private: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """``text`` as the body of a push message. Key and salt are new for each message.

    Raises:
        ValueError: the browser's keys are no keys, or the text is too long.
    """
    if len(text) > LARGEST:
        raise ValueError(f"{len(text)} bytes do not fit into a push message")
    theirs, secret = keys_of(p256dh, auth)
    ours = private or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(16)
    mine, yours = point(ours.public_key()), point(theirs)
    info = b"WebPush: info\0" + yours + mine
    shared = HKDF(hashes.SHA256(), 32, secret, info).derive(ours.exchange(ec.ECDH(), theirs))
    cipher, nonce = _derived(shared, salt)
    sealed = AESGCM(cipher).encrypt(nonce, text + b"\x02", None)
    return salt + RECORD.to_bytes(4, "big") + bytes([len(mine)]) + mine + sealed


def keys_of(p256dh: str, auth: str) -> tuple[ec.EllipticCurvePublicKey, bytes]:
    """The browser's public key and secret.

    Raises:
        ValueError: they are no keys.
    """
    public, secret = _bytes(p256dh), _bytes(auth)
    if len(secret) != 16 or len(public) != 65:
        raise ValueError("not the keys of a browser")
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public), secret


def _derived(shared: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """The content key and the nonce (RFC 8188)."""
    first = hmac.digest(salt, shared, "sha256")
    cipher = HKDFExpand(hashes.SHA256(), 16, b"Content-Encoding: aes128gcm\0").derive(first)
    return cipher, HKDFExpand(hashes.SHA256(), 12, b"Content-Encoding: nonce\0").derive(first)


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
