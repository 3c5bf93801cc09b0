"""Detached JSON Web Signatures over unencoded bytes (RFC 7515, 7797, 8037). No Django."""

import base64
import binascii
import hashlib
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class Malformed(ValueError):
    """The text is not a signature of the kind that Bantin makes."""


def encode(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes of unpadded base64url.

    Raises:
        Malformed: it is not.
    """
    if "=" in text or "+" in text or "/" in text:
        raise Malformed(text[:80])
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed(text[:80]) from error


def public_jwk(public: bytes) -> dict[str, str]:
    """An Ed25519 public key as a JWK, its ``kid`` the thumbprint of RFC 7638."""
    jwk = {"crv": "Ed25519", "kty": "OKP", "x": encode(public)}
    canonical = json.dumps(jwk, separators=(",", ":"), sort_keys=True).encode()
    return {**jwk, "kid": encode(hashlib.sha256(canonical).digest()), "alg": "EdDSA", "use": "sig"}


def raw_public(jwk: dict[str, Any]) -> bytes:
    """The 32 bytes of an Ed25519 JWK.

    Raises:
        Malformed: it is another kind of key.
    """
    if jwk.get("kty") != "OKP" or jwk.get("crv") != "Ed25519" or not isinstance(jwk.get("x"), str):
        raise Malformed(str(jwk)[:80])
    public = decode(jwk["x"])
    if len(public) != 32:
        raise Malformed(jwk["x"])
    return public


def sign(payload: bytes, key: Ed25519PrivateKey) -> str:
    """The detached compact signature of ``payload``: ``header..signature``."""
    kid = public_jwk(key.public_key().public_bytes_raw())["kid"]
    header = {"alg": "EdDSA", "b64": False, "crit": ["b64"], "kid": kid}
    protected = encode(json.dumps(header, separators=(",", ":")).encode())
    return f"{protected}..{encode(key.sign(protected.encode() + b'.' + payload))}"


def header_of(signature: str) -> dict[str, Any]:
    """The protected header.

    Raises:
        Malformed: it is no detached EdDSA signature over unencoded bytes.
    """
    parts = signature.strip().split(".")
    if len(parts) != 3 or parts[1]:
        raise Malformed(signature[:80])
    try:
        header = json.loads(decode(parts[0]))
    except ValueError as error:
        raise Malformed(signature[:80]) from error
    asked = ("EdDSA", False, ["b64"])
    if not isinstance(header, dict) or (
        (header.get("alg"), header.get("b64"), header.get("crit")) != asked
    ):
        raise Malformed(str(header)[:80])
    return header


def verify(payload: bytes, signature: str, public: bytes) -> bool:
    """Whether the key ``public`` signed ``payload``.

    Raises:
        Malformed: the signature is not one of ours at all.
    """
    header_of(signature)
    protected, _, value = signature.strip().split(".")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(
            decode(value), protected.encode() + b"." + payload
        )
    except InvalidSignature:
        return False
    return True
