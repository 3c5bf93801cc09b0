"""Everything that the record says, in the ledger's order."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from bantin.api.frame import cursors
from bantin.api.frame.cursors import Place, UnknownCursor
from bantin.api.frame.framing import say_when
from bantin.api.frame.schemas import MOST, Cursor, Limit
from bantin.api.reading import queries, schemas, shapes
from bantin.core.clock import database_now
from bantin.publish.record.models import Edition
from bantin.publish.record.queries import changed_at
from bantin.publish.record.queries import changes as changes_of_the_record

router = Router(tags=["record"])


class Asked(Schema):
    """From where on."""

    cursor: Cursor = None
    limit: Limit = MOST


@router.get("/changes", response=schemas.Changes, operation_id="changes")
def changes(request: HttpRequest, response: HttpResponse, asked: Query[Asked]) -> schemas.Changes:
    """Every edition that became public, in the ledger's order: nothing missed, nothing twice.

    Ask without a cursor the first time, then with that of the answer before. A cursor can be kept
    for ever. When ``more`` is false, ask again whenever you like.
    """
    at = database_now()
    place = cursors.place(asked.cursor) if asked.cursor else None
    if place and not queries.is_there(place, at):
        raise UnknownCursor
    after = place.entry if place else -1
    found = changes_of_the_record(at, after=after, limit=asked.limit + 1)
    shown = found[: asked.limit]
    say_when(response, changed_at(at), at)
    return schemas.Changes(
        items=[shapes.in_short(edition) for edition in shown],
        cursor=_cursor(shown[-1]) if shown else asked.cursor or cursors.beginning(),
        more=len(found) > len(shown),
    )


def _cursor(edition: Edition) -> str:
    return cursors.of_place(Place(edition.live.ledger_index, edition.sha256))
