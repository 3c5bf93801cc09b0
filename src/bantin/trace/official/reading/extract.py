"""A program of its own: reads a file from its input, writes the text in it to its output.

It limits its own time and memory before it looks at a byte, imports nothing of Bantin, writes no
file and reports nothing but an exit code: 3 too much, 4 damaged, 5 locked, 6 no text.
"""

import io
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from pypdf import PdfReader

MEMORY = 192 * 2**20  # bytes of address space
SECONDS = 2  # of the processor
MOST_TEXT = 240_000  # characters
MOST_INSIDE = 8 * 2**20  # bytes of one part when unpacked
MOST_FILES = 2_000
MOST_PAGES = 60
MOST_PIXELS = 16_000_000
TOO_MUCH, BROKEN, LOCKED, NO_TEXT = 3, 4, 5, 6

_PAGE_NUMBER = re.compile(r"\A\d+(?: ?/ ?\d+)?[ \t]*\n|\n[ \t]*\d+(?: ?/ ?\d+)?\Z")

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNSEEN = {"script", "style", "template", "noscript", "title", "head", "svg", "nav"}
_BLOCKS = {
    "p", "div", "section", "article", "header", "footer", "main", "li", "ul", "ol", "table", "tr",
    "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "br", "hr", "dt", "dd", "pre",
}  # fmt: skip


class Stop(Exception):
    """The file is refused."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def html(data: bytes) -> bytes:
    """The text that a reader of a page would see."""
    reader = _Page()
    reader.feed(data.decode("utf-8", "replace"))
    reader.close()
    return "".join(reader.parts).encode()


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _UNSEEN
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN and self._hidden:
            self._hidden -= 1
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def docx(data: bytes) -> bytes:
    """The paragraphs of a word processor's document; what was deleted in it is left out."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        body = fromstring(_member(data, "word/document.xml"), forbid_dtd=True)
    except DefusedXmlException as error:
        raise Stop(TOO_MUCH) from error
    except ParseError as error:
        raise Stop(BROKEN) from error
    return "".join(_words(body)).encode()


def _member(data: bytes, name: str) -> bytes:
    """One file of an archive, never more of it than ``MOST_INSIDE``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.infolist()) > MOST_FILES:
                raise Stop(TOO_MUCH)
            with archive.open(name) as part:
                found = part.read(MOST_INSIDE + 1)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError) as error:
        raise Stop(BROKEN) from error
    if len(found) > MOST_INSIDE:
        raise Stop(TOO_MUCH)
    return found


def _words(element: "Element") -> Iterator[str]:
    stack = [(element, False)]
    while stack:
        node, is_over = stack.pop()
        if is_over:
            yield "\n"
        elif node.tag == f"{_W}t":
            yield node.text or ""
        elif node.tag in {f"{_W}tab", f"{_W}br", f"{_W}cr"}:
            yield " "
        elif node.tag != _FALLBACK:
            if node.tag == f"{_W}p":
                stack.append((node, True))
            stack.extend((child, False) for child in reversed(node))


def pdf(data: bytes) -> bytes:
    """The text of a PDF's pages."""
    from pypdf import PdfReader
    from pypdf.errors import LimitReachedError, PyPdfError

    _limit_pdf()
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Stop(LOCKED)
        if len(reader.pages) > MOST_PAGES:
            raise Stop(TOO_MUCH)
        return "\n".join(_pages(reader)).encode("utf-8", "replace")
    except LimitReachedError as error:
        raise Stop(TOO_MUCH) from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Stop(BROKEN) from error


def _limit_pdf() -> None:
    from pypdf import _configuration as limits

    limits.overwrite_configuration(
        zlib_maximum_output_length=MOST_INSIDE,
        lzw_maximum_output_length=MOST_INSIDE,
        run_length_maximum_output_length=MOST_INSIDE,
        array_based_stream_maximum_output_length=MOST_INSIDE,
        stream_decoding_work_maximum_length=4 * MOST_INSIDE,
        maximum_declared_stream_length=2 * MOST_INSIDE,
        page_tree_maximum_entries=10 * MOST_PAGES,
        page_tree_maximum_page_entries=10 * MOST_PAGES,
        jbig2dec_binary=None,
    )


def _pages(reader: "PdfReader") -> Iterator[str]:
    total = 0
    for page in reader.pages:
        text = _PAGE_NUMBER.sub("", page.extract_text().strip())
        total += len(text)
        if total > MOST_TEXT:
            raise Stop(TOO_MUCH)
        yield text


def picture(data: bytes) -> bytes:
    """A picture in grey, as PNG, its pixels counted before they are unpacked."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "WEBP")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Stop(TOO_MUCH)
            image.draft("L", image.size)
            grey = ImageOps.exif_transpose(image.convert("L"))
            out = io.BytesIO()
            grey.save(out, "PNG", compress_level=1)
    except Image.DecompressionBombError as error:
        raise Stop(TOO_MUCH) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Stop(BROKEN) from error
    return out.getvalue()


KINDS: dict[str, Callable[[bytes], bytes]] = {
    "html": html,
    "docx": docx,
    "pdf": pdf,
    "picture": picture,
}


def main(kind: str) -> int:
    """Read, write, and say in the exit code how it went."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        found = KINDS[kind](sys.stdin.buffer.read())
    except Stop as stop:
        return stop.code
    except (MemoryError, RecursionError):
        return TOO_MUCH
    if kind != "picture" and len(found) > 4 * MOST_TEXT:
        return TOO_MUCH
    if not found.strip():
        return NO_TEXT
    sys.stdout.buffer.write(found)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
