"""What stands in a feed, ready for each format: legal text, full addresses."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from bantin.publish.newsroom import addresses, queries
from bantin.publish.newsroom.markup import legal, standalone
from bantin.publish.newsroom.pictures import MIDDLE
from bantin.publish.record.models import Edition

SHOWN = {"image/jpeg", "image/png", "image/gif"}  # newsroom systems take nothing newer


class Named(NamedTuple):
    """A topic or area in the language of the feed."""

    code: str
    name: str


class File(NamedTuple):
    """An attached document."""

    url: str
    media_type: str
    size: str
    title: str


class Picture(NamedTuple):
    """The first picture, at a size fit for a page."""

    url: str
    media_type: str
    width: str
    height: str
    alt: str
    credit: str


class Entry(NamedTuple):
    """One release in a feed."""

    id: str
    url: str
    language: str
    title: str
    summary: str
    html: str
    at: datetime
    files: list[File]
    picture: Picture | None
    topics: list[Named]

    @property
    def instant(self) -> str:
        """When its current edition went live."""
        return instant(self.at)

    @property
    def rfc822(self) -> str:
        """The same as RSS writes it."""
        return rfc822(self.at)


def entries(editions: Sequence[Edition], at: datetime, *, language: str) -> list[Entry]:
    """The entries of a feed that names things in ``language``."""
    first = queries.first_live([edition.uid for edition in editions], at)
    return [_entry(edition, first[edition.uid], language) for edition in editions]


def instant(at: datetime) -> str:
    """UTC with ``Z`` and whole seconds: what real feed parsers read."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def rfc822(at: datetime) -> str:
    """The date of RSS: English whatever the language, four digits of the year, GMT."""
    return format_datetime(at.astimezone(UTC), usegmt=True)


def _entry(edition: Edition, first: datetime, language: str) -> Entry:
    content = edition.content
    url = addresses.canonical(edition)
    return Entry(
        id=addresses.tag(str(edition.uid), first),
        url=url,
        language=edition.language,
        title=legal(edition.title),
        summary=legal(edition.summary),
        html=legal(_html(edition, content, url)),
        at=edition.live.at,
        files=[_file(file) for file in content["attachments"]],
        picture=_picture(content["images"]),
        topics=[_named(topic, language) for topic in content["topics"]],
    )


def _html(edition: Edition, content: Mapping[str, Any], url: str) -> str:
    """The text with what a reader must know before it; its links lead somewhere from anywhere."""
    safe = mark_safe(standalone(content["body_html"], url))  # noqa: S308 - it was sanitised
    shown = {"content": content, "body": safe, "base": settings.BASE_URL}
    with translation.override(edition.language):
        return render_to_string("newsroom/_feed_entry.html", shown)


def _file(file: Mapping[str, Any]) -> File:
    url = addresses.public(addresses.media(file["sha256"], file["filename"]))
    return File(url, file["content_type"], str(file["size"]), legal(file["title"]))


def _picture(images: Sequence[Mapping[str, Any]]) -> Picture | None:
    for image in images[:1]:
        shown = _middle(size for size in (*image["sizes"], image) if size["content_type"] in SHOWN)
        if shown:
            return Picture(
                url=addresses.public(addresses.media(shown["sha256"], image["filename"])),
                media_type=shown["content_type"],
                width=str(shown["width"]),
                height=str(shown["height"]),
                alt=legal(image["alt"]),
                credit=legal(image["credit"]),
            )
    return None


def _middle(sizes: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The smallest that is wide enough, else the widest."""
    rising = sorted(sizes, key=lambda size: int(size["width"]))
    wide = [size for size in rising if size["width"] >= MIDDLE]
    return wide[0] if wide else (rising[-1] if rising else None)


def _named(thing: Mapping[str, str], language: str) -> Named:
    return Named(thing["code"], legal(thing[language] or thing["vi"]))
