"""One e-mail, rendered once for an edition and a language, then filled in for each recipient.

Rendering through templates and ``EmailMessage`` costs milliseconds and filling in microseconds, so
an edition for ten thousand people is rendered twice and filled in ten thousand times.
"""

import quopri
import re
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from bantin.deliver.channels.base import Parcel
from bantin.deliver.channels.email import providers
from bantin.deliver.channels.email.message_ids import message_id, token
from bantin.deliver.channels.email.providers.base import TOKEN
from bantin.publish.newsroom import addresses
from bantin.publish.record.models import Edition
from bantin.publish.record.notices import facts
from bantin.receive.contacts.links import preferences_url, unsubscribe_token, unsubscribe_url

# Places to fill in: plain ASCII, so that no header encoding and no quoting changes them.
SUBJECT = "QzSubjectQz"
TO, MESSAGE_ID, LINK = "QzToQz", "QzMessageIdQz", "QzUnsubscribeLinkQz"
DATE = "Mon, 01 Jan 1900 00:00:00 +0000"  # a date header holds nothing but a date
BODY_LINK, BODY_SETTINGS = "QzUnsubscribeInTheTextQz", "QzSettingsInTheTextQz"
PLACES = [TO, DATE, MESSAGE_ID, LINK, BODY_LINK, BODY_SETTINGS, TOKEN]
_SOFT_BREAK = rb"(?:=\r\n)?"  # quoted-printable may break a line anywhere
_FIND = re.compile(
    b"|".join(
        b"(%s)" % _SOFT_BREAK.join(re.escape(bytes([byte])) for byte in place.encode())
        for place in PLACES
    )
)


def render(edition: Edition, language: str) -> bytes:
    """The message as SMTP bytes with places to fill in.

    Raises:
        ValueError: The title would end a header.
    """
    with translation.override(language):
        context = _context(edition)
        return compose(
            subject=render_to_string("channels/email/subject.txt", context).removesuffix("\n"),
            text=render_to_string("channels/email/message.txt", context),
            html=render_to_string("channels/email/message.html", context),
            language=context["alert"].words.language if context["alert"] else edition.language,
        )


def compose(*, subject: str, text: str, html: str, language: str) -> bytes:
    """One e-mail as SMTP bytes, with places for its recipient.

    Raises:
        ValueError: The subject would end a header.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = SUBJECT
    message["From"] = Address(settings.MAIL_FROM_NAME, addr_spec=settings.MAIL_FROM)
    message["To"] = TO
    message["Date"] = DATE
    message["Message-ID"] = MESSAGE_ID
    message["List-Unsubscribe"] = LINK
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Auto-Submitted"] = "auto-generated"
    for name, value in providers.headers():
        message[name] = value
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = language
    whole = message.as_bytes(policy=SMTP.clone(linesep="\r\n"))
    return whole.replace(SUBJECT.encode(), _header("Subject", subject), 1)


def _header(name: str, words: str) -> bytes:
    """The value of a header, folded and encoded.

    ``EmailMessage`` loses a space where it folds between encoded words (Python 3.11): one
    Vietnamese headline in seven came out wrong.
    """
    if len(words.splitlines()) > 1:
        raise ValueError(f"{name} has more than one line")
    return Header(words, "utf-8", header_name=name).encode(linesep="\r\n").encode("ascii")


def fill_in(rendered: bytes, parcel: Parcel, *, at: datetime) -> bytes:
    """The message for one recipient.

    The Message-ID belongs to the delivery: a repeat after a crash carries the same one, so that
    the recipient's system can drop it.

    Raises:
        ValueError: The recipient's name or address would end a header.
    """
    link = unsubscribe_url(unsubscribe_token(parcel.recipient), parcel.language)
    values = (
        _recipient(parcel),
        format_datetime(at).encode(),
        message_id(parcel.edition, parcel.delivery).encode(),
        f"<{link}>".encode(),
        _in_the_text(link),
        _in_the_text(preferences_url(parcel.recipient, parcel.language)),
        token(parcel.edition, parcel.delivery).encode(),
    )
    return b"".join(part if isinstance(part, bytes) else values[part] for part in _parts(rendered))


def with_ascii_domain(address: str) -> str:
    """``address`` with its domain as the mail system writes it."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{_in_ascii(domain)}"


@lru_cache(maxsize=1024)
def _in_ascii(domain: str) -> str:
    return domain.encode("idna").decode("ascii")


@lru_cache(maxsize=64)
def _parts(rendered: bytes) -> tuple[bytes | int, ...]:
    """The message cut at its places; a number says which value belongs there."""
    parts: list[bytes | int] = []
    end = 0
    for found in _FIND.finditer(rendered):
        parts += [rendered[end : found.start()], found.lastindex - 1 if found.lastindex else 0]
        end = found.end()
    return (*parts, rendered[end:])


def _in_the_text(link: str) -> bytes:
    return b"=\r\n" + quopri.encodestring(link.encode()).replace(b"\n", b"\r\n") + b"=\r\n"


def _recipient(parcel: Parcel) -> bytes:
    """``To`` as bytes; the standard library refuses line breaks."""
    local, _, domain = with_ascii_domain(parcel.address).rpartition("@")
    to = Address(parcel.name, username=local, domain=domain)
    if parcel.name.isascii():
        return str(to).encode("ascii")
    return _header("To", parcel.name) + f"\r\n <{to.addr_spec}>".encode("ascii")


def _context(edition: Edition) -> dict[str, Any]:
    language = (translation.get_language() or "vi")[:2]
    content = edition.content
    alert = facts(content, state="sent", language=language)
    translated = alert is not None and alert.words.language != edition.language
    return {
        "edition": edition,
        "content": content,
        "alert": alert,
        "translated": translated,
        "title": alert.words.title if alert else edition.title,
        "areas": [area.get(language) or area["vi"] for area in content["areas"]],
        "body_html": mark_safe(content["body_html"]),  # noqa: S308 - sanitised when it was sealed
        "agency": content["agency"].get(language) or content["agency"]["vi"],
        "address": addresses.public(edition.get_absolute_url()),
        "files": [
            *(_file(image, image["alt"], image["credit"]) for image in content["images"]),
            *(_file(one, one["title"] or one["filename"]) for one in content["attachments"]),
        ],
        "language": language,
        "topics": [topic.get(language) or topic["vi"] for topic in content["topics"]],
        "unsubscribe": BODY_LINK,
        "settings": BODY_SETTINGS,
    }


def _file(row: dict[str, Any], title: str, credit: str = "") -> dict[str, str]:
    path = addresses.media(row["sha256"], row["filename"])
    return {"title": title, "credit": credit, "address": addresses.public(path)}
