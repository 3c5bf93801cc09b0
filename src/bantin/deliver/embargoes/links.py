"""The personal link to a text under embargo: signed, for one contact and one edition."""

import re

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

_SALT = "bantin.deliver.embargoes"
_NAMED = re.compile(r"([1-9]\d{0,17})-([1-9]\d{0,17})")


def token(edition_id: int, contact_id: int) -> str:
    """A token that names an edition and a contact, and cannot be guessed."""
    return _signer().sign(f"{edition_id}-{contact_id}")


def named(token: str) -> tuple[int, int] | None:
    """The edition and the contact that ``token`` names; None when it was not made here."""
    try:
        found = _NAMED.fullmatch(_signer().unsign(token))
    except signing.BadSignature:
        return None
    return (int(found[1]), int(found[2])) if found else None


def address(edition_id: int, contact_id: int, language: str) -> str:
    """The full address of the page of one contact."""
    with translation.override(language):
        path = reverse("embargoes:text", kwargs={"token": token(edition_id, contact_id)})
    return f"{settings.BASE_URL}{path}"


def file(token: str, sha256: str, filename: str) -> str:
    """The path of a file of the text, for the holder of ``token``."""
    return reverse(
        "embargoes:file", kwargs={"token": token, "sha256": sha256, "filename": filename or "file"}
    )


def _signer() -> signing.Signer:
    return signing.Signer(sep=".", salt=_SALT)
