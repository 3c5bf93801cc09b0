"""Rows from a file: JSON lines, or a table with a header line."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from bantin.core.folding import fold
from bantin.trace.coverage.errors import BrokenJSON, BrokenRow, BrokenText, NotATable, RowRefused
from bantin.trace.coverage.reading import COLUMNS, Found, RawRow
from bantin.trace.coverage.reading.encodings import decode
from bantin.trace.coverage.reading.feeds import rows_of_feed

_LONGEST_FIELD = 64 * 2**20
_ALIASES = {
    "link": "url",
    "address": "url",
    "dia chi": "url",
    "duong dan": "url",
    "co quan bao chi": "outlet",
    "bao": "outlet",
    "tieu de": "title",
    "ten tin bai": "title",
    "date": "published",
    "ngay dang": "published",
    "ngay phat": "published",
    "tac gia": "author",
    "loai hinh": "medium",
    "the loai": "form",
    "noi dung": "text",
}


def rows_of_file(body: bytes, source: str) -> Found:
    """Read ``body`` as JSON lines, a JSON list, CSV with any of ``, ; tab |``, or a saved feed.

    Raises:
        NotATable: it is none of these.
    """
    start = body[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")[:5]
    if start.startswith((b"<?xml", b"<rss", b"<feed")):
        return rows_of_feed(body, source)
    if start.startswith((b"PK", b"\xd0\xcf", b"%PDF", b"<")):
        raise _not_a_table(source, start.decode("latin-1"))
    text = decode(body)
    if start.startswith((b"{", b"[")):
        return _from_json(text)
    return _from_table(text, source)


def _not_a_table(source: str, why: str) -> NotATable:
    return NotATable(source=source[:200], why=why[:80], columns=", ".join(COLUMNS))


def _column(name: Any) -> str:
    folded = fold(str(name or "")).strip()
    return _ALIASES.get(folded, folded)


def _from_table(text: str, source: str) -> Found:
    csv.field_size_limit(_LONGEST_FIELD)
    header_line = text.partition("\n")[0]
    delimiter = max(",;\t|", key=lambda sign: _known_columns(header_line, sign))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [_column(name) for name in next(reader, [])]
    if not {"title", "text"} & set(header):
        raise _not_a_table(source, header_line.strip())
    rows = list(_table_rows(reader, header))
    ignored = tuple(name for name in header if name and name not in COLUMNS)
    return Found(rows, ignored)


def _known_columns(line: str, delimiter: str) -> int:
    names = next(csv.reader([line], delimiter=delimiter), [])
    return sum(_column(name) in COLUMNS for name in names)


def _table_rows(reader: Iterator[list[str]], header: list[str]) -> Iterator[RawRow]:
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield RawRow(number, {}, BrokenRow(why=str(error)))
            continue
        if any(cell.strip() for cell in cells):
            values = {n: c for n, c in zip(header, cells, strict=False) if n in COLUMNS}
            yield RawRow(number, values, _broken_text(cells))


def _broken_text(cells: list[str]) -> RowRefused | None:
    for cell in cells:
        try:
            cell.encode("utf-8")
        except UnicodeEncodeError as error:
            return BrokenText(before=cell[max(0, error.start - 30) : error.start])
    return None


def _from_json(text: str) -> Found:
    if text.lstrip("\ufeff \t\r\n").startswith("["):
        return _from_list(text)
    lines = enumerate(text.split("\n"), start=1)
    return _of_objects((number, _parse(line)) for number, line in lines if line.strip())


def _from_list(text: str) -> Found:
    value = _parse(text)
    if isinstance(value, RowRefused):
        return Found([RawRow(1, {}, value)])
    return _of_objects(enumerate(value, start=1))


def _of_objects(values: Iterator[tuple[int, Any]]) -> Found:
    rows, ignored = [], set()
    for number, value in values:
        if isinstance(value, RowRefused):
            rows.append(RawRow(number, {}, value))
        elif not isinstance(value, dict):
            rows.append(RawRow(number, {}, BrokenJSON(why=type(value).__name__)))
        else:
            named = {_column(name): cell for name, cell in value.items()}
            ignored |= named.keys() - set(COLUMNS)
            rows.append(RawRow(number, {n: named[n] for n in COLUMNS if n in named}))
    return Found(rows, tuple(sorted(ignored)))


def _parse(line: str) -> Any:
    broken = _broken_text([line])
    if broken:
        return broken
    try:
        return json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        return BrokenJSON(why=str(error)[:120])
