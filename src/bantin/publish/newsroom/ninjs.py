"""An edition as IPTC ninjs 1.6, what newsroom systems take in.

Times are UTC with ``Z`` and whole seconds: offsets and fractions break real readers. All editions
of a release have one ``uri``, and ``version`` counts them, so that a correction replaces what the
reader has. There is no top-level ``standard`` key: 1.6 does not know it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bantin.publish.newsroom import addresses
from bantin.publish.newsroom.markup import standalone
from bantin.publish.record.models import Edition


def ninjs(edition: Edition, *, first: datetime) -> dict[str, Any]:
    """A public edition; ``first`` is when the release's first edition went live."""
    content = edition.content
    agency = content["agency"][edition.language]
    withdrawn = edition.kind == Edition.Kind.WITHDRAWAL
    item: dict[str, Any] = {
        "uri": addresses.tag(str(edition.uid), first),
        "type": "text",
        "mimetype": "text/html",
        "representationtype": "complete",
        "version": str(edition.number),
        "firstcreated": instant(first),
        "versioncreated": instant(edition.live.at),
        "pubstatus": "canceled" if withdrawn else "usable",
        "language": edition.language,
        "headline": edition.title,
        "title": edition.title,
        "byline": agency,
        "copyrightholder": agency,
        "infosource": [{"name": agency, "rel": "publisher"}],
        "body_html": standalone(content["body_html"], addresses.canonical(edition)),
        "body_text": content["body_text"],
        "charcount": len(content["body_text"]),
        "wordcount": len(content["body_text"].split()),
        "subject": [_concept(one, "topic", edition.language) for one in content["topics"]],
        "place": [_concept(one, "area", edition.language) for one in content["areas"]],
        "renditions": {
            "page": {"href": addresses.canonical(edition), "mimetype": "text/html"},
            "edition": {"href": addresses.canonical_edition(edition), "mimetype": "text/html"},
        },
        "associations": _associations(content),
        "altids": {"sha256": edition.sha256},
    }
    if content["summary"]:
        item["description_text"] = content["summary"]
    if edition.reason:
        item["ednote"] = edition.reason
    return item


def instant(at: datetime) -> str:
    """UTC with ``Z`` and whole seconds."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _concept(named: Mapping[str, str], what: str, language: str) -> dict[str, Any]:
    return {
        "name": named[language] or named["vi"],
        "code": named["code"],
        "scheme": addresses.public(f"/ninjs/{what}"),
    }


def _associations(content: Mapping[str, Any]) -> dict[str, Any]:
    pictures = {
        f"picture_{number}": _picture(image)
        for number, image in enumerate(content["images"], start=1)
    }
    files = {
        f"file_{number}": _file(attachment)
        for number, attachment in enumerate(content["attachments"], start=1)
    }
    return pictures | files


def _picture(image: Mapping[str, Any]) -> dict[str, Any]:
    sizes = {"original": image} | {f"width_{size['width']}": size for size in image["sizes"]}
    item: dict[str, Any] = {
        "uri": _address(image, image["filename"]),
        "type": "picture",
        "mimetype": image["content_type"],
        "renditions": {
            name: {
                "href": _address(size, image["filename"]),
                "mimetype": size["content_type"],
                "width": size["width"],
                "height": size["height"],
            }
            for name, size in sizes.items()
        },
        "altids": {"sha256": image["sha256"]},
    }
    words = {"headline": "alt", "description_text": "caption", "byline": "credit"}
    return item | {key: image[name] for key, name in words.items() if image[name]}


def _file(attachment: Mapping[str, Any]) -> dict[str, Any]:
    address = _address(attachment, attachment["filename"])
    return {
        "uri": address,
        "type": "component",
        "mimetype": attachment["content_type"],
        "title": attachment["title"],
        "renditions": {
            "original": {
                "href": address,
                "mimetype": attachment["content_type"],
                "title": attachment["filename"],
                "sizeinbytes": attachment["size"],
            }
        },
        "altids": {"sha256": attachment["sha256"]},
    }


def _address(file: Mapping[str, Any], filename: str) -> str:
    return addresses.public(addresses.media(file["sha256"], filename))
