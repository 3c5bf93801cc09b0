"""An HTML report of matches: passages side by side, drift marked. One file, no script.

Words for people come from the caller (``Labels``), so that the command line and the desk each use
their own catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from .model import Drift, Edition, Item, Match, Span

_CONTEXT = 90
"""Characters shown before and after a passage."""

STYLE = """
:root { color-scheme: light dark; --line: #8886; --quiet: #6b7280; --pass: #2563eb14; }
* { box-sizing: border-box }
body { font: 1rem/1.6 system-ui, "Noto Sans", sans-serif; max-width: 76rem; margin: 0 auto;
  padding: 1.5rem }
h1 { font-size: 1.6rem; line-height: 1.3 } h2 { font-size: 1.15rem; line-height: 1.35 }
table { border-collapse: collapse; width: 100% } caption { text-align: left; font-weight: 600 }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0;
  border-bottom: 1px solid var(--line) }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
section { border-top: 2px solid currentColor; margin-top: 2.5rem; padding-top: .5rem }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1.25rem; margin: 1rem 0 }
.pair > div { overflow-wrap: anywhere; white-space: pre-line }
.pair h3 { font-size: .85rem; margin: 0 0 .25rem; color: var(--quiet) }
.in { background: var(--pass) } .out { color: var(--quiet) }
mark { background: #fde047; color: #111; padding: 0 .15em; border-bottom: 2px solid #b45309 }
a:focus-visible, section:focus-visible { outline: 3px solid #2563eb; outline-offset: 2px }
@media (max-width: 46rem) { .pair { grid-template-columns: 1fr } }
@media print { body { padding: 0; font-size: 10pt } nav { display: none }
  .pair { break-inside: avoid-page } mark { outline: 1px solid #000 } section { break-before: auto } }
"""


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of a report, in the reader's language; ``lang`` is its code."""

    lang: str
    title: str
    summary: str
    item: str
    edition: str
    share_of_item: str
    share_of_edition: str
    differences: str
    in_edition: str
    in_item: str
    uncertain: str
    cut: str
    nothing: str
    contents: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A match with the two texts that it speaks of."""

    match: Match
    item: Item
    edition: Edition


def report(entries: Sequence[Entry], labels: Labels) -> str:
    """The whole page."""
    body = [f"<h1>{escape(labels.title)}</h1>", f"<p>{escape(labels.summary)}</p>"]
    body.append(_contents(entries, labels) if entries else f"<p>{escape(labels.nothing)}</p>")
    body.extend(_section(number, entry, labels) for number, entry in enumerate(entries, start=1))
    return (
        f'<!doctype html>\n<html lang="{escape(labels.lang)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(labels.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<main>\n{''.join(body)}</main>\n</body>\n</html>\n"
    )


def _contents(entries: Iterable[Entry], labels: Labels) -> str:
    """The table of matches, each linked to its section."""
    rows = "".join(
        f'<tr><td><a href="#m{number}">{escape(_name(entry.item))}</a></td>'
        f"<td>{escape(_name(entry.edition))}</td>"
        f'<td class="n">{percent(entry.match.item_share, labels.lang)}</td>'
        f'<td class="n">{percent(entry.match.edition_share, labels.lang)}</td>'
        f'<td class="n">{len(entry.match.drift)}</td></tr>\n'
        for number, entry in enumerate(entries, start=1)
    )
    return (
        f"<nav><table><caption>{escape(labels.contents)}</caption><thead><tr>"
        f"<th>{escape(labels.item)}</th><th>{escape(labels.edition)}</th>"
        f'<th class="n">{escape(labels.share_of_item)}</th>'
        f'<th class="n">{escape(labels.share_of_edition)}</th>'
        f'<th class="n">{escape(labels.differences)}</th>'
        f"</tr></thead><tbody>\n{rows}</tbody></table></nav>\n"
    )


def _section(number: int, entry: Entry, labels: Labels) -> str:
    match = entry.match
    notes = [
        f"{labels.share_of_item}: {percent(match.item_share, labels.lang)}",
        f"{labels.share_of_edition}: {percent(match.edition_share, labels.lang)}",
    ]
    if not match.version_certain:
        notes.append(labels.uncertain)
    if match.cut:
        notes.append(labels.cut)
    heading = f"{_name(entry.item)} ← {_name(entry.edition)}"
    pairs = "".join(_pair(entry, *passage, labels) for passage in _spans(match))
    return (
        f'<section id="m{number}" aria-labelledby="h{number}" tabindex="-1">'
        f'<h2 id="h{number}">{escape(heading)}</h2><p>{escape(" · ".join(notes))}</p>'
        f"{_drift(match.drift, labels)}{pairs}</section>\n"
    )


def _drift(drift: Sequence[Drift], labels: Labels) -> str:
    """The list of differences: what the edition says, what the item says."""
    if not drift:
        return ""
    rows = "".join(
        f"<tr><td><mark>{escape(one.edition)}</mark></td><td><mark>{escape(one.item)}</mark></td></tr>\n"
        for one in drift
    )
    return (
        f"<table><caption>{escape(labels.differences)}</caption><thead><tr>"
        f"<th>{escape(labels.in_edition)}</th><th>{escape(labels.in_item)}</th></tr></thead>"
        f"<tbody>\n{rows}</tbody></table>\n"
    )


def _spans(match: Match) -> list[tuple[Span, Span]]:
    return [(passage.item, passage.edition) for passage in match.passages]


def _pair(entry: Entry, item: Span, edition: Span, labels: Labels) -> str:
    """One passage in both texts, with a little of what stands around it."""
    item_marks = [drift.item_at for drift in entry.match.drift]
    edition_marks = [drift.edition_at for drift in entry.match.drift]
    return (
        '<div class="pair">'
        f"<div><h3>{escape(labels.in_edition)}</h3>"
        f"{_quoted(entry.edition.text, edition, edition_marks)}</div>"
        f"<div><h3>{escape(labels.in_item)}</h3>{_quoted(entry.item.text, item, item_marks)}</div>"
        "</div>\n"
    )


def _quoted(text: str, span: Span, marks: Iterable[Span]) -> str:
    start, end = span
    before = text[max(0, start - _CONTEXT) : start]
    after = text[end : end + _CONTEXT]
    return (
        f'<span class="out">{"…" if start > _CONTEXT else ""}{escape(before)}</span>'
        f'<span class="in">{marked(text, span, marks)}</span>'
        f'<span class="out">{escape(after)}{"…" if end + _CONTEXT < len(text) else ""}</span>'
    )


def marked(text: str, span: Span, marks: Iterable[Span]) -> str:
    """``text`` from span's start to its end as HTML, with ``<mark>`` around each of ``marks``."""
    at, end = span
    parts = []
    for start, stop in sorted(set(marks)):
        if at <= start and stop <= end:
            parts.append(f"{escape(text[at:start])}<mark>{escape(text[start:stop])}</mark>")
            at = stop
    parts.append(escape(text[at:end]))
    return "".join(parts)


def percent(share: float, lang: str) -> str:
    """A share as people of the language write it: 37,5 % or 37.5%."""
    number = f"{share * 100:.1f}"
    return f"{number.replace('.', ',')}%" if lang == "vi" else f"{number}%"


def _name(text: Item | Edition) -> str:
    """Title and id of a text, or the id alone."""
    return f"{text.title} ({text.id})" if text.title else text.id
