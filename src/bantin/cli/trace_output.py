"""What ``bantin trace`` shows: the table, the summary, and refusals in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from rich import box
from rich.console import Console
from rich.table import Table

from bantin.cli.text import _, language
from bantin.cli.trace_pages import ON_ONE_PAGE
from bantin.trace.engine.report import Entry
from bantin.trace.engine.report_words import percent, thousands
from bantin.trace.engine.sources import Refused, Why

if TYPE_CHECKING:
    from bantin.cli.trace import Outcome

_SHOWN_DRIFT = 3
_WIDEST = 160


def kept(top: int, html: Path | None) -> int:
    """How many of the best matches a run keeps in memory."""
    return max(top, ON_ONE_PAGE) if html and html.suffix == ".html" else top


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


def missing(engine: str, *, installed: bool) -> str:
    """What the engine needs, and how to have it."""
    if installed:
        return _(
            "numba has no folder to keep what it compiled. Set NUMBA_CACHE_DIR to one that may be "
            "written, or leave --engine out."
        )
    return _(
        "The %(engine)s engine needs a package that is not installed. "
        "Run pip install 'bantin[%(engine)s]', or leave --engine out."
    ) % {"engine": str(engine)}


def summary(outcome: Outcome) -> str:
    """The run in one sentence."""
    return _(
        "%(matched)s of %(items)s items reproduce or quote one of %(editions)s editions; "
        "%(drifted)s of %(matches)s matches differ in a figure, date or name."
    ) % {
        "matched": thousands(outcome.matched, language()),
        "items": thousands(outcome.items, language()),
        "editions": thousands(outcome.editions, language()),
        "drifted": thousands(outcome.drifted, language()),
        "matches": thousands(outcome.matches, language()),
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
