"""Signed links that let a recipient act without an account."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

_SALT = "bantin.receive.contacts.unsubscribe"


def unsubscribe_token(contact_id: int) -> str:
    """A token that names a contact and cannot be guessed; valid as long as the office's key."""
    return _signer().sign(str(contact_id))


def contact_of(token: str) -> int | None:
    """The contact that ``token`` names, or None when it was not made here."""
    try:
        return int(_signer().unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def unsubscribe_url(token: str, language: str) -> str:
    """The full address of the page where the holder of ``token`` ends all subscriptions."""
    with translation.override(language):
        return settings.BASE_URL + reverse("contacts:unsubscribe", kwargs={"token": token})


def _signer() -> signing.Signer:
    return signing.Signer(sep=".", salt=_SALT)
