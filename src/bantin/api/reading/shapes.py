"""Editions in the shape of the API's answers."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from bantin.api.frame.schemas import Named
from bantin.api.reading import schemas
from bantin.publish.newsroom import addresses
from bantin.publish.record.models import Edition

PREFIX = "/api/v1"


def in_short(edition: Edition) -> schemas.EditionInShort:
    """An edition for a list."""
    return schemas.EditionInShort(**_short(edition, edition.content))


def whole(edition: Edition) -> schemas.Edition:
    """An edition with its text and its proof."""
    content = edition.content
    return schemas.Edition(
        **_short(edition, content),
        text=content["body_text"],
        html=content["body_html"],
        agency=content["agency"],
        replaces=content["replaces"],
        images=[_image(image) for image in content["images"]],
        attachments=[_attachment(file) for file in content["attachments"]],
        content=content,
        proof=_proof(edition),
    )


def address(edition: Edition) -> str:
    """The full address of an edition in the API."""
    return addresses.public(f"{PREFIX}/releases/{edition.uid}/editions/{edition.number}")


def media_address(file: Mapping[str, Any], filename: str) -> str:
    """The full address of a file's bytes."""
    return addresses.public(addresses.media(file["sha256"], filename))


def named(things: list[dict[str, str]]) -> list[Named]:
    """Topics or areas of the sealed JSON."""
    return [Named(**thing) for thing in things]


def _short(edition: Edition, content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "uid": edition.uid,
        "number": edition.number,
        "kind": edition.kind,
        "language": edition.language,
        "title": edition.title,
        "summary": edition.summary,
        "reason": edition.reason,
        "topics": named(content["topics"]),
        "areas": named(content["areas"]),
        "notice": edition.notice_expires_at is not None,
        "live_at": edition.live.at,
        "ledger_index": edition.live.ledger_index,
        "sha256": edition.sha256,
        "url": address(edition),
        "page": addresses.canonical(edition),
    }


def _picture(picture: Mapping[str, Any], filename: str) -> dict[str, Any]:
    facts = {name: picture[name] for name in ("sha256", "content_type", "width", "height")}
    return {**facts, "url": media_address(picture, filename)}


def _image(image: Mapping[str, Any]) -> schemas.Image:
    name = image["filename"]
    words = {key: image[key] for key in ("alt", "caption", "credit", "filename")}
    sizes = [schemas.Picture(**_picture(size, name)) for size in image["sizes"]]
    return schemas.Image(**_picture(image, name), **words, sizes=sizes)


def _attachment(file: Mapping[str, Any]) -> schemas.Attachment:
    facts = {key: file[key] for key in ("sha256", "content_type", "size", "title", "filename")}
    return schemas.Attachment(**facts, url=media_address(file, file["filename"]))


def _proof(edition: Edition) -> schemas.Proof:
    where = [edition.name, edition.number]
    lie = {
        "sealed": reverse("record:sealed", args=where),
        "signature": reverse("record:signature", args=where),
        "bundle": reverse("record:bundle", args=where),
        "checkpoint": reverse("record:checkpoint"),
        "keys": reverse("record:keys"),
    }
    return schemas.Proof(**{name: addresses.public(path) for name, path in lie.items()})
