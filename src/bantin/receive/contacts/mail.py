"""The one mail that a request leads to: what it says, and the way to the office's mail server."""

import logging
import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.charset import QP, Charset
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from enum import Enum

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from bantin.core.smtp import BROKEN, PatientSMTP, connect
from bantin.receive.contacts import links, signup
from bantin.receive.contacts.models import Contact, SubscriptionRequest

logger = logging.getLogger(__name__)

ALL_SECONDS = 60.0  # for everything together: a server that drips bytes is cut off


_QUOTED = Charset("utf-8")
_QUOTED.body_encoding = QP


class Outcome(Enum):
    """What became of one try."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"  # it had everything and went away before it answered
    UNREACHABLE = "unreachable"  # says nothing about this letter


@dataclass(frozen=True, slots=True)
class Letter:
    """A finished mail to one address."""

    request: int
    address: str
    raw: bytes


def letter(request: SubscriptionRequest, *, at: datetime) -> Letter | None:
    """What to send for a request, or None when nothing may be sent to this address.

    A known address is led to its preferences; any other is asked to confirm.
    """
    contact = Contact.objects.filter(email=request.email).first()
    if contact and contact.suppressed_at:
        return None
    known = contact if contact and contact.consents.filter(withdrawn_at=None).exists() else None
    language = request.language
    if known:
        page, kind = links.preferences_url(known.pk, language), "known"
    else:
        page, kind = links.confirmation_url(request.uid, language), "confirm"
    try:
        return Letter(request.pk, _ascii(request.email), _written(request, kind, page, at))
    except (ValueError, MessageError):
        logger.exception("No mail can be written for request %s", request.uid)
        return None


def send(letters: Sequence[Letter]) -> dict[int, Outcome]:
    """Send letters over one connection; what is not in the answer was not tried."""
    done: dict[int, Outcome] = {}
    try:
        with _server() as server:
            for one in letters:
                done[one.request] = Outcome.LATER  # unless something better is said
                refused = _offered(server, one)
                done[one.request] = refused or Outcome.UNCERTAIN
                if refused is None:
                    done[one.request] = _handed_over(server, one)
    except BROKEN:
        pass
    return {one.request: Outcome.UNREACHABLE for one in letters} | done


def _offered(server: smtplib.SMTP, one: Letter) -> Outcome | None:
    """Why the server does not want a letter, or None when it does."""
    code, _said = server.mail(settings.MAIL_FROM)
    if code != 250:
        server.rset()
        return Outcome.UNREACHABLE
    code, _said = server.rcpt(one.address)
    if code in (250, 251):
        return None
    server.rset()
    return Outcome.REFUSED if code >= 500 else Outcome.LATER


def _handed_over(server: smtplib.SMTP, one: Letter) -> Outcome:
    try:
        code, _said = server.data(one.raw)
    except smtplib.SMTPDataError as error:  # it did not even want the first byte
        code = error.smtp_code
        server.rset()
    if code == 250:
        return Outcome.SENT
    return Outcome.REFUSED if code >= 500 else Outcome.LATER


@contextmanager
def _server() -> Iterator[PatientSMTP]:
    """A connection that ends in bounded time."""
    server = connect(settings.SMTP_URL)
    server.patience.limit(ALL_SECONDS)
    try:
        yield server
        server.quit()
    finally:
        server.close()


def _written(request: SubscriptionRequest, kind: str, page: str, at: datetime) -> bytes:
    with translation.override(request.language):
        agency = settings.AGENCY_NAME.get(request.language) or settings.AGENCY_NAME["vi"]
        context = {
            "agency": agency,
            "asked": request,
            "page": page,
            "days": settings.CONFIRM_DAYS,
        }
        subject = render_to_string(f"contacts/mail/{kind}_subject.txt", context).strip()
        text = render_to_string(f"contacts/mail/{kind}.txt", context)
    message = MIMEText(text, "plain", _QUOTED)  # type: ignore[arg-type] # a Charset is one, too
    # EmailMessage loses a space where it folds some subjects; Header does not.
    message["Subject"] = Header(subject, "utf-8", header_name="Subject")  # type: ignore[assignment]
    message["From"] = str(Address(settings.MAIL_FROM_NAME, addr_spec=settings.MAIL_FROM))
    message["To"] = _ascii(request.email)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = signup.message_id(request)
    message["Auto-Submitted"] = "auto-replied"
    message["Content-Language"] = request.language
    return message.as_bytes(policy=compat32.clone(linesep="\r\n"))


def _ascii(address: str) -> str:
    """The address with its domain as mail servers write it."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode('ascii')}"
