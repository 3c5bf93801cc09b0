"""Reading returned mail: which delivery it is about, and what the other side said.

Three shapes are understood: the standard one (RFC 3464) and those of qmail and of older Exim
servers, which say the same things in fixed places. Anything else, such as an auto-reply, a
notice about somebody else's mail or a bounce of a bounce, says nothing.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, message_from_string
from email.message import Message
from email.utils import parsedate_to_datetime
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from bantin.deliver.channels.base import Bounce
from bantin.deliver.channels.email.message_ids import delivery_of
from bantin.deliver.channels.email.transport import judge

logger = logging.getLogger(__name__)

MOST_BYTES = 262_144  # of one mail; what a notice says comes first, the returned mail last
MOST_PARTS = 30  # each costs time for every line inside; a notice about a mail of ours has 8
MOST_RECIPIENTS = 20
MOST_WORDS = 2_000  # letters of what was said about one recipient
_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)")  # and no IP address
_NOBODY_THERE = re.compile(
    r"\b(no such|unknown|invalid|nonexistent) (user|mailbox|recipient|address|account)\b"
    r"|\b(user|mailbox|recipient|address|account)\b.{0,40}"
    r"\b(unknown|not found|disabled|do(es)?( not|n't) exist)\b",
    re.IGNORECASE,
)
# The lengths are bounded, so that no text makes a search slow.
_ADDRESS = re.compile(r"[^\s<>;,@]{1,64}@[^\s<>;,@]{1,255}")
_QMAIL_RECIPIENT = re.compile(r"<([^\s<>@]{1,64}@[^\s<>@]{1,255})>:\n(.+)", re.DOTALL)
_EXIM_COPY = re.compile(r"^-{4,10} This is a copy of [^\n]{1,60}[^\n-]-{4,10}\n+", re.MULTILINE)
_STATUS_PARTS = {"message/delivery-status", "message/global-delivery-status"}
_WHOLE_MAILS = {"message/rfc822", "message/global"}
_HEADERS = {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}

if TYPE_CHECKING:
    _Mail = Message[str, str]
else:
    _Mail = Message


@dataclass(frozen=True, slots=True)
class _Said:
    """What a notice says about one recipient."""

    addresses: tuple[str, ...]  # whom it did not reach, as the servers on the way call them
    action: str  # failed, delayed, delivered, relayed, expanded, or nothing
    status: str  # RFC 3463, or nothing
    reply: str


@dataclass(frozen=True, slots=True)
class _Notice:
    said: list[_Said]
    returned: _Mail | None  # the headers of the mail that came back


def read(raw: bytes) -> list[Bounce]:
    """What one mail says about deliveries of ours; mostly nothing.

    Whatever the mail is, this neither raises nor takes long.
    """
    raw = raw[:MOST_BYTES]
    if raw.lower().count(b"content-type:") > MOST_PARTS:
        return []
    try:
        return list(islice(_bounces(message_from_bytes(raw)), MOST_RECIPIENTS))
    except Exception:  # strangers write these; one that breaks the reader must not come back
        logger.warning("A returned mail could not be read", exc_info=True)
        return []


def _bounces(mail: _Mail) -> Iterator[Bounce]:
    notice = _report(mail) or _from_qmail(mail) or _from_exim(mail)
    if notice is None or notice.returned is None:
        return
    ours = delivery_of(_header(notice.returned, "Message-ID"))
    if ours is None:
        return
    for said in notice.said:
        final = said.action == "failed"
        if final or said.action == "delayed":
            yield Bounce(
                edition=ours[0],
                delivery=ours[1],
                addresses=said.addresses,
                reply=_reply(said),
                returned_at=_date(mail),
                final=final,
                address_is_dead=final
                and said.status.startswith("5")
                and is_dead(f"{said.status} {said.reply}"),
            )


def is_dead(words: str, *, otherwise: bool = False) -> bool:
    """Whether a reply to RCPT, as somebody passes it on, says that the address is dead.

    The same judgement as on the reply itself, but 5.0.0 says nothing unless the words do; where
    neither says anything, ``otherwise`` counts.
    """
    codes = _STATUS.findall(words)
    if codes and not any(code.startswith("5") for code in codes):
        return False
    specific = [code for code in codes if code.startswith("5") and code != "5.0.0"]
    if specific:
        return judge("RCPT", 550, specific[0].encode()).address_is_dead
    return otherwise or bool(_NOBODY_THERE.search(words))


# --- RFC 3464


def _report(mail: _Mail) -> _Notice | None:
    kind = str(mail.get_param("report-type", "")).lower()
    if mail.get_content_type() != "multipart/report" or kind != "delivery-status":
        return None
    status = _first(mail, _STATUS_PARTS)
    returned = _first(mail, _WHOLE_MAILS | _HEADERS)
    if status is None:
        return None
    said = [one for group in _groups(status) if (one := _group(group))]
    return _Notice(said, _returned(returned) if returned is not None else None)


def _parts(mail: _Mail) -> list[_Mail]:
    parts = mail.get_payload()
    return [part for part in parts if isinstance(part, Message)] if isinstance(parts, list) else []


def _first(mail: _Mail, kinds: set[str]) -> _Mail | None:
    return next((part for part in _parts(mail) if part.get_content_type() in kinds), None)


def _groups(part: _Mail) -> Iterator[_Mail]:
    """The groups of fields, one for each recipient; the first speaks about the whole mail."""
    groups = _parts(part)
    yield from islice(groups, MOST_RECIPIENTS + 1)
    if part.get_content_type() != "message/delivery-status":  # read as one mail with a body
        rest = groups[0].get_payload() if groups else ""
        for text in islice(str(rest).replace("\r\n", "\n").split("\n\n"), MOST_RECIPIENTS):
            yield message_from_string(text.lstrip("\n"))


def _group(group: _Mail) -> _Said | None:
    recipients = (_header(group, "Original-Recipient"), _header(group, "Final-Recipient"))
    addresses = [_ADDRESS.search(recipient.partition(";")[2]) for recipient in recipients]
    if not any(addresses):
        return None
    code = _STATUS.search(_header(group, "Status"))
    diagnostic = _header(group, "Diagnostic-Code")
    return _Said(
        addresses=tuple(found[0] for found in addresses if found),
        action=_header(group, "Action").lower(),
        status=code[0] if code else "",
        reply=(diagnostic.partition(";")[2].strip() or diagnostic)[:MOST_WORDS],
    )


def _returned(part: _Mail) -> _Mail | None:
    if part.is_multipart():
        return next(iter(_parts(part)), None)
    body = part.get_payload(decode=True)
    return message_from_bytes(body) if isinstance(body, bytes) else None


# --- servers that do not follow it


def _from_qmail(mail: _Mail) -> _Notice | None:
    """QSBMF: paragraphs that begin with the address, then a line of dashes and the mail."""
    text = _text(mail)
    if not text.startswith("Hi. This is the"):
        return None
    report, _, returned = text.partition("\n--- ")
    paragraphs = islice(report.split("\n\n"), MOST_RECIPIENTS + 1)
    found = [_QMAIL_RECIPIENT.fullmatch(paragraph.strip()) for paragraph in paragraphs]
    said = [_failed(one[1], one[2]) for one in found if one]
    return _Notice(said, _after_first_line(returned))


def _from_exim(mail: _Mail) -> _Notice | None:
    """The recipients in a header, their replies indented below them, then the mail."""
    failed = _ADDRESS.findall(_header(mail, "X-Failed-Recipients"))[:MOST_RECIPIENTS]
    if not failed:
        return None
    report, *returned = _EXIM_COPY.split(_text(mail), maxsplit=1)
    said = [_failed(address, _indented_below(address, report)) for address in failed]
    return _Notice(said, message_from_string(returned[0]) if returned else None)


def _failed(address: str, words: str) -> _Said:
    code = _STATUS.search(words)
    reply = " ".join(words[:MOST_WORDS].split())
    return _Said((address,), "failed", code[0] if code else "5.0.0", reply)


def _indented_below(address: str, report: str) -> str:
    """The lines below the line with the address, up to an empty one."""
    lines = iter(report.split("\n"))
    for line in lines:
        if line.strip().rstrip(":") == address:
            return "\n".join(takewhile(str.strip, lines))
    return ""


def _after_first_line(text: str) -> _Mail | None:
    """The mail below a line that ends the report."""
    mail = text.partition("\n")[2].lstrip("\n")
    return message_from_string(mail) if mail else None


def _text(mail: _Mail) -> str:
    if mail.get_content_type() != "text/plain":
        return ""
    body = mail.get_payload(decode=True)
    return body.decode("utf-8", "replace").replace("\r\n", "\n") if isinstance(body, bytes) else ""


# --- fields


def _header(mail: _Mail, name: str) -> str:
    """A header on one line; nothing when it is not there."""
    return " ".join(str(mail.get(name, "")).split())


def _reply(said: _Said) -> str:
    """What was said, with the status in front unless the words have it."""
    words = "".join(letter if letter.isprintable() else " " for letter in said.reply)
    return (words if said.status in words else f"{said.status} {words}").strip() or "-"


def _date(mail: _Mail) -> datetime | None:
    try:
        date = parsedate_to_datetime(_header(mail, "Date"))
    except (ValueError, OverflowError):
        return None
    return date if date.tzinfo else None
