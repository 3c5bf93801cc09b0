"""An index in one file (see ``archive``): texts packed, everything else mapped into memory."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import asdict, fields
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


def save(
    path: Path,
    editions: Sequence[Edition],
    segments: Sequence[Segment],
    learned: Background,
    options: Options,
) -> None:
    """Write the editions, in the order of the segments, and all tables."""
    texts = [edition.text.encode("utf-8", "surrogatepass") for edition in editions]
    arrays: list[NDArray[Any]] = [
        np.frombuffer(zlib.compress(b"".join(texts), _PACKING), dtype=np.uint8),
        np.array([len(text) for text in texts], dtype=np.int64),
        learned.key,
        learned.count,
    ]
    for segment in segments:
        arrays.extend(getattr(segment, name) for name in _TABLES)
    header = {
        "options": asdict(options),
        "editions": [
            [edition.id, edition.title, edition.family, edition.version] for edition in editions
        ],
        "documents": learned.documents,
        "segments": [len(segment.ids) for segment in segments],
    }
    archive.write(path, MAGIC, VERSION, header, arrays)


def load(path: Path) -> tuple[list[Edition], list[Segment], Background, Options]:
    """What ``save`` wrote.

    Raises:
        IndexDamaged: with what is wrong and what to do.
    """
    try:
        header, arrays = archive.read(path, MAGIC, VERSION)
        return _parsed(header, arrays)
    except archive.Damaged as error:
        raise _damaged(path, str(error)) from error
    except (ValueError, KeyError, TypeError, IndexError, zlib.error) as error:
        raise _damaged(path, "its contents do not fit together") from error


def _parsed(
    header: dict[str, Any], arrays: list[NDArray[Any]]
) -> tuple[list[Edition], list[Segment], Background, Options]:
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
