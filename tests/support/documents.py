"""Reads our Markdown: code blocks, inline code, links, tables, sections, commands."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"

_FENCE = re.compile(r"^```(?P<language>[^\n`]*)\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"!?\[(?P<words>[^\]]*)\]\((?P<target>[^)\s]+)\)")
_ENVIRONMENT = re.compile(r"[A-Z_]+=\S*")


def pages() -> list[Path]:
    """Every page that people read, decisions included."""
    top = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [*top, *sorted(p for p in DOCS.rglob("*.md") if "_build" not in p.parts)]


def read(path: Path) -> str:
    """The text of a page."""
    return path.read_text(encoding="utf-8")


def blocks(text: str) -> list[tuple[str, str]]:
    """Fenced blocks: language and content."""
    return [(found["language"].strip(), found["text"]) for found in _FENCE.finditer(text)]


def without_blocks(text: str) -> str:
    """The page without its fenced blocks."""
    return _FENCE.sub("", text)


def inline(text: str) -> list[str]:
    """Inline code outside of blocks."""
    return _INLINE.findall(without_blocks(text))


def links(text: str) -> list[tuple[str, str]]:
    """Words and targets of links and images that lead to files of ours."""
    found = [(link["words"], link["target"]) for link in _LINK.finditer(without_blocks(text))]
    return [pair for pair in found if not re.match(r"[a-z]+:|#", pair[1])]


def rows(text: str) -> list[list[str]]:
    """Cells of every table row; headings and rules included."""
    lines = [line.strip() for line in without_blocks(text).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def sections(text: str, mark: str) -> dict[str, str]:
    """The parts of a page under headings that begin with ``mark`` (such as ``### ``)."""
    parts = re.split(rf"^{re.escape(mark)}", text, flags=re.MULTILINE)[1:]
    return {
        heading: re.split(r"^#", body, flags=re.MULTILINE)[0]
        for heading, _, body in (part.partition("\n") for part in parts)
    }


@dataclass(frozen=True)
class Command:
    """A command as a page writes it: ``./run …`` or ``bantin …``, words behind it."""

    page: str
    program: str
    words: tuple[str, ...]


def commands(path: Path) -> Iterator[Command]:
    """Every command of ours that a page names."""
    text = read(path)
    lines = [line for language, block in blocks(text) if language == "sh" for line in _lines(block)]
    lines += [
        line.partition("=")[2]
        for language, block in blocks(text)
        if language == "ini"
        for line in _lines(block)
        if line.startswith("ExecStart=")
    ]
    for line in [*lines, *inline(text)]:
        words = _words(line)
        if words and words[0].removeprefix("/srv/bantin/.venv/bin/") in {"./run", "bantin"}:
            program = words[0].rpartition("/")[2]
            yield Command(path.relative_to(ROOT).as_posix(), program, tuple(words[1:]))


def _lines(block: str) -> list[str]:
    return [line.partition(" # ")[0].strip() for line in block.splitlines()]


def _words(line: str) -> list[str]:
    try:
        words = shlex.split(line)
    except ValueError:
        return []
    while words and _ENVIRONMENT.fullmatch(words[0]):
        words = words[1:]
    return words
