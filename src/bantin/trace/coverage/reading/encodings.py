"""Which encoding a file has, when nobody says so."""

import codecs
import unicodedata

_SAMPLE = 1_000_000


def decode(body: bytes) -> str:
    """Text of ``body``; bytes that are no UTF-8 become lone surrogates, so that rows can tell.

    UTF-8 and UTF-16 by their marks, UTF-16 without one by its zeros, Windows-1258 when most
    lines with accents are no UTF-8. The result is NFC.
    """
    encoding = guess(body)
    damage = "surrogateescape" if encoding == "utf-8-sig" else "replace"
    return unicodedata.normalize("NFC", body.decode(encoding, damage))


def guess(body: bytes) -> str:
    """The name of the encoding, as Python's codecs call it."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if body.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    sample = body[:_SAMPLE]
    if sample[1:200:2].count(0) > len(sample[1:200:2]) // 3:
        return "utf-16-le"
    if sample[0:200:2].count(0) > len(sample[0:200:2]) // 3:
        return "utf-16-be"
    return "cp1258" if _mostly_broken(sample) else "utf-8-sig"


def _mostly_broken(sample: bytes) -> bool:
    accented = [line for line in sample.splitlines() if not line.isascii()]
    broken = sum(not _is_utf8(line) for line in accented)
    return broken > len(accented) / 2


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end >= len(line) - 1 and error.start >= len(line) - 3  # cut by the sample
    return True
