"""Writes on the mails of requests: claim what is due, note what became of it."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from bantin.receive.contacts import mail
from bantin.receive.contacts.mail import Letter, Outcome
from bantin.receive.contacts.models import SubscriptionRequest

BATCH = 20
LEASE = timedelta(minutes=2)  # longer than mail.ALL_SECONDS
NOBODY_THERE_WAIT = 60.0  # seconds before an unreachable server is tried again
FIRST_WAIT, LONGEST_WAIT = 60.0, 12 * 3600.0
UNCERTAIN_WAIT, MOST_UNCERTAIN = 300.0, 1  # an unacknowledged mail is repeated once
MOST_ATTEMPTS = 9  # with the waits above: about a day


def claim(*, at: datetime) -> list[Letter]:
    """Take due requests for a worker and write their letters.

    What was taken is due again when the lease is over, so a dead worker loses nothing. Two workers
    never take the same one. A request that ran out of time is not sent any more.
    """
    due = SubscriptionRequest.objects.filter(due_at__lte=at, expires_at__gt=at).order_by("due_at")
    return _claim(due, at) if due.exists() else []


@transaction.atomic
def note(done: Mapping[int, Outcome], *, at: datetime) -> None:
    """Write down what became of claimed letters."""
    for request in SubscriptionRequest.objects.select_for_update(no_key=True).filter(pk__in=done):
        match done[request.pk]:
            case Outcome.SENT:
                request.sent_at, request.due_at = at, None
            case Outcome.UNREACHABLE:
                request.attempts = max(request.attempts - 1, 0)
                request.due_at = at + _jittered(NOBODY_THERE_WAIT)
            case Outcome.UNCERTAIN if request.attempts <= MOST_UNCERTAIN:
                request.due_at = at + _jittered(UNCERTAIN_WAIT)
            case Outcome.LATER if request.attempts < MOST_ATTEMPTS:
                wait = min(FIRST_WAIT * 4 ** (request.attempts - 1), LONGEST_WAIT)
                request.due_at = at + _jittered(wait)
            case _:
                request.due_at = None
        if request.confirmed_at:
            request.due_at = None
        request.save(update_fields=["sent_at", "due_at", "attempts"])


@transaction.atomic
def _claim(due: QuerySet[SubscriptionRequest], at: datetime) -> list[Letter]:
    taken = list(due.select_for_update(skip_locked=True)[:BATCH])
    letters = {request.pk: mail.letter(request, at=at) for request in taken}
    rows = SubscriptionRequest.objects.filter(pk__in=letters)
    rows.update(due_at=at + LEASE, attempts=F("attempts") + 1)
    rows.filter(pk__in=[pk for pk, one in letters.items() if one is None]).update(due_at=None)
    return [one for one in letters.values() if one]


def _jittered(seconds: float) -> timedelta:
    return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311 - not a secret
