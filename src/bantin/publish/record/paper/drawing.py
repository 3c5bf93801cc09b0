"""An edition drawn as a tagged PDF (PDF/UA-1), with the fonts that the drawing program brings."""

import io
import json
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bantin.publish.record.models import Edition
from bantin.publish.record.paper.blocks import Block, blocks

_SHEET = Path(__file__).with_name("sheet.typ")
_HEX = 16  # digits of the hash in the code's address


def draw(edition: Edition) -> bytes:
    """The unsigned PDF; the same bytes for the same edition."""
    with translation.override(edition.language):
        said = _said(edition)
    drawn = typst.compile(
        _SHEET.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"edition": json.dumps(said)},
        pdf_standards="ua-1",
        timestamp=int(edition.live.at.timestamp()),
    )
    if not isinstance(drawn, bytes):
        raise TypeError("a PDF is one file")
    return drawn


def _said(edition: Edition) -> dict[str, Any]:
    content = edition.content
    agency = content["agency"]
    return {
        "agency": agency.get(edition.language) or agency["vi"],
        "kind": _("Press release, edition %(number)s") % {"number": edition.number},
        "language": edition.language,
        "title": edition.title,
        "summary": edition.summary,
        "blocks": [*blocks(content["body_html"]), *_notice(content.get("notice"))],
        "code": _code(edition),
        "code_alt": _("Code that leads to the answer whether this edition is still current"),
        "facts": _facts(edition),
    }


def _notice(notice: dict[str, Any] | None) -> list[Block]:
    if notice is None:
        return []
    other = notice["translation"] or {}
    words = [notice["instruction"], *(other.get(n) for n in ("title", "text", "instruction"))]
    return [{"kind": "p", "text": word} for word in words if word]


def _facts(edition: Edition) -> list[tuple[str, str]]:
    at = timezone.localtime(edition.live.at)
    path = reverse("newsroom:edition", args=[edition.name, edition.number])
    facts = [
        (_("Edition"), f"{edition.number} ({edition.get_kind_display()})"),
        (_("What changed and why"), edition.reason),
        (_("Went live"), date_format(at, "DATETIME_FORMAT")),
        (_("Address"), f"{settings.BASE_URL}{path}"),
        (_("Whether it is current"), _address_of_code(edition)),
        (_("SHA-256 of edition.json"), edition.sha256),
    ]
    return [(name, value) for name, value in facts if value]


def _address_of_code(edition: Edition) -> str:
    path = reverse("official:printed", args=[edition.sha256[:_HEX]])
    return f"{settings.BASE_URL}{path}"


def _code(edition: Edition) -> str:
    out = io.BytesIO()
    code = segno.make(_address_of_code(edition), error="m", micro=False)
    code.save(out, kind="svg", border=2, dark="#000", light="#fff", xmldecl=False)
    return out.getvalue().decode()
