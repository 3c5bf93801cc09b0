"""An index in one file: magic, length of the header, header (JSON), arrays, checksum.

The arrays are mapped into memory, not read. The checksum (BLAKE2b over everything before it)
is verified when the file is opened.
"""

from __future__ import annotations

import json
import mmap
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .background import Background
from .errors import IndexDamaged
from .model import Edition
from .options import Options
from .segment import Segment

MAGIC = b"BANTINTRACE"
VERSION = 1
_ALIGN = 16
_CHECKSUM = 32
_CHUNK = 1 << 24
_NOT_ARRAYS = ("ids", "releases", "bitmap_shift", "bucket_shift")
_ARRAYS = tuple(field.name for field in fields(Segment) if field.name not in _NOT_ARRAYS)


def save(
    path: Path,
    editions: Sequence[Edition],
    segments: Sequence[Segment],
    learned: Background,
    options: Options,
) -> None:
    """Write beside ``path`` and rename, so that a reader never sees half a file."""
    texts = [edition.text.encode("utf-8", "surrogatepass") for edition in editions]
    arrays: list[NDArray[Any]] = [
        np.frombuffer(b"".join(texts), dtype=np.uint8),
        np.array([len(text) for text in texts], dtype=np.int64),
        learned.key,
        learned.count,
    ]
    for segment in segments:
        arrays.extend(getattr(segment, name) for name in _ARRAYS)
    header = {
        "options": asdict(options),
        "editions": [
            [edition.id, edition.title, edition.family, edition.version] for edition in editions
        ],
        "documents": learned.documents,
        "segments": [
            [len(segment.ids), segment.bitmap_shift, segment.bucket_shift] for segment in segments
        ],
        "arrays": [[array.dtype.str, array.size] for array in arrays],
    }
    _write(path, json.dumps(header).encode(), arrays)


def load(path: Path) -> tuple[list[Edition], list[Segment], Background, Options]:
    """What ``save`` wrote.

    Raises:
        IndexDamaged: with what is wrong and what to do.
    """
    data = _mapped(path)
    try:
        return _parsed(data)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise _damaged(path, "its contents do not fit together") from error


def _write(path: Path, header: bytes, arrays: Sequence[NDArray[Any]]) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            digest = blake2b(digest_size=_CHECKSUM)
            for part in _parts(header, arrays):
                digest.update(part)
                file.write(part)
            file.write(digest.digest())
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _parts(header: bytes, arrays: Sequence[NDArray[Any]]) -> Iterator[bytes]:
    lead = MAGIC + bytes((VERSION,)) + len(header).to_bytes(8, "little") + header
    yield lead + b"\0" * (-len(lead) % _ALIGN)
    for array in arrays:
        raw = np.ascontiguousarray(array).tobytes()
        yield raw + b"\0" * (-len(raw) % _ALIGN)


def _mapped(path: Path) -> memoryview:
    """The file's contents without the checksum, after checking it."""
    try:
        with path.open("rb") as file:
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except ValueError as error:
        raise _damaged(path, "it is empty") from error
    if bytes(data[: len(MAGIC)]) != MAGIC:
        raise _damaged(path, "it is not an index of Bantin")
    if len(data) <= len(MAGIC) or data[len(MAGIC)] != VERSION:
        raise _damaged(path, f"its format is not version {VERSION}")
    digest = blake2b(digest_size=_CHECKSUM)
    body = data[:-_CHECKSUM]
    for at in range(0, len(body), _CHUNK):
        digest.update(body[at : at + _CHUNK])
    if digest.digest() != bytes(data[-_CHECKSUM:]):
        raise _damaged(path, "its checksum is wrong")
    return body


def _parsed(data: memoryview) -> tuple[list[Edition], list[Segment], Background, Options]:
    at = len(MAGIC) + 1
    size = int.from_bytes(data[at : at + 8], "little")
    header = json.loads(bytes(data[at + 8 : at + 8 + size]))
    at += 8 + size
    arrays: list[NDArray[Any]] = []
    for kind, count in header["arrays"]:
        at += -at % _ALIGN
        array = np.frombuffer(data, dtype=np.dtype(kind), count=count, offset=at)
        arrays.append(array)
        at += array.nbytes
    raw, sizes, key, counts, *columns = arrays
    editions = _editions(header["editions"], raw.tobytes(), sizes.tolist())
    segments = []
    begin = 0
    for number, (length, bitmap_shift, bucket_shift) in enumerate(header["segments"]):
        part = editions[begin : begin + length]
        begin += length
        own = columns[number * len(_ARRAYS) : (number + 1) * len(_ARRAYS)]
        named: dict[str, Any] = dict(zip(_ARRAYS, own, strict=True))
        segments.append(
            Segment(
                ids=tuple(edition.id for edition in part),
                releases=tuple(edition.release for edition in part),
                bitmap_shift=bitmap_shift,
                bucket_shift=bucket_shift,
                **named,
            )
        )
    options = Options(**header["options"])
    return editions, segments, Background(key, counts, header["documents"]), options


def _editions(rows: list[list[Any]], raw: bytes, sizes: list[int]) -> list[Edition]:
    editions = []
    at = 0
    for (name, title, family, version), size in zip(rows, sizes, strict=True):
        text = raw[at : at + size].decode("utf-8", "surrogatepass")
        editions.append(Edition(name, text, title, family, version))
        at += size
    return editions


def _damaged(path: Path, why: str) -> IndexDamaged:
    return IndexDamaged(
        f"The index {path.name} cannot be used: {why}. Build it again from the editions."
    )
