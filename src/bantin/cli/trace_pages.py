"""The HTML reports of ``bantin trace``: one page, or a folder of pages with lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bantin.cli.text import _, language
from bantin.cli.trace_words import labels
from bantin.trace.engine import Index, Item, Match
from bantin.trace.engine.report import Entry, Links, Row, Tally, list_page, report
from bantin.trace.engine.report_words import thousands

if TYPE_CHECKING:
    from bantin.cli.trace import Outcome

ON_ONE_PAGE = 200
"""Most matches on one page."""

_LINES = 1_000
"""Most lines of one list."""

_TALLIES = 8
_ENDS = ".html"


def write_page(path: Path, outcome: Outcome, summary: str) -> None:
    """The best matches as one page."""
    entries = outcome.entries()[:ON_ONE_PAGE]
    if outcome.matches > len(entries):
        summary += " " + _(
            "The best %(shown)s matches are shown. Give a folder with --html for all of them."
        ) % {"shown": thousands(len(entries), language())}
    words = labels(_("What became of the editions"), summary)
    text = report(entries, words, figures=_figures(outcome), tallies=_tallies(outcome))
    path.write_text(text, encoding="utf-8")


@dataclass(slots=True)
class Pages:
    """A folder with one page for each matched item, and lists of them.

    A page is written when the next one is known, because it links to it. ``index.html`` has the
    summary and the first thousand lines; the others follow in ``list-2.html`` and so on.
    """

    folder: Path
    lines: list[Row] = field(default_factory=list)
    first: list[Row] = field(default_factory=list)
    lists: int = 1
    count: int = 0
    waiting: list[Entry] = field(default_factory=list)

    @classmethod
    def in_folder(cls, folder: Path) -> Pages:
        """Make the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        return cls(folder)

    def add(self, item: Item, matches: Sequence[Match], index: Index) -> None:
        """Take an item that matches."""
        self._write_waiting(more=True)
        self.count += 1
        if len(self.lines) == _LINES:
            self._write_list(more=True)
        self.waiting = [Entry(match, item, index[match.edition]) for match in matches]
        best = self.waiting[0].match
        self.lines.append(
            Row(
                href=_page(self.count),
                title=item.title,
                item=item.id,
                edition=", ".join(e.edition.title or e.edition.id for e in self.waiting),
                item_share=best.item_share,
                edition_share=best.edition_share,
                score=best.score,
                differences=sum(len(match.drift) for match in matches),
            )
        )

    def finish(self, outcome: Outcome, summary: str) -> None:
        """Write what is still waiting, and ``index.html``."""
        self._write_waiting(more=False)
        if self.lists == 1:
            self.first = self.lines
        else:
            self._write_list(more=False)
        text = list_page(
            self.first,
            labels(_("What became of the editions"), summary),
            figures=_figures(outcome),
            tallies=_tallies(outcome),
            links=Links(after=_list(2) if self.lists > 1 else ""),
        )
        (self.folder / _list(1)).write_text(text, encoding="utf-8")

    def _write_waiting(self, *, more: bool) -> None:
        if not self.waiting:
            return
        item = self.waiting[0].item
        links = Links(
            before=_page(self.count - 1) if self.count > 1 else "",
            after=_page(self.count + 1) if more else "",
            overview=_list((self.count - 1) // _LINES + 1),
        )
        text = report(self.waiting, labels(item.title or item.id, ""), links=links)
        (self.folder / _page(self.count)).write_text(text, encoding="utf-8")
        self.waiting = []

    def _write_list(self, *, more: bool) -> None:
        """Write the lines as a list of their own, unless they are the first."""
        if self.lists == 1:
            self.first = self.lines
        else:
            links = Links(_list(self.lists - 1), _list(self.lists + 1) if more else "", _list(1))
            words = labels(_("Matches, page %(number)s") % {"number": self.lists}, "")
            text = list_page(self.lines, words, links=links)
            (self.folder / _list(self.lists)).write_text(text, encoding="utf-8")
        self.lines = []
        self.lists += 1


def _page(number: int) -> str:
    return f"{number:06}{_ENDS}"


def _list(number: int) -> str:
    return f"index{_ENDS}" if number == 1 else f"list-{number}{_ENDS}"


def _figures(outcome: Outcome) -> list[tuple[str, str]]:
    """The run in four numbers."""
    figures = (
        (_("Items"), outcome.items),
        (_("Items that match"), outcome.matched),
        (_("Matches"), outcome.matches),
        (_("Matches that differ"), outcome.drifted),
        (_("Editions"), outcome.editions),
    )
    return [(name, thousands(count, language())) for name, count in figures]


def _tallies(outcome: Outcome) -> list[Tally]:
    """The editions that were copied most, and the others together."""
    ranked = sorted(outcome.by_edition.items(), key=lambda one: (-one[1][0], one[0]))
    tallies = [Tally(outcome.titles[name], *counts) for name, counts in ranked[:_TALLIES]]
    if rest := ranked[_TALLIES:]:
        name = _("%(count)s other editions") % {"count": thousands(len(rest), language())}
        copies, differing = (sum(counts[place] for _name, counts in rest) for place in (0, 1))
        tallies.append(Tally(name, copies, differing))
    return tallies
