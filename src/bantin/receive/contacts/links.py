"""Signed links that let a recipient act without an account."""

from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

_APP = "bantin.receive.contacts"
_PLACE = "QzTokenQz"


def unsubscribe_token(contact_id: int) -> str:
    """A token that names a contact and cannot be guessed; valid as long as the office's key."""
    return _signer("unsubscribe").sign(str(contact_id))


def preferences_token(contact_id: int) -> str:
    """The same for the page of preferences; neither token opens the other page."""
    return _signer("preferences").sign(str(contact_id))


def confirmation_token(request: UUID) -> str:
    """A token that names a request for a subscription."""
    return _signer("confirmation").sign(request.hex)


def contact_of(token: str, purpose: str = "unsubscribe") -> int | None:
    """The contact that ``token`` names, or None when it was not made here for this purpose."""
    try:
        return int(_signer(purpose).unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def request_of(token: str) -> UUID | None:
    """The request that ``token`` names, or None when it was not made here."""
    try:
        return UUID(_signer("confirmation").unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def unsubscribe_url(token: str, language: str) -> str:
    """The full address of the page where the holder of ``token`` ends all subscriptions."""
    return _address("contacts:unsubscribe", token, language)


def preferences_url(contact_id: int, language: str) -> str:
    """The full address of a contact's own page of preferences."""
    return _address("contacts:preferences", preferences_token(contact_id), language)


def preferences_path(contact_id: int, page: str = "preferences") -> str:
    """The path of one of a contact's own pages, in the language of the page that is shown."""
    return reverse(f"contacts:{page}", kwargs={"token": preferences_token(contact_id)})


def unsubscribe_path(contact_id: int) -> str:
    """The path of the page that ends all subscriptions, in the language that is shown."""
    return reverse("contacts:unsubscribe", kwargs={"token": unsubscribe_token(contact_id)})


def confirmation_url(request: UUID, language: str) -> str:
    """The full address of the page where a request is confirmed."""
    return _address("contacts:confirm", confirmation_token(request), language)


def _address(page: str, token: str, language: str) -> str:
    return settings.BASE_URL + _path(page, language).replace(_PLACE, token)


@lru_cache(maxsize=32)
def _path(page: str, language: str) -> str:
    """The path with a place for the token: ten thousand mails have the same one."""
    with translation.override(language):
        return reverse(page, kwargs={"token": _PLACE})


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(sep=".", salt=f"{_APP}.{purpose}")
