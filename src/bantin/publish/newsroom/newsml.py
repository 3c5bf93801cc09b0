"""An edition as IPTC NewsML-G2 2.35.

The text is HTML in ``inlineData``: inline XHTML loses text in real readers. All editions of a
release have one ``guid``, and ``version`` counts them. The item brings its own catalogue, so that
nobody has to fetch one to read it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from django.conf import settings

from bantin.publish.newsroom import addresses
from bantin.publish.newsroom.markup import legal, standalone
from bantin.publish.newsroom.ninjs import instant
from bantin.publish.record.models import Edition

NAMESPACE = "http://iptc.org/std/nar/2006-10-01/"
CONTENT_TYPE = "application/vnd.iptc.g2.newsitem+xml"
_CODES = "http://cv.iptc.org/newscodes/"
_SCHEMES = {
    "ninat": f"{_CODES}ninature/",
    "stat": f"{_CODES}pubstatusg2/",
    "drol": f"{_CODES}descriptionrole/",
    "irel": f"{_CODES}itemrelation/",
    "cpnat": f"{_CODES}cpnature/",
}


def newsml(edition: Edition, *, first: datetime) -> bytes:
    """A public edition; ``first`` is when the release's first edition went live."""
    content = edition.content
    item = ET.Element(
        "newsItem",
        {
            "xmlns": NAMESPACE,
            "standard": "NewsML-G2",
            "standardversion": "2.35",
            "conformance": "power",
            "guid": addresses.tag(str(edition.uid), first),
            "version": str(edition.number),
            "xml:lang": edition.language,
        },
    )
    _add_catalogue(item)
    holder = _add(_add(item, "rightsInfo"), "copyrightHolder", literal=_host())
    _add(holder, "name", content["agency"][edition.language])
    _add_item_meta(item, edition, content, first)
    _add_content_meta(item, edition, content)
    html = standalone(content["body_html"], addresses.canonical(edition))
    _add(_add(item, "contentSet"), "inlineData", html, contenttype="text/html")
    xml: bytes = ET.tostring(item, encoding="utf-8", xml_declaration=True)
    return xml


def _add_catalogue(item: ET.Element) -> None:
    ours = {"topic": addresses.public("/chu-de/"), "area": addresses.public("/dia-ban/")}
    catalogue = _add(item, "catalog")
    for alias, uri in (_SCHEMES | ours).items():
        _add(catalogue, "scheme", alias=alias, uri=uri)


def _add_item_meta(
    item: ET.Element, edition: Edition, content: Mapping[str, Any], first: datetime
) -> None:
    withdrawn = edition.kind == Edition.Kind.WITHDRAWAL
    meta = _add(item, "itemMeta")
    _add(meta, "itemClass", qcode="ninat:text")
    provider = _add(meta, "provider", literal=_host())
    _add(provider, "name", content["agency"][edition.language])
    _add(meta, "versionCreated", instant(edition.live.at))
    _add(meta, "firstCreated", instant(first))
    _add(meta, "pubStatus", qcode="stat:canceled" if withdrawn else "stat:usable")
    _add(meta, "title", edition.title)
    if edition.reason:
        _add(meta, "edNote", edition.reason)
    page = addresses.canonical(edition)
    _add(meta, "link", rel="irel:seeAlso", href=page, contenttype="text/html")
    for file in (*content["images"], *content["attachments"]):
        address = addresses.public(addresses.media(file["sha256"], file["filename"]))
        _add(meta, "link", rel="irel:seeAlso", href=address, contenttype=file["content_type"])


def _add_content_meta(item: ET.Element, edition: Edition, content: Mapping[str, Any]) -> None:
    meta = _add(item, "contentMeta")
    creator = _add(meta, "creator", literal=_host())
    _add(creator, "name", content["agency"][edition.language])
    _add(meta, "language", tag=edition.language)
    for alias, kind, things in (
        ("topic", "cpnat:abstract", content["topics"]),
        ("area", "cpnat:geoArea", content["areas"]),
    ):
        for thing in things:
            subject = _add(meta, "subject", type=kind, qcode=f"{alias}:{thing['code']}")
            _add(subject, "name", thing[edition.language] or thing["vi"])
    _add(meta, "headline", edition.title)
    _add(meta, "by", content["agency"][edition.language])
    if content["summary"]:
        _add(meta, "description", content["summary"], role="drol:summary")


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, name, {key: legal(value) for key, value in attributes.items()})
    if text:
        child.text = legal(text)
    return child
