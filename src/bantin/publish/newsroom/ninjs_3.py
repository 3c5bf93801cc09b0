"""An edition as IPTC ninjs 3.1, for systems that left 1.6 behind.

The same ``uri`` and ``version`` as in 1.6, so that a system may change over without taking
anything twice. Times are UTC with ``Z`` and whole seconds here, too.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation

from bantin.publish.newsroom import addresses
from bantin.publish.newsroom.markup import standalone
from bantin.publish.newsroom.ninjs import instant
from bantin.publish.record.models import Edition

STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
}


def ninjs_3(edition: Edition, *, first: datetime) -> dict[str, Any]:
    """A public edition; ``first`` is when the release's first edition went live."""
    content = edition.content
    agency = content["agency"][edition.language]
    withdrawn = edition.kind == Edition.Kind.WITHDRAWAL
    item: dict[str, Any] = {
        "standard": STANDARD,
        "uri": addresses.tag(str(edition.uid), first),
        "type": "text",
        "representationType": "full",
        "version": str(edition.number),
        "firstCreated": instant(first),
        "versionCreated": instant(edition.live.at),
        "pubStatus": "canceled" if withdrawn else "usable",
        "language": edition.language,
        "title": edition.title,
        "headlines": [_words("main", "text/plain", edition.title)],
        "bodies": _bodies(edition, content),
        "by": agency,
        "copyrightHolder": agency,
        "infoSources": [{"name": agency, "role": "publisher", "uri": addresses.public("/")}],
        "subjects": [_concept(one, "topic", edition.language) for one in content["topics"]],
        "places": [_concept(one, "area", edition.language) for one in content["areas"]],
        "renditions": [
            _page("page", addresses.canonical(edition)),
            _page("edition", addresses.canonical_edition(edition)),
        ],
        "associations": [
            *(_picture(number, image) for number, image in enumerate(content["images"], 1)),
            *(_file(number, file) for number, file in enumerate(content["attachments"], 1)),
        ],
        "altIds": [{"role": "sha256", "value": edition.sha256}],
    }
    if content["summary"]:
        item["descriptions"] = [_words("summary", "text/plain", content["summary"])]
    if edition.reason:
        item["edNote"] = edition.reason
    return item


def _bodies(edition: Edition, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    plain = content["body_text"]
    counts = {"charCount": len(plain), "wordCount": len(plain.split())}
    html = standalone(content["body_html"], addresses.canonical(edition))
    return [
        {**_words("main", "text/html", html), **counts},
        {**_words("plain", "text/plain", plain), **counts},
    ]


def _words(role: str, content_type: str, value: str) -> dict[str, Any]:
    return {"role": role, "contentType": content_type, "value": value}


def _concept(named: Mapping[str, str], what: str, language: str) -> dict[str, Any]:
    with translation.override("vi"):  # one address, whatever the language of the text
        page = reverse(f"newsroom:{what}", args=[named["code"]])
    return {
        "name": named[language] or named["vi"],
        "literal": named["code"],
        "uri": addresses.public(page),
    }


def _page(name: str, url: str) -> dict[str, Any]:
    return {"name": name, "href": url, "contentType": "text/html"}


def _picture(number: int, image: Mapping[str, Any]) -> dict[str, Any]:
    sizes = {"original": image} | {f"width_{size['width']}": size for size in image["sizes"]}
    item: dict[str, Any] = {
        "name": f"picture_{number}",
        "uri": _address(image, image["filename"]),
        "type": "picture",
        "renditions": [
            {
                "name": name,
                "href": _address(size, image["filename"]),
                "contentType": size["content_type"],
                "width": size["width"],
                "height": size["height"],
            }
            for name, size in sizes.items()
        ],
        "altIds": [{"role": "sha256", "value": image["sha256"]}],
    }
    if image["alt"]:
        item["headlines"] = [_words("alt", "text/plain", image["alt"])]
    if image["caption"]:
        item["descriptions"] = [_words("caption", "text/plain", image["caption"])]
    if image["credit"]:
        item["by"] = image["credit"]
    return item


def _file(number: int, file: Mapping[str, Any]) -> dict[str, Any]:
    address = _address(file, file["filename"])
    return {
        "name": f"file_{number}",
        "uri": address,
        "type": "component",
        "title": file["title"],
        "renditions": [
            {
                "name": "original",
                "href": address,
                "contentType": file["content_type"],
                "title": file["filename"],
                "sizeInBytes": file["size"],
            }
        ],
        "altIds": [{"role": "sha256", "value": file["sha256"]}],
    }


def _address(file: Mapping[str, Any], filename: str) -> str:
    return addresses.public(addresses.media(file["sha256"], filename))
