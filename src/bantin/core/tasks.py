"""The processes' part of core: react to events, forget what is over."""

from bantin.core import events, idempotency, work
from bantin.core.clock import database_now


@work.on_worker
def react() -> int:
    """Run reactions that are due."""
    return events.work_off()


@work.on_scheduler
@work.every(3_600.0)
def forget_answers() -> int:
    """Delete what programs were answered a day ago."""
    return idempotency.purge(at=database_now())
