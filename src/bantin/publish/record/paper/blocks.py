"""Sanitised HTML as a list of headings, paragraphs, list items and quotations."""

from html.parser import HTMLParser
from typing import TypedDict

_KINDS = {"h2", "h3", "p", "li", "blockquote"}


class Block(TypedDict):
    """One piece of a text; ``kind`` is the element that held it."""

    kind: str
    text: str


def blocks(html: str) -> list[Block]:
    """The pieces of ``html`` in their order, links and emphasis as plain words."""
    reader = _Blocks()
    reader.feed(html)
    reader.close()
    return reader.finished()


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []
        self._text = ""
        self._found: list[Block] = []

    def finished(self) -> list[Block]:
        self._end()
        return self._found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._text += "\x00"
        elif tag in _KINDS:
            self._end()
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _KINDS:
            self._end()
            if tag in self._open:
                self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        self._text += data

    def _end(self) -> None:
        lines = [" ".join(line.split()) for line in self._text.split("\x00")]
        text = "\n".join(line for line in lines if line)
        if text:
            self._found.append({"kind": self._kind(), "text": text})
        self._text = ""

    def _kind(self) -> str:
        """What the text is in: a paragraph inside a list item or quotation is one of them."""
        inside = [tag for tag in self._open if tag != "p"]
        return inside[-1] if inside else "p"
