"""What the desk's templates need of a release: its preview, its state in words."""

from dataclasses import dataclass, field
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from bantin.decide.releases import extensions, richtext
from bantin.decide.releases.desk.lists import badge
from bantin.decide.releases.models import Release, ReleaseAttachment, ReleaseImage

register = template.Library()
RENDITION = "max-1200x1200"


@dataclass
class Preview:
    """A draft in the shape of a canonical edition, and where its files are on the desk."""

    content: dict[str, Any]
    addresses: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> SafeString:
        """The text as markup; cleaned when this was made."""
        html: str = self.content["body_html"]
        return mark_safe(html)  # noqa: S308 - richtext.cleaned() made it

    @property
    def pictures(self) -> list[dict[str, Any]]:
        """The pictures with their addresses on the desk."""
        return [{**row, "src": self.addresses[row["sha256"]]} for row in self.content["images"]]

    @property
    def files(self) -> list[dict[str, Any]]:
        """The documents with their addresses on the desk."""
        rows = self.content["attachments"]
        return [{**row, "src": self.addresses[row["sha256"]]} for row in rows]


@register.simple_tag
def preview_of(release: Release) -> Preview:
    """``release``, saved or not, as the public templates want it."""
    preview = Preview(
        {
            "uid": str(release.uid),
            "kind": "original",
            "language": release.language,
            "title": release.title,
            "summary": release.summary,
            "body_html": richtext.cleaned(release.body),
            "topics": [_named(topic) for topic in release.topics.all()],
            "areas": [_named(area) for area in release.areas.all()],
            "agency": settings.AGENCY_NAME,
            "reason": "",
        }
    )
    pictures = [row for row in release.images.all() if row.image_id]
    preview.content["images"] = [_picture(row, preview) for row in pictures]
    files = [row for row in release.attachments.all() if row.document_id]
    preview.content["attachments"] = [_attachment(row, preview) for row in files]
    return preview


@register.simple_tag
def marks_of(release: Release) -> SafeString:
    """“NOTICE”, “DRILL”: what tells a release from an ordinary one."""
    return format_html_join(" ", "{}", ((mark,) for mark in extensions.marks(release)))


@register.filter
def state_badge(state: str) -> SafeString:
    """A state of a release in words."""
    return badge(state)


def _named(thing: Any) -> dict[str, str]:
    return {"code": thing.code, "vi": thing.name_vi, "en": thing.name_en}


def _picture(row: ReleaseImage, preview: Preview) -> dict[str, Any]:
    key = f"desk-picture-{row.image_id}"
    try:
        rendition = row.image.get_rendition(RENDITION)
    except OSError:  # the file is gone from the disk; its words are still there
        preview.addresses[key] = "data:,"
        width, height = row.image.width, row.image.height
    else:
        preview.addresses[key] = rendition.url
        width, height = rendition.width, rendition.height
    return {
        "sha256": key,
        "width": width,
        "height": height,
        "alt": row.alt,
        "caption": row.caption,
        "credit": row.credit,
        "filename": row.image.filename,
        "sizes": [],
    }


def _attachment(row: ReleaseAttachment, preview: Preview) -> dict[str, Any]:
    key = f"desk-document-{row.document_id}"
    preview.addresses[key] = row.document.file.url
    return {
        "sha256": key,
        "content_type": "",
        "size": row.document.get_file_size() or 0,
        "title": row.title or row.document.title,
        "filename": row.document.filename,
    }
