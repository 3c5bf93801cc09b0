"""What search engines read: schema.org JSON-LD, safe inside a ``script`` element."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from bantin.publish.imprint.models import PressDesk, Spokesperson
from bantin.publish.newsroom import addresses
from bantin.publish.newsroom.feeds.entries import instant
from bantin.publish.record.models import Edition

_CONTEXT = "https://schema.org"
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def news_article(edition: Edition, content: Mapping[str, Any], *, first: datetime) -> SafeString:
    """A NewsArticle; ``first`` is when the release's first edition went live."""
    agency = _agency(content["agency"], edition.language)
    data: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "NewsArticle",
        "@id": addresses.tag(str(edition.uid), first),
        "url": addresses.canonical_edition(edition),
        "mainEntityOfPage": addresses.canonical(edition),
        "headline": edition.title,
        "description": edition.summary,
        "inLanguage": edition.language,
        "version": str(edition.number),
        "datePublished": instant(first),
        "dateModified": instant(edition.live.at),
        "isAccessibleForFree": True,
        "author": agency,
        "publisher": agency,
        "publishingPrinciples": _policy(edition.language),
        "image": [
            addresses.public(addresses.media(image["sha256"], image["filename"]))
            for image in content["images"]
        ],
        "about": [_thing(topic, edition.language) for topic in content["topics"]],
        "contentLocation": [
            {"@type": "Place", "name": area[edition.language] or area["vi"]}
            for area in content["areas"]
        ],
    }
    if edition.reason:
        data["correction"] = {
            "@type": "CorrectionComment",
            "text": edition.reason,
            "datePublished": instant(edition.live.at),
        }
    return _block({key: value for key, value in data.items() if value not in ("", [])})


def agency(language: str) -> SafeString:
    """The office itself, for its own pages."""
    about = _agency(settings.AGENCY_NAME, language)
    contact = _point("press", settings.MAIL_FROM, "")
    return _block({"@context": _CONTEXT, **about, "contactPoint": contact})


def press_desk(language: str, desk: PressDesk, people: Sequence[Spokesperson]) -> SafeString:
    """The office with every number and address at which the press reaches it."""
    about = _agency(settings.AGENCY_NAME, language)
    points = [
        _point("press", desk.mailbox, desk.phone),
        *([_point("emergency press desk", "", desk.phone_always)] if desk.phone_always else []),
        *(_point(person.office, person.email, person.phone) for person in people),
    ]
    employees = [
        {"@type": "Person", "name": person.name, "jobTitle": person.office} for person in people
    ]
    more = {"contactPoint": points, "employee": employees, "address": desk.address}
    known = {key: value for key, value in more.items() if value}
    return _block({"@context": _CONTEXT, **about, **known})


def _point(kind: str, email: str, phone: str) -> dict[str, Any]:
    point = {
        "@type": "ContactPoint",
        "contactType": kind,
        "email": email,
        "telephone": phone,
        "availableLanguage": ["vi", "en"],
    }
    return {key: value for key, value in point.items() if value}


def _agency(names: Mapping[str, str], language: str) -> dict[str, Any]:
    return {
        "@type": "GovernmentOrganization",
        "@id": addresses.public("/#agency"),
        "name": names.get(language) or names["vi"],
        "url": addresses.public("/"),
        "correctionsPolicy": _policy(language),
    }


def _policy(language: str) -> str:
    """Where it is written how we correct ourselves."""
    with translation.override(language):
        return addresses.public(reverse("newsroom:policy", args=["dinh-chinh"]))


def _thing(topic: Mapping[str, str], language: str) -> dict[str, str]:
    return {"@type": "Thing", "name": topic[language] or topic["vi"]}


def _block(data: Mapping[str, Any]) -> SafeString:
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(text)  # noqa: S308 - nothing can end the element
