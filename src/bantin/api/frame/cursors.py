"""Where a reader stopped, as a word that means nothing to them and can be kept for ever.

A cursor is made of what never changes: a place in the ledger with the beginning of that edition's
fingerprint, or an instant with a place. Nothing is stored, nothing expires, and no secret of ours
is needed to read one: a new ``SECRET_KEY`` changes nothing.
"""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

PATTERN = "^[A-Za-z0-9_-]{1,60}$"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE, _POINT = b"\x01", b"\x02"
_PLACE_FORM, _POINT_FORM = ">q8s", ">qq"


class UnknownCursor(ValueError):
    """We never gave this out."""


class Place(NamedTuple):
    """An entry of the ledger, by its number and the beginning of the edition's SHA-256."""

    entry: int
    fingerprint: str  # 16 hexadecimal digits


class Point(NamedTuple):
    """A place in a list that is sorted by instant and then by number."""

    at: datetime
    entry: int


def of_place(place: Place) -> str:
    """The cursor behind an entry of the ledger."""
    fingerprint = bytes.fromhex(place.fingerprint[:16])
    return _written(_PLACE + struct.pack(_PLACE_FORM, place.entry, fingerprint))


def of_point(point: Point) -> str:
    """The cursor behind a row of a list."""
    microseconds = (point.at - _EPOCH) // timedelta(microseconds=1)
    return _written(_POINT + struct.pack(_POINT_FORM, microseconds, point.entry))


def beginning() -> str:
    """The cursor before everything."""
    return _written(_PLACE)


def place(cursor: str) -> Place | None:
    """The entry that a cursor points behind; None for the beginning.

    Raises:
        UnknownCursor: it is none of ours.
    """
    data = _read(cursor, _PLACE)
    if not data:
        return None
    entry, fingerprint = _unpacked(_PLACE_FORM, data)
    return Place(entry, fingerprint.hex())


def point(cursor: str) -> Point:
    """The row that a cursor points behind.

    Raises:
        UnknownCursor: it is none of ours.
    """
    microseconds, entry = _unpacked(_POINT_FORM, _read(cursor, _POINT))
    try:
        return Point(_EPOCH + timedelta(microseconds=microseconds), entry)
    except OverflowError as error:
        raise UnknownCursor from error


def _written(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _read(cursor: str, kind: bytes) -> bytes:
    try:
        data = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except ValueError as error:
        raise UnknownCursor from error
    if data[:1] != kind or _written(data) != cursor:
        raise UnknownCursor
    return data[1:]


def _unpacked(form: str, data: bytes) -> tuple[Any, ...]:
    try:
        found = struct.unpack(form, data)
    except struct.error as error:
        raise UnknownCursor from error
    if any(isinstance(number, int) and number < 0 for number in found):
        raise UnknownCursor
    return found
