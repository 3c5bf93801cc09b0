"""Writes: make a key, revoke it, note that it was used."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from bantin.accounts.models import User
from bantin.api.keys.errors import EndsBeforeItBegins
from bantin.api.keys.models import Key
from bantin.core.canonical import sha256_hex
from bantin.receive.contacts.models import Contact

_MARK = "bantin_"  # so that scanners for lost secrets can know one
_BEGINNING = len(_MARK) + 5


@dataclass(frozen=True, slots=True)
class Made:
    """A new key with what its holder sends; nobody can read that again later."""

    key: Key
    secret: str


def make(
    *,
    name: str,
    by: User,
    at: datetime,
    expires_at: datetime,
    contact: Contact | None = None,
    reads_webhooks: bool = True,
    writes_webhooks: bool = False,
    fast: bool = False,
) -> Made:
    """Make a key. Who may write may also read.

    Raises:
        EndsBeforeItBegins: It would never be in force.
    """
    if expires_at <= at:
        raise EndsBeforeItBegins
    secret = _MARK + secrets.token_urlsafe(32)
    key = Key.objects.create(
        name=name,
        contact=contact,
        beginning=secret[:_BEGINNING],
        sha256=sha256_hex(secret.encode()),
        reads_webhooks=reads_webhooks or writes_webhooks,
        writes_webhooks=writes_webhooks,
        fast=fast,
        made_by=by,
        made_at=at,
        expires_at=expires_at,
    )
    return Made(key, secret)


def revoke(key_id: int, *, by: User, at: datetime) -> bool:
    """Take a key back: its next request is refused. Returns False when it was revoked before."""
    rows = Key.objects.filter(pk=key_id, revoked_at=None)
    return bool(rows.update(revoked_at=at, revoked_by=by))


def note_use(key: Key, *, at: datetime) -> None:
    """Note the day of the last use; one write a day."""
    today = timezone.localdate(at)
    if key.last_used_on != today:
        Key.objects.filter(pk=key.pk).update(last_used_on=today)
