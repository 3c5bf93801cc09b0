"""Rows from an RSS or Atom feed that was fetched."""

import html
import re
from typing import Any

import feedparser
import nh3

from bantin.trace.coverage.errors import NotAFeed
from bantin.trace.coverage.reading import Found, RawRow

_MOST_ENTRIES = 2_000
_BLOCK_END = re.compile(r"</(?:p|div|h[1-6]|li|blockquote|tr)>|<br\s*/?>", re.IGNORECASE)


def rows_of_feed(body: bytes, source: str) -> Found:
    """One row per entry, with the text that the feed itself carries.

    Raises:
        NotAFeed: not XML, declares entities, or has no entries and no feed title.
    """
    _refuse_entities(body, source)
    parsed = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    if not parsed.get("version"):
        why = str(parsed.get("bozo_exception", "")) or "no <rss> or <feed>"
        raise NotAFeed(source=source[:200], why=why[:120])
    entries = parsed.entries[:_MOST_ENTRIES]
    return Found([RawRow(n, _values(entry)) for n, entry in enumerate(entries, start=1)])


def _refuse_entities(body: bytes, source: str) -> None:
    """Refuse entity declarations in any encoding: that is how an XML bomb is built."""
    if b"<!ENTITY" in body.replace(b"\0", b"").upper():
        raise NotAFeed(source=source[:200], why="<!ENTITY")


def _values(entry: Any) -> dict[str, str]:
    bodies = [content.get("value", "") for content in entry.get("content", [])]
    longest = max([*bodies, entry.get("summary", "")], key=len)
    return {
        "url": entry.get("link", ""),
        "title": plain(entry.get("title", "")),
        "published": entry.get("published") or entry.get("updated") or "",
        "author": plain(entry.get("author", "")),
        "text": plain(longest) or plain(entry.get("title", "")),
    }


def plain(markup: str) -> str:
    """HTML as plain text with paragraphs; scripts, styles and tags are gone."""
    spaced = _BLOCK_END.sub("\n\n", markup)
    text = html.unescape(nh3.clean(spaced, tags=set(), clean_content_tags={"script", "style"}))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n\n".join(line for line in lines if line)
