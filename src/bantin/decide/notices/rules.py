"""What a notice asks for before it may go live."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from bantin.accounts.models import User
from bantin.decide.notices import errors
from bantin.decide.notices.content import details_of, expiry
from bantin.decide.releases.models import Release, SignOff


def check(release: Release, kind: str, instant: datetime) -> None:
    """Refuse to submit a notice that is not complete for a go-live at ``instant``.

    Raises:
        CancelInstead, NoArea, ExpiresTooEarly.
    """
    details = details_of(release)
    if details is None:
        return
    if kind == SignOff.Kind.WITHDRAWAL:
        raise errors.CancelInstead(title=release.title)
    if not release.areas.exists():
        raise errors.NoArea(title=release.title)
    end = expiry(details, instant)
    if end <= instant:
        local = date_format(timezone.localtime(end), "DATETIME_FORMAT")
        raise errors.ExpiresTooEarly(title=release.title, expires=local)


def is_cancelled(release: Release) -> bool:
    """A notice is cancelled with prepared words, not withdrawn by a request."""
    return details_of(release) is not None


def two_people(sign_off: SignOff, by: User) -> None:
    """Refuse the approval of a notice by the one who asked for it.

    That nobody approves their own last edit holds for every release.

    Raises:
        AskedYourself: it takes somebody else.
    """
    if sign_off.submitted_by_id == by.pk and details_of(sign_off.release):
        raise errors.AskedYourself(title=sign_off.release.title)
