"""Writes about members of staff."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from bantin.accounts.errors import NoPurpose
from bantin.accounts.models import Export, SecondFactorUse, User
from bantin.accounts.queries import session_hash


def note_second_factor(user: User, *, session: str, method: str, at: datetime) -> SecondFactorUse:
    """Note that ``user`` showed a second factor in the login session with the key ``session``.

    ``method`` is allauth's name: ``totp``, ``webauthn`` or ``recovery_codes``.
    """
    return SecondFactorUse.objects.create(
        user=user, session=session_hash(session), method=method, at=at
    )


def choose_language(user: User, language: str) -> None:
    """Keep the language in which ``user`` reads the desk: ``vi`` or ``en``."""
    user.language = User.Language(language)
    user.save(update_fields=["language"])


def log_export(
    table: type[models.Model],
    *,
    by: User,
    at: datetime,
    purpose: str,
    format: Export.Format,
    filter: dict[str, Any],
    rows: int,
) -> Export:
    """Note that ``by`` takes personal data out of the office; call it before the file leaves.

    ``filter`` says by codes what was chosen, never by words that may name a person: the note stays
    for good, and a person may ask to be forgotten.

    Raises:
        NoPurpose: The file is for nothing; it must not leave.
    """
    purpose = " ".join(purpose.split())
    if not purpose:
        raise NoPurpose
    return Export.objects.create(
        by=by,
        at=at,
        table=ContentType.objects.get_for_model(table),
        format=format,
        purpose=purpose[:300],
        filter=filter,
        rows=rows,
    )
