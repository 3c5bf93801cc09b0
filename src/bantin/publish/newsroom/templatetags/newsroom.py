"""What the public templates need beyond Django's own tags."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from bantin.publish.newsroom import addresses, pictures
from bantin.publish.record.text import sanitise

register = template.Library()


@register.filter
def named(thing: Mapping[str, str]) -> str:
    """The name of a topic, an area or the agency in the reader's language, else in Vietnamese."""
    english = (get_language() or "vi").startswith("en")
    return thing["en"] if english and thing["en"] else thing["vi"]


@register.filter
def body(html: str) -> SafeString:
    """The text of an edition as markup; sanitised at sealing, and here again."""
    return mark_safe(sanitise(html))  # noqa: S308 - that is what sanitise() is for


@register.filter
def instant(at: datetime) -> str:
    """``at`` for machines: local time with its offset and whole seconds, as HTML allows."""
    return timezone.localtime(at).isoformat(timespec="seconds")


@register.filter
def dialled(phone: str) -> str:
    """A telephone number as it is dialled: digits, and a plus sign in front."""
    return ("+" if phone.strip().startswith("+") else "") + "".join(filter(str.isdecimal, phone))


@register.simple_tag(takes_context=True)
def media_address(context: Context, sha256: str, filename: str) -> str:
    """Where a picture or file is.

    ``media_addresses`` in the context ({sha256: address}) comes first: a preview shows what is not
    on the record yet.
    """
    known: Mapping[str, str] = context.get("media_addresses") or {}
    return known.get(sha256) or addresses.media(sha256, filename)


@register.simple_tag(takes_context=True)
def picture(context: Context, image: Mapping[str, Any]) -> pictures.Picture:
    """An image of the canonical JSON, ready for ``img``."""
    edition, elsewhere = context.get("edition"), context.get("media_addresses")
    return pictures.picture(
        image,
        lambda sha256, name: media_address(context, sha256, name),
        original=addresses.press_picture(edition, image["sha256"], image["filename"])
        if edition and not elsewhere
        else "",
    )


@register.filter
def kind_of_file(content_type: str) -> str:
    """“PDF”, “DOCX”: what people call a file of this type."""
    return addresses.kind_of_file(content_type)


@register.filter
def foreign(language: str) -> bool:
    """Whether a text in ``language`` is in another one than the page."""
    return language != (get_language() or "vi")[:2]
