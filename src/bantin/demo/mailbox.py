"""What the demo's mail server kept, read for a page."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import nh3

_NAME = re.compile(r"\d{20}-\d{6}")
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_TAGS = (nh3.ALLOWED_TAGS | {"div", "h1", "h2", "h3"}) - {"img"}
_ATTRIBUTES = {"*": {"class", "lang"}, "a": {"href"}}
SHOWN_HEADERS = (
    "Return-Path",
    "Delivered-To",
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Content-Language",
    "Auto-Submitted",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One message in the list."""

    name: str
    recipient: str
    subject: str
    at: datetime


def names(folder: Path) -> list[str]:
    """The names of all messages, newest first."""
    return sorted((path.stem for path in folder.glob("*.eml")), reverse=True)


def line(folder: Path, name: str) -> Line:
    """What the list shows of a message."""
    message = read(folder, name)
    at = datetime.fromtimestamp(int(name.split("-", maxsplit=1)[0]) / 1e9, UTC)
    return Line(name, str(message["Delivered-To"]), str(message["Subject"]), at)


def read(folder: Path, name: str) -> EmailMessage:
    """A message by its name; FileNotFoundError when there is none."""
    if not _NAME.fullmatch(name):
        raise FileNotFoundError(name)
    raw = (folder / f"{name}.eml").read_bytes()
    return email.message_from_bytes(raw, policy=email.policy.default)


def headers(message: EmailMessage) -> list[tuple[str, str]]:
    """The headers worth a look, in a fixed order."""
    return [(name, str(message[name])) for name in SHOWN_HEADERS if message[name]]


def part(message: EmailMessage, kind: str) -> str:
    """The ``plain`` or ``html`` text of a message with plain line ends, empty when it has none."""
    body = message.get_body((kind,))
    return str(body.get_content()).replace("\r\n", "\n") if body else ""


def harmless(html: str) -> tuple[str, str]:
    """The HTML without anything active, and the content of its ``<style>``."""
    style = _STYLE.search(html)
    clean = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags={"script", "style", "title"},
        attributes=_ATTRIBUTES,
        link_rel="noopener noreferrer",
    )
    return clean, style[1].replace("<", "") if style else ""
