"""The mail about a text under embargo: that there is one, until when, and a personal link.

Neither the text nor its title is in it. It is rendered once for an edition and a language, as JSON,
and written for each recipient: there are hundreds of them, not millions.
"""

import json
from datetime import datetime
from email.charset import QP, Charset
from email.header import Header
from email.headerregistry import Address
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format

from bantin.deliver.channels.base import Parcel
from bantin.deliver.channels.email.message import with_ascii_domain
from bantin.deliver.channels.email.message_ids import message_id
from bantin.deliver.embargoes import links
from bantin.deliver.embargoes.models import Embargo
from bantin.publish.record.models import Edition
from bantin.receive.contacts.links import preferences_url, unsubscribe_token, unsubscribe_url

LINK, SETTINGS = "{link}", "{settings}"  # places to fill in
_QUOTED = Charset("utf-8")
_QUOTED.body_encoding = QP


def until(edition: Edition) -> str:
    """The end of the embargo in the reader's language, with the time zone."""
    local = timezone.localtime(edition.go_live_at)
    offset = f"{local:%z}"
    zone = f"UTC{offset[:3]}:{offset[3:]}"
    return f"{date_format(local, 'DATETIME_FORMAT')} ({zone}, {settings.TIME_ZONE})"


def words(edition: Edition, language: str) -> str:
    """The text of the mail, with the places."""
    with translation.override(language):
        context = {
            "agency": settings.AGENCY_NAME.get(language) or settings.AGENCY_NAME["vi"],
            "until": until(edition),
            "link": LINK,
            "settings": SETTINGS,
        }
        return render_to_string("embargoes/mail/offer.txt", context)


def render(edition: Edition, language: str) -> bytes:
    """What all recipients with this language get."""
    embargo = Embargo.objects.get(pk=edition.pk)
    subject = embargo.subject_en if language == "en" else embargo.subject_vi
    letter = {"subject": subject, "text": words(edition, language), "language": language}
    return json.dumps(letter).encode()


def filled(rendered: bytes, parcel: Parcel, *, at: datetime) -> bytes:
    """The mail to one recipient.

    Raises:
        ValueError: The subject or the address would end a header.
    """
    letter = json.loads(rendered)
    language = letter["language"]
    link = links.address(parcel.edition, parcel.recipient, language)
    settings_page = preferences_url(parcel.recipient, language)
    text = letter["text"].replace(LINK, link).replace(SETTINGS, settings_page)
    end = unsubscribe_url(unsubscribe_token(parcel.recipient), language)
    message = MIMEText(text, "plain", _QUOTED)  # type: ignore[arg-type] # a Charset is one, too
    # EmailMessage loses a space where it folds some subjects; Header does not.
    message["Subject"] = Header(_line(letter["subject"]), "utf-8", header_name="Subject")  # type: ignore[assignment]
    message["From"] = str(Address(settings.MAIL_FROM_NAME, addr_spec=settings.MAIL_FROM))
    message["To"] = with_ascii_domain(_line(parcel.address))
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id(parcel.edition, parcel.delivery)
    message["List-Unsubscribe"] = f"<{end}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = language
    return message.as_bytes(policy=compat32.clone(linesep="\r\n"))


def _line(words: str) -> str:
    if len(words.splitlines()) > 1:
        raise ValueError("a header has more than one line")
    return words
