"""Every text that we mark for translation has a Vietnamese one."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from django.utils import translation
from django.utils.translation import template, trans_real

SOURCE = Path(__file__).resolve().parents[2] / "src" / "bantin"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


_STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_CALL = re.compile(rf"\b(?:n?p?gettext|_)\(\s*{_STRING}(?:\s*,\s*(?:{_STRING}|\w+))*\s*\)")


def sources() -> Iterator[tuple[Path, bytes]]:
    """Our code, and our templates turned into something that looks like code."""
    for path in sorted(SOURCE.rglob("*.py")):
        if not {"tests", "migrations", "cli"} & set(path.relative_to(SOURCE).parts):
            yield path, path.read_bytes()
    for suffix in ("html", "txt", "xml"):
        for path in sorted(SOURCE.rglob(f"templates/**/*.{suffix}")):
            text = template.templatize(path.read_text(encoding="utf-8"), origin=str(path))
            yield path, "\n".join(_CALL.findall(text)).encode()


def marked() -> Iterator[tuple[str, str]]:
    """Each marked text: where, and its key in a catalogue."""
    for path, code in sources():
        for line, found, _comments, context in extract("python", io.BytesIO(code), KEYWORDS):
            text = found[0] if isinstance(found, tuple) else found
            if text:
                key = f"{context}\x04{text}" if context else text
                yield f"{path.relative_to(SOURCE)}:{line}", key


def test_every_marked_text_has_a_vietnamese_one() -> None:
    catalogue = trans_real.translation("vi")
    known = {key[0] if isinstance(key, tuple) else key for key in catalogue._catalog.keys()}  # noqa: SIM118 - it has no __iter__
    missing = sorted({f"{where}: {key}" for where, key in marked() if key not in known})
    assert missing == []


def test_a_text_without_translation_would_be_seen() -> None:
    keys = {key for _where, key in marked()}
    assert len(keys) > 100
    with translation.override("vi"):
        assert translation.gettext("press officer") == "cán bộ báo chí"


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("locale/vi/**/*.po")), ids=str)
def test_catalogues_have_no_fuzzy_or_empty_entry(path: Path) -> None:
    import polib

    entries = [e for e in polib.pofile(str(path)) if not e.obsolete]
    assert [e.msgid for e in entries if e.fuzzy or not e.translated()] == []
