"""Coverage follows the record."""

from bantin.core.events import on
from bantin.trace.coverage import actions


@on("edition.live")
def look_back_for(edition_id: int) -> None:
    """A newly public edition may have copies among the items that we already have."""
    actions.start_look_back(edition_id)
