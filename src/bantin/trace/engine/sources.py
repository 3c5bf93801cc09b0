"""Read editions and items: JSON lines, CSV, either of them gzipped, or a folder of files.

A line that cannot be used becomes a ``Refused`` and the rest goes on. Lines are read in bounded
pieces, so a line of any length costs no more memory than the limit.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser
from pathlib import Path
from typing import IO, Any, cast

from .model import Edition, Item

SUFFIXES = (".txt", ".html", ".htm")
_CHUNK = 1 << 20
_BYTES_PER_POINT = 6
"""Most bytes of one code point in JSON: an escape such as \\u1ea5."""
_IDS = ("id", "rid", "aid")
_INLINE = frozenset((
    "a", "abbr", "b", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span", "strong",
    "sub", "sup", "time", "u", "wbr",
))  # fmt: skip
_SILENT = frozenset(("script", "style", "title", "template", "noscript", "head"))


class Why(StrEnum):
    """Why a line or file was refused."""

    ENCODING = "encoding"
    SYNTAX = "syntax"
    FIELDS = "fields"
    LENGTH = "length"
    BROKEN = "broken"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Refused:
    """A line (or file) that was left out, with the reason; ``detail`` is for people."""

    where: str
    why: Why
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one line, and where it stood."""

    where: str
    fields: dict[str, Any]


Watch = Callable[[int], None]
"""Told how many bytes of the source have been read."""


def editions(path: Path, *, max_text: int) -> Iterator[Edition | Refused]:
    """The editions of a source; an id that came before is refused."""
    known: set[str] = set()
    for record in records(path, max_text=max_text):
        edition = record if isinstance(record, Refused) else _edition(record, max_text)
        if isinstance(edition, Edition):
            if edition.id in known:
                where = record.where
                yield Refused(where, Why.TWICE, edition.id)
                continue
            known.add(edition.id)
        yield edition


def items(path: Path, *, max_text: int, watch: Watch | None = None) -> Iterator[Item | Refused]:
    """The items of a source."""
    for record in records(path, max_text=max_text, watch=watch):
        yield record if isinstance(record, Refused) else _item(record, max_text)


def records(path: Path, *, max_text: int, watch: Watch | None = None) -> Iterator[Record | Refused]:
    """The lines of a file or the files of a folder.

    Raises:
        OSError: the source cannot be opened.
    """
    if path.is_dir():
        yield from _folder(path, max_text, watch)
        return
    with path.open("rb") as raw:
        packed = path.suffix == ".gz"
        stream = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if packed else raw
        name = path.stem if packed else path.name
        rows = _csv if name.lower().endswith(".csv") else _json
        try:
            for record in rows(stream, max_text * _BYTES_PER_POINT):
                if watch is not None:
                    watch(raw.tell())
                yield record
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            yield Refused(path.name, Why.BROKEN, str(error))


def _json(stream: IO[bytes], limit: int) -> Iterator[Record | Refused]:
    for number, line in _lines(stream, limit):
        if line is None:
            yield Refused(str(number), Why.LENGTH)
        elif line.strip():
            yield _parsed(str(number), line)


def _lines(stream: IO[bytes], limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None for one longer than ``limit``, which is skipped in pieces."""
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) > limit and not line.endswith(b"\n"):
            while (rest := stream.readline(_CHUNK)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        else:
            yield number, line


def _parsed(where: str, line: bytes) -> Record | Refused:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Refused(where, Why.ENCODING, str(error.start))
    except (ValueError, RecursionError) as error:
        return Refused(where, Why.SYNTAX, str(error)[:200])
    if not isinstance(fields, dict):
        return Refused(where, Why.FIELDS, "id, text")
    return Record(where, fields)


def _csv(stream: IO[bytes], limit: int) -> Iterator[Record | Refused]:
    """Rows of a CSV file with a heading; quoted fields may hold line breaks."""
    csv.field_size_limit(limit)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    try:
        yield from _rows(csv.DictReader(text))
    finally:
        text.detach()


def _rows(rows: csv.DictReader[str]) -> Iterator[Record | Refused]:
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            why = Why.LENGTH if "field larger" in str(error) else Why.SYNTAX
            yield Refused(str(rows.line_num), why, str(error))
            continue
        where = str(rows.line_num)
        fields = {key: value for key, value in row.items() if key is not None and value is not None}
        if any(_undecoded(value) for value in fields.values()):
            yield Refused(where, Why.ENCODING)
        else:
            yield Record(where, fields)


def _undecoded(value: object) -> bool:
    return isinstance(value, str) and any("\udc80" <= char <= "\udcff" for char in value)


def _folder(path: Path, max_text: int, watch: Watch | None) -> Iterator[Record | Refused]:
    done = 0
    for file in sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file()):
        where = file.relative_to(path).as_posix()
        size = file.stat().st_size
        done += size
        yield _file(file, where) if size <= 4 * max_text else Refused(where, Why.LENGTH)
        if watch is not None:
            watch(done)


def _file(file: Path, where: str) -> Record | Refused:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Refused(where, Why.ENCODING, str(error.start))
    if file.suffix.lower() == ".txt":
        return Record(where, {"id": where, "text": text})
    return Record(where, {"id": where, "text": text_of(text)})


def text_of(html: str) -> str:
    """The words of a page, one line for each block; scripts, styles and the head left out."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)


class _Words(HTMLParser):
    """Collects what a reader would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in _SILENT
        if tag not in _INLINE:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self.silent:
            self.silent -= 1
        if tag not in _INLINE:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data.replace("\n", " "))


def _edition(record: Record, max_text: int) -> Edition | Refused:
    common = _common(record, max_text)
    if isinstance(common, Refused):
        return common
    name, text, title = common
    family = record.fields.get("family")
    try:
        version = int(record.fields.get("version") or 1)
    except (TypeError, ValueError):
        return Refused(record.where, Why.FIELDS, "version")
    return Edition(name, text, title, family if isinstance(family, str) else "", version)


def _item(record: Record, max_text: int) -> Item | Refused:
    common = _common(record, max_text)
    return common if isinstance(common, Refused) else Item(*common)


def _common(record: Record, max_text: int) -> tuple[str, str, str] | Refused:
    """Id, text and title, checked."""
    fields = record.fields
    given = next((fields[name] for name in _IDS if fields.get(name) not in (None, "")), None)
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)
    values = {"id": given, "text": fields.get("text"), "title": fields.get("title") or ""}
    missing = [name for name, value in values.items() if not isinstance(value, str)]
    if missing:
        return Refused(record.where, Why.FIELDS, ", ".join(missing))
    name, text, title = (cast("str", value) for value in values.values())
    if len(text) + len(title) > max_text:
        return Refused(record.where, Why.LENGTH)
    return name, text, title
