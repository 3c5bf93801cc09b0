"""Urgent notices in force."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Router

from bantin.api.reading import schemas, shapes
from bantin.core.clock import database_now
from bantin.publish.newsroom import addresses
from bantin.publish.record.models import Edition
from bantin.publish.record.notices import ORDER, words_in
from bantin.publish.record.queries import notices_in_force

router = Router(tags=["record"])
_VALUES = ("category", "severity", "urgency", "certainty", "response", "onset", "expires")


@router.get("/notices", response=schemas.Notices, operation_id="notices")
def notices(request: HttpRequest) -> schemas.Notices:
    """The urgent notices that hold now, the worst first. Drills are none of them."""
    found = [_notice(edition) for edition in notices_in_force(database_now())]
    return schemas.Notices(items=sorted(found, key=lambda one: ORDER.index(one.severity)))


def _notice(edition: Edition) -> schemas.Notice:
    content = edition.content
    notice = content["notice"]
    return schemas.Notice(
        **{name: notice[name] for name in _VALUES},
        uid=edition.uid,
        number=edition.number,
        live_at=edition.live.at,
        words=[_words(content, language) for language in edition.languages],
        areas=shapes.named(content["areas"]),
        polygons=notice["polygons"],
        sha256=edition.sha256,
        url=shapes.address(edition),
        page=addresses.canonical(edition),
        cap=addresses.public(addresses.cap(edition)),
    )


def _words(content: dict[str, Any], language: str) -> schemas.NoticeWords:
    return schemas.NoticeWords(**asdict(words_in(content, language)))
