"""From what somebody sent to text: whatever is risky happens in a process of its own."""

import codecs
import unicodedata

from bantin.trace.coverage.reading.encodings import decode
from bantin.trace.official.errors import (
    NoTextInside,
    NothingSent,
    TooLong,
    TooShort,
    UnknownFile,
)
from bantin.trace.official.reading import bounded, pictures
from bantin.trace.official.words import words

MOST_CHARACTERS = 60_000
FEWEST_WORDS = 6
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8")
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml", b"<!--")
_TEXT_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text_to_compare(pasted: str, file: bytes | None = None) -> str:
    """What is compared: the text of a file where there is one, else what was pasted.

    Raises:
        CannotCompare: why there is nothing to compare, and what to do.
    """
    text = text_of(file) if file else bounded_text(pasted)
    count = len(words(text))
    if not count:
        raise NothingSent
    if count < FEWEST_WORDS:
        raise TooShort(words=count)
    return text


def text_of(data: bytes) -> str:
    """The text in a file; what kind of file it is, its first bytes say and not its name.

    Raises:
        CannotCompare: why there is none, and what to do.
    """
    kind = kind_of(data)
    if kind == "text":
        return bounded_text(decode(data))
    if kind == "html":
        data = decode(data).encode("utf-8", "replace")
    found = pictures.text_of(data) if kind == "picture" else bounded.extract(kind, data).decode()
    if not found.strip():
        raise NoTextInside
    return bounded_text(found)


def kind_of(data: bytes) -> str:
    """``pdf``, ``docx``, ``picture``, ``html`` or ``text``.

    Raises:
        UnknownFile: it is none of them.
    """
    start = data[:1024]
    if b"%PDF-" in start:
        return "pdf"
    if start.startswith(b"PK\x03\x04"):
        return "docx"
    if start.startswith(_PICTURES) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP"):
        return "picture"
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        return "html"
    if start.startswith(_TEXT_MARKS) or b"\x00" not in start:
        return "text"
    raise UnknownFile


def bounded_text(text: str) -> str:
    """``text`` in composed form, without signs that nobody sees.

    Raises:
        TooLong: it has more than ``MOST_CHARACTERS``.
    """
    composed = unicodedata.normalize("NFC", text[: MOST_CHARACTERS * 4])
    seen = "".join(c for c in composed if c in "\n\t" or unicodedata.category(c)[0] != "C")
    if len(seen) > MOST_CHARACTERS:
        raise TooLong(most=MOST_CHARACTERS)
    return seen
