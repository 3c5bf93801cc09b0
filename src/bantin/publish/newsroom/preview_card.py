"""The picture that chat rooms and social networks show beside a link (Open Graph), 1200 by 630.

Typst sets it in a font that it brings along and that has all Vietnamese letters. Words go in as
values, never as markup, and fonts of the machine are left alone: every node draws the same.
"""

from functools import lru_cache

import typst
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bantin.publish.newsroom.markup import legal
from bantin.publish.record.models import Edition

WIDTH, HEIGHT = 1200, 630
_KEPT = 32  # pictures of about 100 kB
_SIZES = ((70, "68pt"), (120, "56pt"), (200, "44pt"))  # longest title, its letters
_SOURCE = b"""
#let said = sys.inputs
#set page(width: 1200pt, height: 630pt, margin: 72pt, fill: rgb("#fdfcfa"))
#set text(lang: said.language, size: 28pt, fill: rgb("#1c1b1a"), hyphenate: false)
#text(fill: rgb("#7c1a22"), said.agency)
#v(1fr)
#text(size: eval(said.size), weight: "bold", said.title)
#v(1fr)
#said.foot
"""


def preview_card(edition: Edition) -> bytes:
    """A PNG with the agency, the title, the instant and what kind of edition it is."""
    with translation.override(edition.language):
        at = date_format(timezone.localtime(edition.live.at), "DATETIME_FORMAT")
        kind = _kind(edition)
    agency = edition.content["agency"][edition.language]
    foot = f"{at} · {kind}" if kind else at
    return _draw(edition.language, legal(agency), legal(edition.title), foot)


def _kind(edition: Edition) -> str:
    notice = edition.notice_expires_at is not None
    if edition.kind == Edition.Kind.WITHDRAWAL:
        return pgettext("a notice", "Cancelled") if notice else _("Withdrawn")
    if edition.kind == Edition.Kind.CORRECTION:
        return _("Correction notice")
    return _("Urgent notice") if notice else ""


@lru_cache(maxsize=_KEPT)
def _draw(language: str, agency: str, title: str, foot: str) -> bytes:
    size = next((size for longest, size in _SIZES if len(title) <= longest), _SIZES[-1][1])
    words = {"language": language, "agency": agency, "title": title, "foot": foot, "size": size}
    png = typst.compile(_SOURCE, format="png", ppi=72.0, ignore_system_fonts=True, sys_inputs=words)
    assert isinstance(png, bytes)  # noqa: S101 - one page, so not a list
    return png
