"""A live edition as plain text, for signing and for reading anywhere."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bantin.publish.record.models import Edition

_WIDTH = 72


def plaintext(edition: Edition) -> bytes:
    """Agency, title, text, and at the end which edition this is; in the language of the text."""
    with translation.override(edition.language):
        content = edition.content
        body = [_agency(content), content["title"], content["summary"], content["body_text"]]
        notice = _notice(content.get("notice"))
        parts = [*body, *notice, "-" * _WIDTH, "\n".join(_facts(edition))]
        return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _agency(content: dict[str, Any]) -> str:
    agency: dict[str, str] = content["agency"]
    return agency.get(content["language"]) or agency["vi"]


def _notice(notice: dict[str, Any] | None) -> list[str]:
    """What a notice says beside its text, in one language and in the other."""
    if notice is None:
        return []
    other = notice["translation"] or {}
    words = [notice["instruction"], *(other.get(n) for n in ("title", "text", "instruction"))]
    return [word for word in words if word]


def _facts(edition: Edition) -> list[str]:
    at = timezone.localtime(edition.live.at).isoformat(timespec="seconds")
    path = reverse("newsroom:edition", args=[edition.name, edition.number])
    facts = [
        (_("Edition"), f"{edition.number} ({edition.get_kind_display()})"),
        (_("What changed and why"), edition.reason),
        (_("Went live"), at),
        (_("Address"), f"{settings.BASE_URL}{path}"),
        (_("SHA-256 of edition.json"), edition.sha256),
    ]
    return [f"{name}: {value}" for name, value in facts if value]
