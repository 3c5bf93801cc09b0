"""What the desk's templates need of a release: its preview, its state in words."""

from dataclasses import dataclass

from django import template
from django.utils.safestring import SafeString, mark_safe

from bantin.decide.releases import richtext
from bantin.decide.releases.desk.lists import badge
from bantin.decide.releases.models import Release, ReleaseAttachment, ReleaseImage

register = template.Library()
WIDTH = "max-1200x1200"


@dataclass(frozen=True)
class Picture:
    """A picture of a draft; ``src`` is empty when the file is gone."""

    src: str
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True)
class Attachment:
    """A document of a draft; ``size`` in bytes."""

    title: str
    filename: str
    size: int


@dataclass(frozen=True)
class Preview:
    """A draft as its readers would see it."""

    topics: list[str]
    body: SafeString
    images: list[Picture]
    attachments: list[Attachment]


@register.simple_tag
def preview_of(release: Release) -> Preview:
    """The parts of ``release``, saved or not, cleaned for showing."""
    return Preview(
        topics=[topic.name for topic in release.topics.all()],
        body=mark_safe(richtext.cleaned(release.body)),  # noqa: S308 - cleaned just here
        images=[_picture(row) for row in release.images.all() if row.image_id],
        attachments=[_attachment(row) for row in release.attachments.all() if row.document_id],
    )


@register.filter
def state_badge(state: str) -> SafeString:
    """A state of a release in words."""
    return badge(state)


def _picture(row: ReleaseImage) -> Picture:
    try:
        src = row.image.get_rendition(WIDTH).url
    except OSError:  # the file is gone from the disk
        src = ""
    return Picture(src=src, alt=row.alt, caption=row.caption, credit=row.credit)


def _attachment(row: ReleaseAttachment) -> Attachment:
    document = row.document
    return Attachment(
        title=row.title or document.title,
        filename=document.filename,
        size=document.file_size or 0,
    )
