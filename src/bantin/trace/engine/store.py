"""An index in one file (see ``archive``): texts packed, everything else mapped into memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import archive
from .background import Background
from .errors import IndexDamaged
from .model import Edition
from .options import Options
from .segment import Segment

MAGIC = b"BANTINTRACE"
VERSION = 2
_PACKING = 6
_TABLES = tuple(field.name for field in fields(Segment) if field.name not in ("ids", "releases"))


@dataclass(frozen=True, slots=True)
class Contents:
    """An index as it is written: the editions in the order of the segments."""

    editions: Sequence[Edition]
    segments: Sequence[Segment]
    background: Background
    options: Options


def save(path: Path, contents: Contents) -> None:
    """Write an index, whole or not at all."""
    archive.write(path, MAGIC, VERSION, *_tables(contents))


def to_bytes(contents: Contents) -> bytes:
    """What ``save`` writes."""
    return b"".join(archive.parts(MAGIC, VERSION, *_tables(contents)))


def load(path: Path) -> Contents:
    """What ``save`` wrote.

    Raises:
        IndexDamaged: with what is wrong and what to do.
    """
    with _named(path.name):
        return _parsed(*archive.read(path, MAGIC, VERSION))


def from_bytes(data: memoryview) -> Contents:
    """What ``to_bytes`` gave.

    Raises:
        IndexDamaged: with what is wrong and what to do.
    """
    with _named("in memory"):
        return _parsed(*archive.parse(data, MAGIC, VERSION))


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Say of which index it is that it cannot be used."""
    try:
        yield
    except archive.Damaged as error:
        raise _damaged(name, str(error)) from error
    except (ValueError, KeyError, TypeError, IndexError, zlib.error) as error:
        raise _damaged(name, "its contents do not fit together") from error


def _tables(contents: Contents) -> tuple[dict[str, Any], list[NDArray[Any]]]:
    """The header and the arrays of an index."""
    texts = [edition.text.encode("utf-8", "surrogatepass") for edition in contents.editions]
    arrays: list[NDArray[Any]] = [
        np.frombuffer(zlib.compress(b"".join(texts), _PACKING), dtype=np.uint8),
        np.array([len(text) for text in texts], dtype=np.int64),
        contents.background.key,
        contents.background.count,
    ]
    for segment in contents.segments:
        arrays.extend(getattr(segment, name) for name in _TABLES)
    header = {
        "options": asdict(contents.options),
        "editions": [
            [edition.id, edition.title, edition.family, edition.version]
            for edition in contents.editions
        ],
        "documents": contents.background.documents,
        "segments": [len(segment.ids) for segment in contents.segments],
    }
    return header, arrays


def _parsed(header: dict[str, Any], arrays: list[NDArray[Any]]) -> Contents:
    packed, sizes, key, counts, *tables = arrays
    editions = _editions(header["editions"], zlib.decompress(packed.tobytes()), sizes.tolist())
    segments = []
    begin = 0
    for number, length in enumerate(header["segments"]):
        part = editions[begin : begin + length]
        begin += length
        own = tables[number * len(_TABLES) : (number + 1) * len(_TABLES)]
        named: dict[str, Any] = dict(zip(_TABLES, own, strict=True))
        segments.append(
            Segment(
                ids=tuple(edition.id for edition in part),
                releases=tuple(edition.release for edition in part),
                **named,
            )
        )
    options = Options(**header["options"])
    return Contents(editions, segments, Background(key, counts, header["documents"]), options)


def _editions(rows: list[list[Any]], raw: bytes, sizes: list[int]) -> list[Edition]:
    editions = []
    at = 0
    for (name, title, family, version), size in zip(rows, sizes, strict=True):
        text = raw[at : at + size].decode("utf-8", "surrogatepass")
        editions.append(Edition(name, text, title, family, version))
        at += size
    return editions


def _damaged(name: str, why: str) -> IndexDamaged:
    return IndexDamaged(
        f"The index {name} cannot be used: {why}. Build it again from the editions."
    )
