"""What is known about members of staff."""

from datetime import datetime, timedelta

from django.conf import settings

from bantin.accounts.models import SecondFactorUse, User
from bantin.core.canonical import sha256_hex


def session_hash(session: str) -> str:
    """How a login session is named in the database: the SHA-256 of its key, never the key."""
    return sha256_hex(session.encode())


def second_factor_shown(user: User, *, session: str | None, at: datetime) -> bool:
    """Whether ``user`` showed a second factor in this ``session`` shortly before ``at``.

    ``session`` is the session's key; another session's second factor does not count. Shortly means
    ``SECOND_FACTOR_SECONDS``.
    """
    if not session or not user.is_active:
        return False
    return SecondFactorUse.objects.filter(
        user=user,
        session=session_hash(session),
        at__gt=at - timedelta(seconds=settings.SECOND_FACTOR_SECONDS),
        at__lte=at,
    ).exists()
