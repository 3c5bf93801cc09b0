"""Releases and their editions."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import WithJsonSchema

from bantin.api.frame import cursors
from bantin.api.frame.framing import say_when
from bantin.api.frame.schemas import Code, Cursor, Instant, Language, Limit, Number
from bantin.api.reading import queries, schemas, shapes
from bantin.core.clock import database_now
from bantin.publish.newsroom.queries import on_page
from bantin.publish.record.models import Edition
from bantin.publish.record.queries import changed_at, editions_of

router = Router(tags=["record"])
_KINDS = ["original", "correction", "withdrawal"]
Kind = Annotated[
    Literal["original", "correction", "withdrawal"] | None,
    WithJsonSchema({"type": "string", "enum": _KINDS}),
]


class Asked(Schema):
    """Which releases, and which page of them."""

    topic: Code = None
    area: Code = None
    language: Language = None
    kind: Kind = None
    since: Instant = None
    until: Instant = None
    cursor: Cursor = None
    limit: Limit = 20


@router.get("/releases", response=schemas.Releases, operation_id="releases")
def releases(request: HttpRequest, response: HttpResponse, asked: Query[Asked]) -> schemas.Releases:
    """The current edition of each release, newest first.

    ``since`` and ``until`` are about the instant of go-live; ``until`` is not in. A withdrawal is
    the current edition of a withdrawn release. To follow everything, use ``/changes``.
    """
    at = database_now()
    filters = asked.dict(exclude={"cursor", "limit"})
    found = queries.filtered(at, **filters)
    if asked.cursor:
        found = queries.behind(found, cursors.point(asked.cursor))
    keys = list(found.values_list("pk", flat=True)[: asked.limit + 1])
    shown = on_page(keys[: asked.limit], at)
    say_when(response, changed_at(at), at)
    return schemas.Releases(
        items=[shapes.in_short(edition) for edition in shown],
        next=_cursor(shown[-1]) if len(keys) > asked.limit else None,
    )


@router.get("/releases/{uid}", response=schemas.Release, operation_id="release")
def release(request: HttpRequest, response: HttpResponse, uid: UUID) -> schemas.Release:
    """One release: its current edition with its text, and all its editions in short."""
    at = database_now()
    editions = _editions(uid, at)
    say_when(response, editions[-1].live.at, at)
    return schemas.Release(
        uid=uid,
        first_live_at=editions[0].live.at,
        current=shapes.whole(editions[-1]),
        editions=[shapes.in_short(edition) for edition in editions],
    )


@router.get("/releases/{uid}/editions", response=schemas.Editions, operation_id="editions")
def editions(request: HttpRequest, response: HttpResponse, uid: UUID) -> schemas.Editions:
    """All editions of a release, oldest first."""
    at = database_now()
    found = _editions(uid, at)
    say_when(response, found[-1].live.at, at)
    return schemas.Editions(items=[shapes.in_short(edition) for edition in found])


@router.get("/releases/{uid}/editions/{number}", response=schemas.Edition, operation_id="edition")
def edition(
    request: HttpRequest, response: HttpResponse, uid: UUID, number: Number
) -> schemas.Edition:
    """One edition, for ever: text, HTML, the sealed JSON, fingerprints and proof."""
    at = database_now()
    found = next((one for one in _editions(uid, at) if one.number == number), None)
    if found is None:
        raise Http404
    say_when(response, found.live.at, at)
    return shapes.whole(found)


def _editions(uid: UUID, at: datetime) -> list[Edition]:
    found = list(editions_of(uid, at))
    if not found:
        raise Http404
    return found


def _cursor(edition: Edition) -> str:
    return cursors.of_point(cursors.Point(edition.live.at, edition.live.ledger_index))
