"""An edition as programs for references read it: BibTeX and CSL-JSON."""

import json
import re

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bantin.publish.newsroom import addresses
from bantin.publish.record.models import Edition

_SPECIAL = re.compile(r"[\\{}$&#_%~^]")
_WORDS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_LANGUAGES = {"vi": "vietnamese", "en": "english"}


def bibtex(edition: Edition) -> bytes:
    """One entry; what TeX would take for an instruction is escaped."""
    at = timezone.localtime(edition.live.at)
    with translation.override(edition.language):
        note = _("Press release, edition %(number)s") % {"number": edition.number}
    fields = {
        "author": f"{{{_escaped(_agency(edition))}}}",
        "title": f"{{{_escaped(edition.title)}}}",
        "year": f"{at:%Y}",
        "month": str(at.month),
        "day": str(at.day),
        "note": _escaped(note),
        "url": addresses.canonical_edition(edition),
        "langid": _LANGUAGES.get(edition.language, ""),
    }
    rows = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{_key(edition)},\n{rows}}}\n".encode()


def csl(edition: Edition) -> bytes:
    """A list with one item, as Zotero and citeproc take it."""
    at = timezone.localtime(edition.live.at)
    with translation.override(edition.language):
        genre = _("Press release")
    item = {
        "id": _key(edition),
        "type": "document",
        "genre": genre,
        "title": edition.title,
        "author": [{"literal": _agency(edition)}],
        "publisher": _agency(edition),
        "issued": {"date-parts": [[at.year, at.month, at.day]]},
        "version": str(edition.number),
        "language": edition.language,
        "URL": addresses.canonical_edition(edition),
    }
    return json.dumps([item], ensure_ascii=False, indent=1).encode()


def _key(edition: Edition) -> str:
    return f"{edition.name}-{edition.number}"


def _agency(edition: Edition) -> str:
    names = edition.content["agency"]
    return str(names.get(edition.language) or names["vi"])


def _escaped(text: str) -> str:
    one_line = " ".join(text.split())
    return _SPECIAL.sub(lambda found: _WORDS.get(found[0], f"\\{found[0]}"), one_line)
