"""Signed links that let a receiver's engineer see their log without an account."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation


def log_url(endpoint_id: int, language: str) -> str:
    """The full address of a webhook's log."""
    with translation.override(language):
        return settings.BASE_URL + reverse("webhook_log", args=[token(endpoint_id)])


def token(endpoint_id: int) -> str:
    """What names a webhook and cannot be guessed."""
    return _signer().sign(str(endpoint_id))


def endpoint_of(token: str) -> int | None:
    """The webhook that ``token`` names, or None when it was not made here."""
    try:
        return int(_signer().unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def _signer() -> signing.Signer:
    return signing.Signer(sep=".", salt="bantin.deliver.channels.webhook.log")
