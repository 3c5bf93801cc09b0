"""The scheduler's part of the record: put editions live at their instant."""

import logging
import os
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.db.models import Q

from bantin.core.clock import database_now
from bantin.core.refusals import Refusal
from bantin.core.work import on_scheduler
from bantin.publish.record import actions
from bantin.publish.record.models import Edition

logger = logging.getLogger(__name__)

LOOK_AHEAD = timedelta(seconds=2)
TOGETHER = 50
LOOK_AGAIN = 60.0  # seconds after which the beginning of what waits is looked for again
IN_FLIGHT = timedelta(days=1)  # no sealing takes that long

_beginnings: dict[int, tuple[float, int]] = {}  # of each process


@on_scheduler
def put_due_editions_live() -> int:
    """Put live what is due, and wait for what is due within the next two seconds.

    Only the database's clock counts: it says how long to wait, a clock that cannot be set
    measures the wait, and the database is asked again before anything goes live.
    """
    now = database_now()
    waiting = list(
        Edition.objects.filter(live=None, voided=None, go_live_at__lte=now + LOOK_AHEAD)
        .filter(pk__gte=_beginning(now))
        .order_by("go_live_at", "pk")
        .values_list("go_live_at", "pk")
    )
    if not waiting:
        return 0
    _wait_until(max(now, waiting[0][0]), now)
    now = database_now()
    due = [pk for instant, pk in waiting if instant <= now]
    return sum(_put_live(due[i : i + TOGETHER]) for i in range(0, len(due), TOGETHER))


def forget_beginnings() -> None:
    """Look through the whole record again next time."""
    _beginnings.clear()


def _beginning(now: datetime) -> int:
    """A primary key below which every edition went live or is void, for good.

    So that a glance costs the same with a long record. The newest ones always count as waiting:
    a sealing that began before them may be committed after them.
    """
    looked, beginning = _beginnings.get(os.getpid(), (-LOOK_AGAIN, 0))
    if time.monotonic() - looked < LOOK_AGAIN:
        return beginning
    waits = Q(live=None, voided=None) | Q(sealed_at__gt=now - IN_FLIGHT)
    first = Edition.objects.filter(waits).order_by("pk")
    last = Edition.objects.order_by("-pk")
    found = first.values_list("pk", flat=True).first() or last.values_list("pk", flat=True).first()
    _beginnings[os.getpid()] = time.monotonic(), found or 0
    return found or 0


def _wait_until(instant: datetime, now: datetime) -> None:
    while now < instant:
        time.sleep((instant - now).total_seconds() + 0.001)
        now = database_now()


def _put_live(edition_ids: Sequence[int]) -> int:
    """Put editions live together; where that fails one by one, so that one stops no other."""
    try:
        return len(actions.go_live_together(edition_ids))
    except (DatabaseError, Refusal):
        logger.exception("Editions %s did not go live together", list(edition_ids))
    return sum(_put_one_live(edition_id) for edition_id in edition_ids)


def _put_one_live(edition_id: int) -> int:
    try:
        actions.go_live(edition_id)
    except (DatabaseError, Refusal):
        logger.exception("Edition %s did not go live; it is tried again", edition_id)
        return 0
    return 1
