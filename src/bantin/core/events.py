"""Events: recorded where they happen, reacted to on the worker.

``record`` writes an event and one due reaction per handler in the caller's transaction, so an
event and what must follow from it are kept or lost together. ``work_off`` runs due reactions; a
broken handler is tried again later and never undoes what was recorded.
"""

import logging
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q

from bantin.core.clock import database_now
from bantin.core.models import Event, Reaction

logger = logging.getLogger(__name__)

Handler = Callable[[int], object]
LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 8

_handlers: dict[str, dict[str, Handler]] = defaultdict(dict)


def on(name: str) -> Callable[[Handler], Handler]:
    """Register a handler for events called ``name``; it receives the subject's primary key."""

    def register(handler: Handler) -> Handler:
        _handlers[name][f"{handler.__module__}.{handler.__qualname__}"] = handler
        return handler

    return register


def record(
    name: str, subject: models.Model, *, at: datetime, data: dict[str, Any] | None = None
) -> Event:
    """Record that ``name`` happened to ``subject``, in the caller's transaction."""
    return record_all(name, [subject], at=at, data=data)[0]


def record_all(
    name: str,
    subjects: Sequence[models.Model],
    *,
    at: datetime,
    data: dict[str, Any] | None = None,
) -> list[Event]:
    """Record that ``name`` happened to each of ``subjects``, with two statements in all."""
    recorded = Event.objects.bulk_create(
        Event(
            name=name,
            subject_type=subject._meta.label_lower,
            subject_id=str(subject.pk),
            data=data or {},
            at=at,
        )
        for subject in subjects
    )
    Reaction.objects.bulk_create(
        Reaction(event=event, handler=handler, due_at=at)
        for event in recorded
        for handler in sorted(_handlers[name])
    )
    return recorded


def work_off(*, limit: int = 50) -> int:
    """Run due reactions, oldest first; returns how many were run, failed ones included."""
    claimed = _claim(limit)
    for reaction in claimed:
        _run(reaction)
    return len(claimed)


def release_quarantined(reaction_id: int, *, at: datetime) -> None:
    """Give a quarantined reaction a fresh set of attempts."""
    Reaction.objects.filter(pk=reaction_id, status=Reaction.Status.QUARANTINED).update(
        status=Reaction.Status.DUE, attempts=0, due_at=at, leased_until=None
    )


@transaction.atomic
def _claim(limit: int) -> list[Reaction]:
    now = database_now()
    due = (
        Reaction.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(Q(leased_until=None) | Q(leased_until__lt=now), status="due", due_at__lte=now)
        .select_related("event")
        .order_by("due_at", "pk")[:limit]
    )
    claimed = list(due)
    Reaction.objects.filter(pk__in=[r.pk for r in claimed]).update(
        leased_until=now + LEASE, attempts=F("attempts") + 1
    )
    return claimed


def _run(reaction: Reaction) -> None:
    handler = _handlers[reaction.event.name].get(reaction.handler)
    try:
        if handler is None:
            raise LookupError(reaction.handler)
        handler(int(reaction.event.subject_id))
    except Exception as error:
        logger.exception("Reaction %s to %s failed", reaction.handler, reaction.event)
        _postpone(reaction, error)
    else:
        Reaction.objects.filter(pk=reaction.pk).update(status="done", leased_until=None, error="")


def _postpone(reaction: Reaction, error: Exception) -> None:
    attempts = reaction.attempts + 1
    wait = min(2**attempts, 900) * random.uniform(0.75, 1.25)  # noqa: S311 - jitter, not a secret
    status = "quarantined" if attempts >= MOST_ATTEMPTS else "due"
    Reaction.objects.filter(pk=reaction.pk).update(
        status=status,
        due_at=database_now() + timedelta(seconds=wait),
        leased_until=None,
        error=f"{type(error).__name__}: {error}"[:2000],
    )
