"""What approval freezes: the canonical JSON of an edition, built from the submitted revision."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.base import File
from wagtail.rich_text import expand_db_html

from bantin.core.canonical import canonical_bytes
from bantin.decide.notices.content import notice_of
from bantin.decide.releases.models import Release, ReleaseAttachment, ReleaseImage
from bantin.publish.record import images, media, text
from bantin.publish.record.errors import FileMissing, NoText, NoTitle, NotText, TitleTooLong
from bantin.publish.record.models import Edition, Media

SCHEMA = "bantin/edition/1"
_TITLE_LIMIT = 200
_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".zip": "application/zip",
}


@dataclass
class Prepared:
    """The parts of a release that do not depend on its approval; media are on the disk."""

    content: dict[str, Any]
    release: Release  # the revision's object
    media: dict[str, Media] = field(default_factory=dict)  # unsaved rows by SHA-256
    notice: dict[str, Any] | None = None  # given where it does not come from the revision


def prepare(release: Release) -> Prepared:
    """Sanitise the text and put the media of ``release`` (a revision's object) into storage.

    Nothing is written to the database, so this may take its time.

    Raises:
        Refusal: something in the release cannot be published; it says what.
    """
    prepared = Prepared(_text_of(release), release)
    prepared.content["images"] = [_image(image, prepared.media) for image in release.images.all()]
    prepared.content["attachments"] = [
        _attachment(attachment, prepared.media) for attachment in release.attachments.all()
    ]
    return prepared


def finish(
    prepared: Prepared,
    *,
    number: int,
    kind: str,
    reason: str,
    replaces: Edition | None,
    go_live_at: datetime,
    sealed_at: datetime,
) -> tuple[bytes, dict[str, Any]]:
    """The canonical bytes of the edition, and what they say.

    ``sealed_at`` tells an edition from one with the same words that was called off before.

    Raises:
        NotText: a text has something that JSON cannot carry.
    """
    content = {
        **prepared.content,
        "schema": SCHEMA,
        "number": number,
        "kind": kind,
        "reason": text.clean(reason),
        "replaces": replaces.sha256 if replaces else None,
        "agency": {code: settings.AGENCY_NAME[code] for code in ("vi", "en")},
        "go_live_at": instant(go_live_at),
        "sealed_at": milliseconds(sealed_at),
    }
    notice = prepared.notice or notice_of(prepared.release, go_live_at)
    if notice is not None:  # editions of other releases have no such member
        content["notice"] = _cleaned(notice)
    try:
        canonical = canonical_bytes(content)
    except ValueError as error:
        raise NotText(title=content["title"], error=error) from error
    return canonical, content


def instant(at: datetime) -> str:
    """``at`` in UTC with whole seconds: ``2027-03-01T02:00:00Z``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def milliseconds(at: datetime) -> str:
    """``at`` in UTC with milliseconds: ``2027-03-01T02:00:00.123Z``."""
    at = at.astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def media_in(content: dict[str, Any]) -> set[str]:
    """The SHA-256 of all bytes that the canonical JSON names."""
    pictures = [size for image in content["images"] for size in (image, *image["sizes"])]
    return {row["sha256"] for row in (*pictures, *content["attachments"])}


def _text_of(release: Release) -> dict[str, Any]:
    title = " ".join(text.clean(release.title).split())
    if not title:
        raise NoTitle
    if len(title) > _TITLE_LIMIT:
        raise TitleTooLong(length=len(title), limit=_TITLE_LIMIT)
    body_html = text.sanitise(expand_db_html(release.body))
    body_text = text.plain(body_html)
    if not body_text:
        raise NoText(title=title)
    return {
        "uid": str(release.uid),
        "language": release.language,
        "title": title,
        "summary": text.clean(release.summary),
        "body_html": body_html,
        "body_text": body_text,
        "topics": [_named(topic) for topic in release.topics.all()],
        "areas": [_named(area) for area in release.areas.all()],
    }


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _cleaned(inner) for name, inner in value.items()}
    return text.clean(value) if isinstance(value, str) else value


def _named(thing: Any) -> dict[str, str]:
    return {"code": thing.code, "vi": thing.name_vi, "en": thing.name_en}


def _image(row: ReleaseImage, kept: dict[str, Media]) -> dict[str, Any]:
    name = filename(row.image.file.name)
    original = images.inspect(_bytes_of(row.image.file, name), name=name)
    return {
        **_picture(original, kept),
        "alt": text.clean(row.alt),
        "caption": text.clean(row.caption),
        "credit": text.clean(row.credit),
        "filename": name,
        "sizes": [_picture(size, kept) for size in images.web_sizes(original, name=name)],
    }


def _picture(picture: images.Picture, kept: dict[str, Media]) -> dict[str, Any]:
    facts = {
        "content_type": picture.content_type,
        "width": picture.width,
        "height": picture.height,
    }
    sha256 = media.store(picture.data)
    kept[sha256] = Media(sha256=sha256, size=len(picture.data), **facts)
    return {"sha256": sha256, **facts}


def _attachment(row: ReleaseAttachment, kept: dict[str, Media]) -> dict[str, Any]:
    name = filename(row.document.file.name)
    data = _bytes_of(row.document.file, name)
    content_type = _TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")
    sha256 = media.store(data)
    kept[sha256] = Media(sha256=sha256, size=len(data), content_type=content_type)
    return {
        "sha256": sha256,
        "content_type": content_type,
        "size": len(data),
        "title": text.clean(row.title or row.document.title),
        "filename": name,
    }


def filename(path: str) -> str:
    """The last part of a storage path, fit for an address and a download dialogue."""
    name = text.clean(PurePosixPath(path).name).replace("\\", "_").lstrip(".")
    return name or "file"


def _bytes_of(file: "File[bytes]", name: str) -> bytes:
    try:
        with file.open("rb") as opened:
            return bytes(opened.read())
    except OSError as error:
        raise FileMissing(name=name) from error
