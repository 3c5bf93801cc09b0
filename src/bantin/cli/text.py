"""The command line's language: Vietnamese unless BANTIN_LANG or the locale says English."""

import gettext
import os
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).resolve().parent / "locale"


def language() -> str:
    """``vi`` or ``en``: from BANTIN_LANG, else from LC_ALL, LC_MESSAGES or LANG, else ``vi``."""
    for name in ("BANTIN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").lower()
        if value.startswith("en"):
            return "en"
        if value.startswith("vi"):
            return "vi"
    return "vi"


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation("django", LOCALE, languages=[code], fallback=True)


def _(message: str) -> str:
    """``message`` in the language of the command line."""
    return _catalogue(language()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a message that fits ``count``."""
    return _catalogue(language()).ngettext(one, many, count)
