"""The command line's language: Vietnamese unless BANTIN_LANG or the locale says English."""

import errno
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


def why(error: OSError) -> str:
    """What the system says about a file or a port, in the language of the command line."""
    words = {
        errno.ENOENT: _("there is no such file or folder"),
        errno.EACCES: _("permission denied"),
        errno.EPERM: _("permission denied"),
        errno.EISDIR: _("it is a folder"),
        errno.ENOTDIR: _("a part of its path is no folder"),
        errno.ENOSPC: _("the disk is full"),
        errno.EROFS: _("the disk is read-only"),
        errno.EADDRINUSE: _("another program uses it"),
    }
    return words.get(error.errno or 0, error.strerror or str(error))
