"""Reactions to what the record says."""

from bantin.core import events
from bantin.core.clock import database_now
from bantin.deliver.dispatch import actions, fanout


@events.on("edition.live")
def queue_for_subscribers(edition_id: int) -> None:
    """Queue a newly public edition for everyone who asked for it."""
    fanout.begin(edition_id, at=database_now())


@events.on("contact.forgotten")
def forget_what_servers_said(contact_id: int) -> None:
    """Empty what mail servers said about somebody who had everything deleted: it names them."""
    actions.forget_replies(contact_id)
