"""The webhooks' part in the scheduler."""

from bantin.core import work
from bantin.core.clock import database_now
from bantin.deliver.channels.webhook import actions

LOOK_EVERY = 600.0  # seconds


@work.on_scheduler
@work.every(LOOK_EVERY)
def close_given_up() -> int:
    """Close webhooks that took nothing for days."""
    return actions.close_given_up(at=database_now())
