"""Which checkpoint should be stamped, and whether one has waited too long."""

from datetime import datetime, timedelta

from django.conf import settings

from bantin.publish.record.ledger import log
from bantin.publish.record.models import Checkpoint, Timestamp

EVERY = timedelta(hours=1)
LATE = timedelta(hours=3)


def newest() -> Timestamp | None:
    """The newest timestamp that is kept."""
    return Timestamp.objects.order_by("-pk").first()


def unstamped(at: datetime) -> Checkpoint | None:
    """The newest checkpoint, when it has no timestamp and the last one is an hour old."""
    if not settings.TSA:
        return None
    last, checkpoint = newest(), log.latest()
    if checkpoint is None or (last and last.pk >= checkpoint.pk):
        return None
    return checkpoint if last is None or last.at + EVERY <= at else None


def are_late(at: datetime) -> bool:
    """Whether a checkpoint has waited three hours for the authority."""
    if not settings.TSA:
        return False
    last = newest()
    waiting = Checkpoint.objects.filter(size__gt=last.pk if last else 0)
    return waiting.filter(at__lt=at - LATE).exists()
