"""Writes about members of staff."""

from datetime import datetime

from bantin.accounts.models import SecondFactorUse, User
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
