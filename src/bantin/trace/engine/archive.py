"""One file of a JSON header and arrays: magic, version, length of the header, both, checksum.

The arrays are mapped into memory, not read. The checksum (BLAKE2b over everything before it)
is verified when the file is opened.
"""

from __future__ import annotations

import json
import mmap
import os
import tempfile
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ALIGN = 16
_CHECKSUM = 32
_CHUNK = 1 << 24


class Damaged(ValueError):
    """What is wrong with a file, in words; the caller says what to do."""


def write(
    path: Path, magic: bytes, version: int, header: dict[str, Any], arrays: Sequence[NDArray[Any]]
) -> None:
    """Write beside ``path`` and rename, so that a reader never sees half a file."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            for part in parts(magic, version, header, arrays):
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def parts(
    magic: bytes, version: int, header: dict[str, Any], arrays: Sequence[NDArray[Any]]
) -> Iterator[bytes]:
    """What ``write`` writes, piece by piece."""
    lead = json.dumps({**header, "arrays": [[a.dtype.str, a.size] for a in arrays]}).encode()
    digest = blake2b(digest_size=_CHECKSUM)
    for part in _unsigned(magic + bytes((version,)), lead, arrays):
        digest.update(part)
        yield part
    yield digest.digest()


def read(path: Path, magic: bytes, version: int) -> tuple[dict[str, Any], list[NDArray[Any]]]:
    """The header and the arrays that ``write`` wrote; the arrays cannot be written to.

    Raises:
        Damaged: the file is empty, foreign, of another version, or not as it was written.
    """
    with path.open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            raise Damaged("it is empty")
        data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    return parse(data, magic, version)


def parse(
    data: memoryview, magic: bytes, version: int
) -> tuple[dict[str, Any], list[NDArray[Any]]]:
    """The same of contents in memory; the arrays share it.

    Raises:
        Damaged: as ``read``.
    """
    body = _checked(data, magic, version)
    try:
        return _parsed(body, len(magic) + 1)
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged("its contents do not fit together") from error


def _unsigned(lead: bytes, header: bytes, arrays: Sequence[NDArray[Any]]) -> Iterator[bytes]:
    begin = lead + len(header).to_bytes(8, "little") + header
    yield begin + b"\0" * (-len(begin) % _ALIGN)
    for array in arrays:
        raw = np.ascontiguousarray(array).tobytes()
        yield raw + b"\0" * (-len(raw) % _ALIGN)


def _checked(data: memoryview, magic: bytes, version: int) -> memoryview:
    """The contents without the checksum, after checking it."""
    if bytes(data[: len(magic)]) != magic:
        raise Damaged("it is another kind of file")
    if len(data) <= len(magic) or data[len(magic)] != version:
        raise Damaged(f"its format is not version {version}")
    digest = blake2b(digest_size=_CHECKSUM)
    body = data[:-_CHECKSUM]
    for at in range(0, len(body), _CHUNK):
        digest.update(body[at : at + _CHUNK])
    if digest.digest() != bytes(data[-_CHECKSUM:]):
        raise Damaged("its checksum is wrong")
    return body


def _parsed(data: memoryview, at: int) -> tuple[dict[str, Any], list[NDArray[Any]]]:
    size = int.from_bytes(data[at : at + 8], "little")
    header = json.loads(bytes(data[at + 8 : at + 8 + size]))
    at += 8 + size
    arrays: list[NDArray[Any]] = []
    for kind, count in header["arrays"]:
        at += -at % _ALIGN
        array = np.frombuffer(data, dtype=np.dtype(kind), count=count, offset=at)
        arrays.append(array)
        at += array.nbytes
    return header, arrays
