"""Messages of the Common Alerting Protocol (CAP 1.2, OASIS), written from sealed editions.

Everything in a message comes from the edition and from the instant at which it went live, so
that anybody who asks again gets the same bytes. Times carry the office's offset: CAP allows no
``Z``.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from django.conf import settings
from django.utils import timezone

from bantin.publish.newsroom import addresses
from bantin.publish.newsroom.markup import legal
from bantin.publish.record.models import Edition
from bantin.publish.record.notices import Words, words_in

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MESSAGE = {"original": "Alert", "correction": "Update", "withdrawal": "Cancel"}
STATUS = {"actual": "Actual", "exercise": "Exercise"}
LONGEST_HEADLINE = 160
_DRILL = {"vi": "[DIỄN TẬP]", "en": "[DRILL]"}


def message(edition: Edition, earlier: Sequence[Edition]) -> bytes:
    """One message; ``earlier`` are the live editions of the same notice before it."""
    content = edition.content
    notice = content["notice"]
    standing = _standing(earlier)
    again = edition.kind == Edition.Kind.CORRECTION and not standing
    alert = ET.Element("alert", {"xmlns": NAMESPACE})
    _add(alert, "identifier", identifier(edition))
    _add(alert, "sender", sender())
    _add(alert, "sent", instant(edition.live.at))
    _add(alert, "status", STATUS[notice["status"]])
    _add(alert, "msgType", "Alert" if again else MESSAGE[edition.kind])
    _add(alert, "scope", "Public")
    if edition.reason:
        _add(alert, "note", edition.reason)
    elif notice["status"] == "exercise":
        _add(alert, "note", "DIỄN TẬP – EXERCISE")
    if standing:
        _add(alert, "references", " ".join(reference(one) for one in standing))
    for language in _languages(content):
        _add_info(alert, edition, content, words_in(content, language))
    xml: bytes = ET.tostring(alert, encoding="utf-8", xml_declaration=True)
    return xml


def identifier(edition: Edition) -> str:
    """The message's name: the notice's uid and the number of the edition."""
    return f"{edition.uid}.{edition.number}"


def sender() -> str:
    """Who sends, as CAP wants it: a name that nobody else has."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def reference(edition: Edition) -> str:
    """How a later message names this one."""
    return f"{sender()},{identifier(edition)},{instant(edition.live.at)}"


def instant(at: datetime) -> str:
    """``at`` in the office's time zone with its offset and whole seconds; UTC is ``-00:00``."""
    text = timezone.localtime(at).isoformat(timespec="seconds")
    return text.replace("+00:00", "-00:00")


def _standing(earlier: Sequence[Edition]) -> list[Edition]:
    """The earlier messages that no cancellation ended; none after one, so it begins anew."""
    last = max((n for n, e in enumerate(earlier) if e.kind == Edition.Kind.WITHDRAWAL), default=-1)
    return list(earlier[last + 1 :])


def _languages(content: dict[str, Any]) -> list[str]:
    translation = content["notice"]["translation"]
    return [content["language"], *([translation["language"]] if translation else [])]


def _add_info(alert: ET.Element, edition: Edition, content: dict[str, Any], words: Words) -> None:
    notice = content["notice"]
    mark = f"{_DRILL[words.language]} " if edition.drill else ""
    info = ET.SubElement(alert, "info")
    _add(info, "language", {"vi": "vi-VN", "en": "en-GB"}[words.language])
    _add(info, "category", notice["category"])
    _add(info, "event", mark + words.event)
    _add(info, "responseType", notice["response"])
    _add(info, "urgency", notice["urgency"])
    _add(info, "severity", notice["severity"])
    _add(info, "certainty", notice["certainty"])
    _add(info, "effective", instant(edition.live.at))
    if notice["onset"]:
        _add(info, "onset", instant(datetime.fromisoformat(notice["onset"])))
    _add(info, "expires", instant(datetime.fromisoformat(notice["expires"])))
    _add(info, "senderName", content["agency"][words.language])
    _add(info, "headline", (mark + words.title)[:LONGEST_HEADLINE])
    _add(info, "description", mark + words.text)
    if words.instruction:
        _add(info, "instruction", mark + words.instruction)
    if not edition.drill:
        _add(info, "web", addresses.in_language(words.language, edition.name))
    _add_area(info, content, words.language)


def _add_area(info: ET.Element, content: dict[str, Any], language: str) -> None:
    area = ET.SubElement(info, "area")
    names = [place.get(language) or place["vi"] for place in content["areas"]]
    _add(area, "areaDesc", "; ".join(names))
    for outline in content["notice"]["polygons"]:
        _add(area, "polygon", outline)


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = legal(text)
