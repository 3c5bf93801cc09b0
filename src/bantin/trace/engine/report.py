"""An HTML report of matches: passages side by side, differences marked. Each page is one file.

The words come from the caller (``Labels``), so that every program uses its own catalogue. The page
holds its style and a small script for the keyboard and the list; its content security policy
allows these two and nothing else, so whatever a text contains, it cannot run or load anything.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from importlib import resources

from .model import Drift, Edition, Item, Match, Passage
from .picture import bar, coverage_map
from .report_words import Labels, decimal, percent
from .sides import Piece, window

_CONTEXT = 90
"""Characters shown before and after a passage."""

_SHORT = 1_800
"""Characters up to which a passage is kept on one sheet of paper."""

_SAFE = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Entry:
    """A match with the two texts that it speaks of."""

    match: Match
    item: Item
    edition: Edition


@dataclass(frozen=True, slots=True)
class Tally:
    """How often an edition was copied, and how many of these copies differ."""

    edition: str
    copies: int
    differing: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: where it leads, what it names, and its figures."""

    href: str
    title: str
    item: str
    edition: str
    item_share: float
    edition_share: float
    score: float
    differences: int


@dataclass(frozen=True, slots=True)
class Links:
    """The neighbours of a page in a folder; empty where there is none."""

    before: str = ""
    after: str = ""
    overview: str = ""


def report(
    entries: Sequence[Entry],
    labels: Labels,
    *,
    figures: Sequence[tuple[str, str]] = (),
    tallies: Sequence[Tally] = (),
    links: Links = Links(),
) -> str:
    """The page of a run or of one item: summary, pictures, list, and every match.

    ``figures`` are names and values shown large on top, ``tallies`` the editions that were copied
    most.
    """
    rows = [row(entry, f"#m{number}") for number, entry in enumerate(entries, start=1)]
    body = [_top(labels, links, figures)]
    if not entries:
        body.append(_nothing(labels))
    differing = [number for number, one in enumerate(rows, start=1) if one.differences]
    if differing:
        mark = f"m{differing[0]}d1"
        body.append(f'<p><a class="jump" href="#{mark}i">{escape(labels.jump)}</a></p>')
    body.append(_chart(tallies, labels))
    if len(entries) > 1:
        body.append(listing(rows, labels))
    body.extend(_section(number, entry, labels) for number, entry in enumerate(entries, start=1))
    return page("".join(body), labels, tools=bool(entries))


def list_page(
    rows: Sequence[Row],
    labels: Labels,
    *,
    figures: Sequence[tuple[str, str]] = (),
    tallies: Sequence[Tally] = (),
    links: Links = Links(),
) -> str:
    """The page of a folder that lists others."""
    body = _top(labels, links, figures) + _chart(tallies, labels)
    return page(body + (listing(rows, labels) if rows else _nothing(labels)), labels)


def row(entry: Entry, href: str) -> Row:
    """The line of a match in a list."""
    match = entry.match
    return Row(
        href, entry.item.title, entry.item.id, _name(entry.edition), match.item_share,
        match.edition_share, match.score, len(match.drift),
    )  # fmt: skip


def page(body: str, labels: Labels, *, tools: bool = False) -> str:
    """A whole HTML document around ``body``."""
    style, script = _asset("report.css"), _asset("report.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        f'<!doctype html>\n<html lang="{escape(labels.lang)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(labels.title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#top">{escape(labels.skip)}</a>\n'
        f'<main id="top" tabindex="-1">\n{body}</main>\n{_tools(labels) if tools else ""}'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def listing(rows: Sequence[Row], labels: Labels) -> str:
    """The table of matches, which sorts and filters where scripts run."""
    names = (
        (labels.item, ""), (labels.edition, ""), (labels.share_of_item, "n"),
        (labels.share_of_edition, "n"), (labels.score, "n"), (labels.differences, "n"),
    )  # fmt: skip
    head = "".join(
        f'<th scope="col" class="{kind}"><button type="button">{escape(name)}</button></th>'
        for name, kind in names
    )
    lines = "".join(_line(one, labels) for one in rows)
    return (
        f'<form class="find" role="search"><label>{escape(labels.filter)} <input type="search">'
        f'</label><label><input type="checkbox"> {escape(labels.only_differing)}</label>'
        f"<output></output></form>\n"
        f'<table class="list"><caption>{escape(labels.contents)}</caption>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{lines}</tbody></table>\n"
    )


def _line(one: Row, labels: Labels) -> str:
    shares = (
        (labels.share_of_item, one.item_share, percent(one.item_share, labels.lang)),
        (labels.share_of_edition, one.edition_share, percent(one.edition_share, labels.lang)),
        (labels.score, one.score, decimal(one.score, labels.lang)),
        (labels.differences, one.differences, str(one.differences)),
    )
    cells = "".join(
        f'<td class="n" data-label="{escape(name)}" data-value="{value}">{shown}</td>'
        for name, value, shown in shares
    )
    return (
        f'<tr data-differs="{one.differences}"><td class="name">'
        f'<a href="{escape(one.href)}">{escape(one.title or one.item)}</a>'
        + (f"<small>{escape(one.item)}</small>" if one.title else "")
        + f"</td>"
        f'<td data-label="{escape(labels.edition)}">{escape(one.edition)}</td>{cells}</tr>\n'
    )


def _top(labels: Labels, links: Links, figures: Sequence[tuple[str, str]]) -> str:
    ways = (
        ("prev", links.before, labels.previous_page),
        ("up", links.overview, labels.all_pages),
        ("next", links.after, labels.next_page),
    )
    anchors = "".join(
        f'<a rel="{kind}" href="{escape(href)}">{escape(words)}</a>'
        for kind, href, words in ways
        if href
    )
    nav = f'<nav class="pages">{anchors}</nav>' if anchors else ""
    large = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in figures
    )
    return (
        f"{nav}<h1>{escape(labels.title)}</h1>\n"
        + (f'<p class="lead">{escape(labels.summary)}</p>\n' if labels.summary else "")
        + (f'<dl class="figures">{large}</dl>\n' if large else "")
    )


def _nothing(labels: Labels) -> str:
    return (
        f'<div class="empty"><h2>{escape(labels.nothing)}</h2>'
        f"<p>{escape(labels.nothing_next)}</p></div>\n"
    )


def _chart(tallies: Sequence[Tally], labels: Labels) -> str:
    """Which editions were copied most: one bar for each, the differing copies darker."""
    if not tallies:
        return ""
    most = max(tally.copies for tally in tallies)
    lines = "".join(
        f'<tr><th scope="row">{escape(tally.edition)}</th><td>'
        + bar((("d", tally.differing / most), ("p", (tally.copies - tally.differing) / most)))
        + f'</td><td class="n">{escape(labels.copies(tally.copies, tally.differing))}</td></tr>\n'
        for tally in tallies
    )
    return (
        f'<table class="chart"><caption>{escape(labels.by_edition)}</caption>'
        f"<tbody>\n{lines}</tbody></table>\n"
    )


def _tools(labels: Labels) -> str:
    buttons = "".join(
        f'<button type="button" data-go="{key}">{escape(words)} <kbd class="keys">{key}</kbd></button>'
        for key, words in (
            ("k", labels.previous_match), ("j", labels.next_match),
            ("p", labels.previous_difference), ("n", labels.next_difference),
        )
    )  # fmt: skip
    return f'<aside class="tools" aria-label="{escape(labels.tools)}">{buttons}</aside>\n'


def _section(number: int, entry: Entry, labels: Labels) -> str:
    match = entry.match
    facts = (
        (labels.share_of_item, percent(match.item_share, labels.lang), match.item_share),
        (labels.share_of_edition, percent(match.edition_share, labels.lang), match.edition_share),
        (labels.passages, str(len(match.passages)), None),
        (labels.differences, str(len(match.drift)), None),
        (labels.version, str(match.version), None),
        (labels.score, decimal(match.score, labels.lang), None),
    )
    shown = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}"
        + (f'<span class="share">{bar((("p", share),))}</span>' if share is not None else "")
        + "</dd></div>"
        for name, value, share in facts
    )
    item = entry.item.title or entry.item.id
    heading = entry.edition.title or entry.edition.id if item == labels.title else item
    notes = [labels.uncertain] if not match.version_certain else []
    notes += [labels.cut] if match.cut else []
    pairs = "".join(
        _pair(f"m{number}", place, passage, entry, labels)
        for place, passage in enumerate(match.passages, start=1)
    )
    return (
        f'<section id="m{number}" aria-labelledby="h{number}" tabindex="-1">'
        f'<h2 id="h{number}">{escape(heading)}</h2>\n'
        f'<p class="ids">{escape(labels.item)}: {_identity(entry.item.id)}<br>'
        f"{escape(labels.edition)}: {escape(_name(entry.edition))}</p>\n"
        f"<dl>{shown}</dl>\n{_map(entry, labels)}"
        + (f'<p class="quiet">{escape(labels.why(match))}</p>\n' if match.reasons else "")
        + "".join(f'<p class="note">{escape(note)}</p>\n' for note in notes)
        + f"{_drift(f'm{number}', match, labels)}<h3>{escape(labels.passages)}</h3>\n{pairs}</section>\n"
    )


def _map(entry: Entry, labels: Labels) -> str:
    match = entry.match
    drawn = coverage_map(
        match.passages,
        match.drift,
        len(entry.edition.text),
        len(entry.item.text),
        labels.map_words(match),
    )
    return (
        f'<figure><span class="map-side">{escape(labels.edition)}</span>{drawn}'
        f'<span class="map-side">{escape(labels.item)}</span></figure>\n'
    )


def _drift(prefix: str, match: Match, labels: Labels) -> str:
    """The list of differences: what kind, what the edition says, what the item says."""
    if not match.drift:
        return f'<p class="quiet">{escape(labels.no_differences)}</p>\n'
    rows = "".join(
        f'<tr><td class="n" data-label="{escape(labels.number)}">{number}</td>'
        f'<td data-label="{escape(labels.kind)}">{escape(labels.kinds.get(one.kind, one.kind))}</td>'
        f'<td data-label="{escape(labels.in_edition)}"><a href="#{prefix}d{number}e">{escape(one.edition)}</a></td>'
        f'<td data-label="{escape(labels.in_item)}"><a href="#{prefix}d{number}i">{escape(one.item)}</a></td></tr>\n'
        for number, one in enumerate(match.drift, start=1)
    )
    names = (labels.kind, labels.in_edition, labels.in_item)
    head = f'<th scope="col" class="n">{escape(labels.number)}</th>'
    head += "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    return (
        f'<table class="list differences"><caption>{escape(labels.differences)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>\n"
    )


def _pair(prefix: str, place: int, passage: Passage, entry: Entry, labels: Labels) -> str:
    """One passage in both texts, with a little of what stands around it."""
    drift = entry.match.drift
    edition = window(entry.edition.text, passage.edition, [d.edition_at for d in drift], _CONTEXT)
    item = window(entry.item.text, passage.item, [d.item_at for d in drift], _CONTEXT)
    length = max(passage.edition[1] - passage.edition[0], passage.item[1] - passage.item[0])
    sides = (
        (labels.in_edition, edition, "e", labels.item_says, [d.item for d in drift]),
        (labels.in_item, item, "i", labels.edition_says, [d.edition for d in drift]),
    )
    texts = "".join(
        f'<div class="side"><h5>{escape(heading)}</h5><p>'
        + (f'<span class="out">{escape(before)}</span>' if before else "")
        + "".join(_piece(piece, prefix, side, drift, says, others, labels) for piece in cut)
        + (f'<span class="out">{escape(after)}</span>' if after else "")
        + "</p></div>"
        for heading, (before, cut, after), side, says, others in sides
    )
    kind = "pair short" if length <= _SHORT else "pair"
    return f'<div class="{kind}"><h4>{escape(labels.passage)} {place}</h4>{texts}</div>\n'


def _piece(
    piece: Piece,
    prefix: str,
    side: str,
    drift: Sequence[Drift],
    says: str,
    others: Sequence[str],
    labels: Labels,
) -> str:
    """A stretch of a passage; a difference says its number, its kind and the other value."""
    text = escape(piece.text)
    if not piece.figure:
        return f'<span class="in">{text}</span>'
    number = piece.figure
    name = f' id="{prefix}d{number}{side}"' if piece.first_of_figure else ""
    kind = drift[number - 1].kind
    words = f"{labels.kinds.get(kind, kind)}, {says.format(words=others[number - 1])}"
    return f"<mark{name}>{text} <small>[{number}: {escape(words)}]</small></mark>"


def _identity(name: str) -> str:
    """An id; an address is a link, written out."""
    if name.startswith(_SAFE):
        return f'<a class="url" rel="noopener noreferrer nofollow" href="{escape(name)}">{escape(name)}</a>'
    return escape(name)


def _name(text: Item | Edition) -> str:
    """Title and id of a text, or the id alone."""
    return f"{text.title} ({text.id})" if text.title else text.id


@cache
def _asset(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()
