"""The scheduler's part of the record: put editions live at their instant."""

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import DatabaseError

from bantin.core.clock import database_now
from bantin.core.refusals import Refusal
from bantin.core.work import on_scheduler
from bantin.publish.record import actions
from bantin.publish.record.models import Edition

logger = logging.getLogger(__name__)

LOOK_AHEAD = timedelta(seconds=2)
TOGETHER = 50


@on_scheduler
def put_due_editions_live() -> int:
    """Put live what is due, and wait for what is due within the next two seconds.

    Only the database's clock counts: it says how long to wait, a clock that cannot be set
    measures the wait, and the database is asked again before anything goes live.
    """
    now = database_now()
    waiting = list(
        Edition.objects.filter(live=None, voided=None, go_live_at__lte=now + LOOK_AHEAD)
        .order_by("go_live_at", "pk")
        .values_list("go_live_at", "pk")
    )
    if not waiting:
        return 0
    _wait_until(max(now, waiting[0][0]), now)
    now = database_now()
    due = [pk for instant, pk in waiting if instant <= now]
    return sum(_put_live(due[i : i + TOGETHER]) for i in range(0, len(due), TOGETHER))


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
