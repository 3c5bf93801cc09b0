"""From a row as found to a row that may become an item: checked, completed, identified."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.utils import timezone

from bantin.core.canonical import sha256_hex
from bantin.core.folding import fold
from bantin.receive.contacts.models import Outlet
from bantin.trace.coverage.errors import (
    BadChoice,
    BadDate,
    BadLink,
    MissingText,
    NotRegistered,
    NotText,
    TextTooLong,
    UnknownOutlet,
)
from bantin.trace.coverage.models import Item

LONGEST = {"url": 2000, "outlet": 200, "title": 500, "author": 200, "text": 5_000_000}
FOLDED_LENGTH = 20_000
PERSONAL_HOSTS = {
    "facebook.com",
    "fb.com",
    "instagram.com",
    "threads.net",
    "tiktok.com",
    "twitter.com",
    "x.com",
    "youtube.com",
    "youtu.be",
    "zalo.me",
    "t.me",
}
_TRACKING = re.compile(r"^(utm_\w+|fbclid|gclid|zarsrc|mc_[ce]id)$")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_VIETNAMESE_DATE = re.compile(
    r"(?:(?P<h>\d{1,2})[:hg](?P<m>\d{2})[,\s]+)?(?:ngày\s+)?"
    r"(?P<d>\d{1,2})[/.-](?P<mo>\d{1,2})[/.-](?P<y>\d{4})"
    r"(?:[,\s]+(?P<h2>\d{1,2})[:hg](?P<m2>\d{2})(?::\d{2})?)?$"
)
_MEDIA = {
    "bao dien tu": "web",
    "bao in": "print",
    "phat thanh": "radio",
    "truyen hinh": "television",
    "tv": "television",
    "bai dang": "social",
}
_FORMS = {"tin": "news", "bai": "article", "phong su": "reportage"}
_MEDIUM_OF_KIND = {
    Outlet.Kind.RADIO: Item.Medium.RADIO,
    Outlet.Kind.TELEVISION: Item.Medium.TELEVISION,
    Outlet.Kind.CREATOR_CHANNEL: Item.Medium.SOCIAL,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row that may become an item."""

    url: str
    outlet: Outlet | None
    title: str
    text: str
    author: str
    medium: str
    form: str
    published_at: datetime | None
    fingerprint: str

    @property
    def folded(self) -> str:
        """Title and the beginning of the text without marks, for searching."""
        return fold(f"{self.title}\n{self.text[:FOLDED_LENGTH]}")


class Outlets:
    """Registered outlets by code, by name without marks and by web domain."""

    def __init__(self) -> None:
        self._by_word: dict[str, Outlet] = {}
        for outlet in Outlet.objects.all():
            for word in (outlet.code, fold(outlet.name), outlet.domain.lower()):
                if word:
                    self._by_word[word] = outlet

    def named(self, name: str) -> Outlet:
        """The outlet that a person wrote.

        Raises:
            UnknownOutlet: nobody registered it.
        """
        word = " ".join(fold(unicodedata.normalize("NFC", name)).split())
        outlet = self._by_word.get(word) or self.at(word if "//" in word else f"//{word}")
        if outlet is None:
            raise UnknownOutlet(name=name[:120])
        return outlet

    def at(self, url: str) -> Outlet | None:
        """The outlet whose domain, or a name under it, the address has."""
        host = host_of(url)
        while "." in host:
            if host in self._by_word:
                return self._by_word[host]
            host = host.partition(".")[2]
        return None


def clean(values: Mapping[str, Any], outlets: Outlets, *, at: datetime) -> Row:
    """Check one row.

    Raises:
        RowRefused: why it cannot become an item, and what to do.
    """
    cells = {name: _cell(name, values.get(name)) for name in LONGEST}
    if not cells["text"]:
        raise MissingText(column="text")
    url = link(cells["url"])
    outlet = outlets.named(cells["outlet"]) if cells["outlet"] else outlets.at(url)
    return Row(
        url=url,
        outlet=outlet,
        title=cells["title"] or cells["text"].split("\n")[0][:200],
        text=cells["text"],
        author=cells["author"],
        medium=_medium(_cell("medium", values.get("medium")), outlet, url),
        form=_choice("form", _cell("form", values.get("form")), Item.Form, _FORMS) or "news",
        published_at=_published(values.get("published"), at),
        fingerprint=fingerprint(url, outlet, cells["title"], cells["text"]),
    )


def fingerprint(url: str, outlet: Outlet | None, title: str, text: str) -> str:
    """What makes an item the same item: its address, else who published which words."""
    if url:
        return sha256_hex(url.encode())
    return sha256_hex("\0".join([outlet.code if outlet else "", title, text]).encode())


def link(url: str) -> str:
    """An http(s) address without fragment and tracking parameters, or nothing.

    Raises:
        BadLink: another scheme, such as ``javascript:``, or no host.
    """
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadLink(url=url[:200]) from error
    if parts.scheme.lower() not in {"http", "https"} or not host or parts.username is not None:
        raise BadLink(url=url[:200])
    netloc = host if port in {None, 80, 443} else f"{host}:{port}"
    if ":" in host:
        netloc = f"[{host}]" if port in {None, 80, 443} else f"[{host}]:{port}"
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([(name, value) for name, value in pairs if not _TRACKING.match(name)])
    return urlunsplit((parts.scheme.lower(), netloc, parts.path or "/", query, ""))


def host_of(url: str) -> str:
    """The host of an address in lower case without ``www.``; empty when there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def is_personal(url: str) -> bool:
    """Whether the address is on a network of personal accounts."""
    host = host_of(url)
    return any(host == name or host.endswith(f".{name}") for name in PERSONAL_HOSTS)


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple, dict, set)):
        raise NotText(column=name)
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", str(value))).strip()
    most = LONGEST.get(name, 100)
    if len(text) > most:
        raise TextTooLong(column=name, length=len(text), most=most)
    return text if name == "text" else " ".join(text.split())


def _medium(word: str, outlet: Outlet | None, url: str) -> str:
    medium = _choice("medium", word, Item.Medium, _MEDIA)
    is_creator = outlet is not None and outlet.kind == Outlet.Kind.CREATOR_CHANNEL
    if (medium == Item.Medium.SOCIAL or is_personal(url)) and not is_creator:
        raise NotRegistered(what=url or word)
    if is_creator:
        return Item.Medium.SOCIAL
    usual = _MEDIUM_OF_KIND.get(Outlet.Kind(outlet.kind)) if outlet else None
    return medium or usual or Item.Medium.WEB


def _choice(column: str, word: str, choices: Any, words: dict[str, str]) -> str:
    folded = fold(word)
    value = words.get(folded, folded)
    if value and value not in choices.values:
        raise BadChoice(column=column, value=word[:60], choices=", ".join(choices.values))
    return value


def _published(value: Any, at: datetime) -> datetime | None:
    if value is None or value == "":
        return None
    found = value if isinstance(value, datetime) else _read_date(str(value).strip())
    if timezone.is_naive(found):
        found = timezone.make_aware(found)
    if found > at + timedelta(days=1):
        raise BadDate(value=str(value)[:60])
    return found


def _read_date(text: str) -> datetime:
    try:
        written = _VIETNAMESE_DATE.match(text)
        if written:
            hour, minute = written["h"] or written["h2"] or 0, written["m"] or written["m2"] or 0
            day = date(int(written["y"]), int(written["mo"]), int(written["d"]))
            clock = int(hour), int(minute)
            return datetime(day.year, day.month, day.day, *clock)  # noqa: DTZ001 - made aware above
        if text[:4].isdigit():
            return datetime.fromisoformat(text)
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError) as error:
        raise BadDate(value=text[:60]) from error
