"""What search engines read: schema.org JSON-LD, safe inside a ``script`` element."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from bantin.publish.newsroom import addresses
from bantin.publish.record.models import Edition

_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def news_article(edition: Edition, content: Mapping[str, Any], *, first: datetime) -> SafeString:
    """A NewsArticle; ``first`` is when the release's first edition went live."""
    agency = {"@type": "GovernmentOrganization", "name": content["agency"][edition.language]}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": addresses.canonical(edition),
        "headline": edition.title,
        "description": edition.summary,
        "inLanguage": edition.language,
        "datePublished": first.isoformat(timespec="seconds"),
        "dateModified": edition.live.at.isoformat(timespec="seconds"),
        "author": agency,
        "publisher": agency,
        "image": [
            addresses.public(addresses.media(image["sha256"], image["filename"]))
            for image in content["images"]
        ],
    }
    if edition.kind == Edition.Kind.CORRECTION:
        data["correction"] = edition.reason
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(text)  # noqa: S308 - nothing can end the element
