"""What ``bantin trace`` shows: the table, the HTML pages, and refusals in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from rich import box
from rich.console import Console
from rich.table import Table

from bantin.cli.text import _, language
from bantin.trace.engine import Index, Item, Match
from bantin.trace.engine.report import STYLE, Entry, Labels, percent, report
from bantin.trace.engine.sources import Refused, Why

if TYPE_CHECKING:
    from bantin.cli.trace import Outcome

_ON_ONE_PAGE = 200
_SHOWN_DRIFT = 3
_WIDEST = 160


def kept(top: int, html: Path | None) -> int:
    """How many of the best matches a run keeps in memory."""
    return max(top, _ON_ONE_PAGE) if html and html.suffix == ".html" else top


def refusal(path: Path, refused: Refused) -> str:
    """Which line was left out, why, and what to do."""
    words = {
        Why.ENCODING: _("it is not UTF-8. Save the file as UTF-8"),
        Why.SYNTAX: _("it cannot be read (%(detail)s). Mend the line"),
        Why.FIELDS: _("these fields are missing or are no text: %(detail)s. Add them"),
        Why.LENGTH: _("the text is too long. Split it into parts of at most 10 million characters"),
        Why.BROKEN: _("the compressed file is cut off or damaged (%(detail)s). Pack it again"),
        Why.TWICE: _("the id %(detail)s came before. Give each edition an id of its own"),
    }
    why = words[refused.why] % {"detail": refused.detail}
    return _("%(file)s, line %(line)s left out: %(why)s.") % {
        "file": path.name,
        "line": refused.where,
        "why": why,
    }


def summary(outcome: Outcome) -> str:
    """The run in one sentence."""
    return _(
        "%(matched)s of %(items)s items reproduce or quote one of %(editions)s editions; "
        "%(drifted)s of %(matches)s matches differ in a figure, date or name."
    ) % {
        "matched": _number(outcome.matched),
        "items": _number(outcome.items),
        "editions": _number(outcome.editions),
        "drifted": _number(outcome.drifted),
        "matches": _number(outcome.matches),
    }


def print_table(outcome: Outcome, top: int, out: TextIO) -> None:
    """The summary and the best matches."""
    console = Console(file=out, highlight=False)
    if not console.is_terminal:
        console = Console(file=out, highlight=False, width=_WIDEST)
    console.print(summary(outcome), markup=False, soft_wrap=True)
    entries = outcome.entries()[:top]
    if not entries:
        return
    table = Table(box=box.SIMPLE, title=_("Best matches"), title_justify="left")
    table.add_column(_("Item"), overflow="fold")
    table.add_column(_("Edition"), overflow="fold")
    for name in (_("Score"), _("Of item"), _("Of edition"), _("Passages")):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column(_("Differs (edition → item)"), overflow="fold")
    for entry in entries:
        table.add_row(*_row(entry))
    console.print(table, markup=False)


def _row(entry: Entry) -> tuple[str, ...]:
    match, lang = entry.match, language()
    shown = [f"{drift.edition} → {drift.item}" for drift in match.drift[:_SHOWN_DRIFT]]
    more = len(match.drift) - len(shown)
    return (
        escape_markup(match.item),
        escape_markup(match.edition + ("" if match.version_certain else " ?")),
        f"{match.score:.0f}",
        percent(match.item_share, lang),
        percent(match.edition_share, lang),
        str(len(match.passages)),
        escape_markup("; ".join(shown) + (f" (+{more})" if more else "")),
    )


def escape_markup(text: str) -> str:
    """``text`` so that rich prints it as it is."""
    return text.replace("[", "\\[")


def write_page(path: Path, outcome: Outcome) -> None:
    """The best matches as one page."""
    path.write_text(report(outcome.entries(), labels(summary(outcome))), encoding="utf-8")


@dataclass(slots=True)
class Pages:
    """A folder with one page for each matched item, and a list of them."""

    folder: Path
    rows: list[tuple[str, str, str, int, int]] = field(default_factory=list)

    @classmethod
    def in_folder(cls, folder: Path) -> Pages:
        """Make the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        return cls(folder)

    def add(self, item: Item, matches: list[Match], index: Index) -> None:
        """Write the page of one item."""
        name = f"{len(self.rows) + 1:06}.html"
        entries = [Entry(match, item, index[match.edition]) for match in matches]
        text = report(entries, labels(item.title or item.id))
        (self.folder / name).write_text(text, encoding="utf-8")
        found = ", ".join(match.edition for match in matches)
        drift = sum(len(match.drift) for match in matches)
        self.rows.append((name, item.title or item.id, found, len(matches), drift))

    def finish(self, outcome: Outcome) -> None:
        """Write the list, ``index.html``."""
        words = labels(summary(outcome))
        rows = "".join(
            f'<tr><td><a href="{name}">{escape(title)}</a></td><td>{escape(found)}</td>'
            f'<td class="n">{drift}</td></tr>\n'
            for name, title, found, _count, drift in self.rows
        )
        head = "".join(f"<th>{escape(word)}</th>" for word in (words.item, words.edition))
        (self.folder / "index.html").write_text(
            f'<!doctype html>\n<html lang="{words.lang}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(words.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
            f"<main><h1>{escape(words.title)}</h1><p>{escape(words.summary)}</p>"
            f'<table><thead><tr>{head}<th class="n">{escape(words.differences)}</th></tr></thead>'
            f"<tbody>\n{rows}</tbody></table></main>\n</body>\n</html>\n",
            encoding="utf-8",
        )


def labels(sentence: str) -> Labels:
    """The words of a report in the language of the command line."""
    return Labels(
        lang=language(),
        title=_("What became of the editions"),
        summary=sentence,
        item=_("Item"),
        edition=_("Edition"),
        share_of_item=_("Share of the item"),
        share_of_edition=_("Share of the edition"),
        differences=_("Differences"),
        in_edition=_("In the edition"),
        in_item=_("In the item"),
        uncertain=_("The copied part reads the same in another edition of the release"),
        cut=_("Only the longest passages are shown"),
        nothing=_("No item reproduces or quotes an edition."),
        contents=_("Matches"),
    )


def _number(count: int) -> str:
    """Thousands as people of the language write them."""
    return f"{count:,}".replace(",", ".") if language() == "vi" else f"{count:,}"
