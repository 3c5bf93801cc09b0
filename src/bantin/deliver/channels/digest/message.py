"""The day's texts in one e-mail: what is new, with a link to each."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation

from bantin.deliver.channels.email.message import BODY_LINK, BODY_SETTINGS, compose
from bantin.publish.newsroom import addresses
from bantin.publish.record.models import Edition

EXCERPT = 280  # characters of a text that has no summary


def render(editions: Sequence[Edition], language: str) -> bytes:
    """The message as SMTP bytes with places to fill in, the newest text first."""
    newest_first = sorted(editions, key=lambda one: (one.live.at, one.pk), reverse=True)
    with translation.override(language):
        context = _context(newest_first, language)
        return compose(
            subject=render_to_string("channels/digest/subject.txt", context).removesuffix("\n"),
            text=render_to_string("channels/digest/message.txt", context),
            html=render_to_string("channels/digest/message.html", context),
            language=language,
        )


def _context(editions: Sequence[Edition], language: str) -> dict[str, Any]:
    agency = editions[0].content["agency"]
    return {
        "agency": agency.get(language) or agency["vi"],
        "texts": [_text(one, language) for one in editions],
        "day": timezone.localdate(editions[0].live.at),
        "newsroom": addresses.public("/"),
        "language": language,
        "unsubscribe": BODY_LINK,
        "settings": BODY_SETTINGS,
    }


def _text(edition: Edition, language: str) -> dict[str, Any]:
    topics = edition.content["topics"]
    return {
        "edition": edition,
        "address": addresses.public(edition.get_absolute_url()),
        "topics": [topic.get(language) or topic["vi"] for topic in topics],
        "summary": edition.summary or _excerpt(edition.text),
    }


def _excerpt(text: str) -> str:
    """The beginning, up to the end of a word."""
    text = " ".join(text.split())
    if len(text) <= EXCERPT:
        return text
    return text[:EXCERPT].rpartition(" ")[0].rstrip(",;:") + " …"
