"""Reactions to what contacts do."""

from bantin.core import events
from bantin.receive.accreditations import actions


@events.on("contact.forgotten")
def forget_what_was_checked(contact_id: int) -> None:
    """Delete what was checked about somebody who had everything about them deleted."""
    actions.forget(contact_id)
