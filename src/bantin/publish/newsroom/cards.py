"""Editions as they appear in lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from bantin.publish.newsroom.pictures import Picture, first_picture
from bantin.publish.record.models import Edition


@dataclass(frozen=True)
class Card:
    """One release or edition in a list."""

    title: str | SafeString
    summary: str | SafeString
    url: str
    at: datetime
    language: str
    kind: str
    topics: list[dict[str, Any]]
    picture: Picture | None
    superseded: bool = False
    notice: bool = False


def card(edition: Edition) -> Card:
    """A card that leads to the release page."""
    content = edition.content
    return Card(
        title=edition.title,
        summary=edition.summary,
        url=edition.get_absolute_url(),
        at=edition.live.at,
        language=edition.language,
        kind=edition.kind,
        topics=content["topics"],
        picture=first_picture(content),
        notice=edition.notice_expires_at is not None,
    )


def cards(editions: Iterable[Edition]) -> list[Card]:
    """Cards in the given order."""
    return [card(edition) for edition in editions]
