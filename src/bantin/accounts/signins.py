"""Listens to allauth: which second factor was shown, in which login session, and when.

allauth announces a step before the login is complete and before the session gets its final key. So
steps of somebody who is not logged in yet wait in allauth's own records, and are noted when the
login is complete.
"""

from datetime import UTC, datetime
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import authentication_step_completed, user_logged_in
from django.http import HttpRequest
from django.utils import timezone

from bantin.accounts import actions
from bantin.accounts.models import User

SECOND_FACTOR = "mfa"  # what allauth calls the method of all its second factors


def connect() -> None:
    """Start listening."""
    user_logged_in.connect(note_login, dispatch_uid="bantin.accounts.note_login")
    authentication_step_completed.connect(note_step, dispatch_uid="bantin.accounts.note_step")


def note_login(request: HttpRequest, user: User, **_: Any) -> None:
    """Note the second factors that were shown on the way to this login."""
    session = request.session.session_key
    for record in get_authentication_records(request, user):
        if session and record["method"] == SECOND_FACTOR:
            at = datetime.fromtimestamp(record["at"], tz=UTC)
            actions.note_second_factor(user, session=session, method=record["type"], at=at)


def note_step(request: HttpRequest, user: User, method: str, **details: Any) -> None:
    """Note a second factor shown again by somebody who is logged in already."""
    session = request.session.session_key
    if method == SECOND_FACTOR and session and request.user.pk == user.pk:
        actions.note_second_factor(
            user,
            session=session,
            method=details["type"],
            at=timezone.now(),  # noqa: TID251 - this module is the edge towards allauth
        )
