"""What a push message says: a few words and where the whole text is."""

import json
from base64 import urlsafe_b64encode

from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from bantin.publish.newsroom import addresses
from bantin.publish.record.models import Edition

LONGEST_TITLE, LONGEST_BODY = 160, 280  # signs; screens show fewer
HOUR = 3600
TTL = 12 * HOUR  # in which a browser that is off may still get it
TTL_OF_CHANGES = 72 * HOUR  # corrections and withdrawals matter longer than news
CHANGES = {Edition.Kind.CORRECTION.value, Edition.Kind.WITHDRAWAL.value}


def render(edition: Edition, language: str) -> bytes:
    """The message as JSON, with what the push service has to know about it."""
    with translation.override(language):
        title = _title(edition)
    said = {
        "title": Truncator(title).chars(LONGEST_TITLE),
        "body": Truncator(edition.reason or edition.summary).chars(LONGEST_BODY),
        "lang": edition.language,
        "url": addresses.canonical(edition),
        "kind": edition.kind,
        "tag": str(edition.uid),  # a later edition replaces the message of an earlier one
        "urgent": edition.kind != Edition.Kind.ORIGINAL,
    }
    return json.dumps(said, ensure_ascii=False).encode()


def headers(rendered: bytes) -> dict[str, str]:
    """What the push service has to know: how long, how urgent, and what it replaces (RFC 8030)."""
    said = json.loads(rendered)
    topic = urlsafe_b64encode(bytes.fromhex(said["tag"].replace("-", ""))).rstrip(b"=")
    return {
        "TTL": str(TTL_OF_CHANGES if said["kind"] in CHANGES else TTL),
        "Urgency": "high" if said["urgent"] else "normal",
        "Topic": topic.decode("ascii"),
    }


def _title(edition: Edition) -> str:
    words = {
        Edition.Kind.CORRECTION.value: _("Correction notice: %(title)s"),
        Edition.Kind.WITHDRAWAL.value: _("Withdrawn: %(title)s"),
    }
    return words.get(edition.kind, "%(title)s") % {"title": edition.title}
