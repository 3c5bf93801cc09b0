"""The text of an edition: sanitised HTML, and the same as plain paragraphs."""

import re
import unicodedata
from html.parser import HTMLParser

import nh3

TAGS = {"h2", "h3", "p", "ul", "ol", "li", "strong", "em", "b", "i", "a", "blockquote", "hr", "br"}
_BLOCKS = {"h2", "h3", "p", "ul", "ol", "li", "blockquote", "hr"}
_EMPTY = re.compile(r"<(p|h2|h3|li|blockquote)>(?:\s|<br>)*</\1>")


def clean(text: str) -> str:
    """``text`` in composed form (NFC), without control characters other than tab and newline."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in composed if c in "\n\t" or unicodedata.category(c) != "Cc").strip()


def sanitise(html: str, *, base: str = "") -> str:
    """HTML with nothing in it but text, its structure and links out.

    Whatever a word processor brought along is gone: scripts and styles with their content, every
    other element with its tag only. Empty paragraphs are left out. With ``base``, the full address
    of the page, links that are relative to it become full ones.
    """
    safe = nh3.clean(
        clean(html),
        tags=TAGS,
        clean_content_tags={"script", "style", "title", "xml"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
        url_relative=("rewrite_with_base", base) if base else None,
        strip_comments=True,
    )
    return _EMPTY.sub("", safe.replace("&nbsp;", " ")).strip()


def plain(html: str) -> str:
    """The paragraphs of sanitised ``html``, joined by an empty line."""
    reader = _Paragraphs()
    reader.feed(html)
    reader.close()
    return "\n\n".join(reader.finished())


class _Paragraphs(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._paragraphs: list[str] = []
        self._text = ""

    def finished(self) -> list[str]:
        self._end()
        return self._paragraphs

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._text += "\x00"
        elif tag in _BLOCKS:
            self._end()

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end()

    def handle_data(self, data: str) -> None:
        self._text += data

    def _end(self) -> None:
        lines = [" ".join(line.split()) for line in self._text.split("\x00")]
        paragraph = "\n".join(line for line in lines if line)
        if paragraph:
            self._paragraphs.append(paragraph)
        self._text = ""
