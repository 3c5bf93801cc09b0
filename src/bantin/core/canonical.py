"""Canonical JSON (RFC 8785): one value, one sequence of bytes, on every machine."""

import hashlib
from typing import Any

import rfc8785

_NOT_JSON = (rfc8785.CanonicalizationError, TypeError, ValueError)


def canonical_bytes(value: Any) -> bytes:
    """Serialise ``value`` by RFC 8785 (JCS).

    Raises:
        ValueError: ``value`` has something that JSON cannot carry exactly, such as NaN, an integer
            beyond 2**53, or half of a surrogate pair.
    """
    try:
        return bytes(rfc8785.dumps(value))
    except _NOT_JSON as error:
        raise ValueError(str(error)) from error


def sha256_hex(data: bytes) -> str:
    """SHA-256 of ``data`` as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
