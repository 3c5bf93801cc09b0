"""Reactions to what the record says."""

from bantin.core import events
from bantin.core.clock import database_now
from bantin.deliver.channels.websub import actions


@events.on("edition.live")
def follow_hub(edition_id: int) -> None:
    """Have the endpoint of another hub before the edition's rows are written.

    Reactions run by name, and this one comes before the outbox's.
    """
    actions.follow_hub(at=database_now())
