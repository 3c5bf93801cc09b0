"""``bantin trace EDITIONS ITEMS``: which items reproduce which editions. Starts without Django."""

from __future__ import annotations

import gc
import heapq
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TextIO

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from bantin.cli import trace_output as output
from bantin.cli.text import _, why
from bantin.cli.trace_pages import Pages, write_page
from bantin.trace.engine import (
    Index,
    Item,
    Match,
    NoRay,
    NotCompiled,
    Options,
    cluster,
    match_schema,
    parallel,
    sources,
)
from bantin.trace.engine.parallel import Answered
from bantin.trace.engine.reading import Reading
from bantin.trace.engine.report import Entry
from bantin.trace.engine.sources import Refused


class Engine(StrEnum):
    """What matches."""

    NUMPY = "numpy"
    COMPILED = "compiled"
    RAY = "ray"


SOME_REFUSED = 3
"""Exit code when the run ended but some lines were left out."""

UNREADABLE = 2
"""Exit code when a source cannot be opened or holds no edition."""

_HEAD_ITEMS = 30_000
_HEAD_POINTS = 80_000_000
_SHOWN_REFUSALS = 10
_SHOW_EVERY = 0.1
_MANY_ITEMS = 2_000
"""Items from which on more than one process is worth its start."""

_MOST_WORKERS = 8
"""Processes that are started without being asked for."""


@dataclass(slots=True)
class Outcome:
    """What a run counts, and the best matches it keeps to show."""

    editions: int = 0
    items: int = 0
    matched: int = 0
    matches: int = 0
    drifted: int = 0
    refused: int = 0
    keep: int = 20
    by_edition: dict[str, list[int]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    best: list[tuple[float, int, Entry]] = field(default_factory=list)

    def take(self, item: Item, matches: list[Match], index: Index) -> None:
        """Count one item, and keep its matches while they are among the best."""
        self.items += 1
        self.matched += bool(matches)
        for match in matches:
            self.matches += 1
            self.drifted += bool(match.drift)
            counts = self.by_edition.setdefault(match.edition, [0, 0])
            counts[0] += 1
            counts[1] += bool(match.drift)
            self.titles[match.edition] = index[match.edition].title or match.edition
            entry = (match.score, -self.matches, Entry(match, item, index[match.edition]))
            if len(self.best) < self.keep:
                heapq.heappush(self.best, entry)
            elif self.keep:
                heapq.heappushpop(self.best, entry)

    def entries(self) -> list[Entry]:
        """The kept matches, best first."""
        return [entry for _score, _number, entry in sorted(self.best, key=lambda e: e[:2])[::-1]]


def _print_schema(wanted: bool) -> None:
    """Print what describes a JSON line, and end."""
    if wanted:
        typer.echo(json.dumps(match_schema(), ensure_ascii=False, indent=2))
        raise typer.Exit


def trace(
    editions: Path = typer.Argument(
        ...,
        metavar="EDITIONS",
        help=_("The official texts: JSON lines or CSV (also .gz), or a folder of .txt and .html."),
    ),
    items: Path = typer.Argument(
        ..., metavar="ITEMS", help=_("The texts to look at, in the same forms.")
    ),
    as_json: bool = typer.Option(
        False, "--json", help=_("Print one JSON line for each item and edition.")
    ),
    schema: bool = typer.Option(
        False,
        "--schema",
        help=_("Print the JSON Schema of these lines and end."),
        is_eager=True,
        callback=_print_schema,
    ),
    html: Path | None = typer.Option(
        None,
        "--html",
        metavar=_("FILE|FOLDER"),
        help=_("Also write a report: one page (name ending in .html) or a folder of pages."),
    ),
    to: Path | None = typer.Option(
        None, "--output", "-o", help=_("Write to this file instead of the screen.")
    ),
    all_editions: bool = typer.Option(
        False, "--all-editions", help=_("Name every matching edition, not just the one copied.")
    ),
    limit: int | None = typer.Option(None, min=0, help=_("Look at the first N items only.")),
    top: int = typer.Option(20, min=0, help=_("How many matches the table shows.")),
    workers: int | None = typer.Option(
        None,
        min=1,
        max=4096,
        help=_("How many processes match; from 2,000 items on one for each processor."),
    ),
    engine: Engine = typer.Option(
        Engine.NUMPY,
        help=_(
            "numpy; compiled, the same answers sooner (needs numba); "
            "or ray, on many machines (needs Ray)."
        ),
    ),
    threshold: float = typer.Option(
        Options().threshold,
        min=1.0,
        help=_(
            "Least score of a match, in syllables beyond coincidence in one passage; "
            "whole sentences count 8 more. 14 finds quotes of about 14 syllables."
        ),
    ),
    learn: bool = typer.Option(
        True, help=_("Learn from the items which phrases are common and therefore no evidence.")
    ),
    lang: str | None = typer.Option(None, help=_("Language of messages and report: vi or en.")),
) -> None:
    """Find which items reproduce which editions, with passages and differing figures.

    Exit codes: 0 all read, 2 a source cannot be used, 3 some lines were left out.
    """
    if lang:
        os.environ["BANTIN_LANG"] = lang
    run = _Run(Options(threshold=threshold), engine, Outcome(keep=output.kept(top, html)))
    try:
        with ExitStack() as stack:
            out = stack.enter_context(to.open("w", encoding="utf-8")) if to else sys.stdout
            pages = Pages.in_folder(html) if html and html.suffix != ".html" else None
            with run.progress:
                index = run.index_of(editions)
                stream = run.items_of(items, limit)
                results = run.results(index, stream, learn, workers, all_editions)
                _write(results, index, run.outcome, out if as_json else None, pages)
            if pages:
                pages.finish(run.outcome, output.summary(run.outcome))
            elif html:
                write_page(html, run.outcome, output.summary(run.outcome))
            if not as_json:
                output.print_table(run.outcome, top, out)
    except BrokenPipeError:
        sys.stderr.close()
        raise typer.Exit(0) from None
    except (NotCompiled, NoRay) as error:
        run.say(output.missing(engine, installed=isinstance(error.__cause__, RuntimeError)))
        raise typer.Exit(UNREADABLE) from error
    except OSError as error:
        run.say(
            _("%(file)s cannot be used: %(why)s. Check the name and the rights.")
            % {"file": error.filename or "", "why": why(error)}
        )
        raise typer.Exit(UNREADABLE) from error
    run.sum_up()
    if run.outcome.refused:
        raise typer.Exit(SOME_REFUSED)


def _write(
    results: Iterable[tuple[Item, list[Match]]],
    index: Index,
    outcome: Outcome,
    lines: TextIO | None,
    pages: Pages | None,
) -> None:
    """Count every result, and put it where it belongs."""
    for item, matches in results:
        outcome.take(item, matches, index)
        if lines:
            for match in matches:
                lines.write(json.dumps(match.as_json(), ensure_ascii=False) + "\n")
        if pages and matches:
            pages.add(item, matches, index)


class _Run:
    """One run: its settings, its counts, and its progress bar on the error stream."""

    def __init__(self, options: Options, engine: Engine, outcome: Outcome) -> None:
        self.options = options
        self.engine = engine
        self.outcome = outcome
        self.console = Console(stderr=True)
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            auto_refresh=False,  # no thread of its own, so that processes can be forked
            console=self.console,
            disable=not self.console.is_terminal,
        )
        self.bytes_read = 0
        self._shown_at = 0.0

    def advance(self, task: TaskID) -> None:
        """One more; shown ten times a second."""
        self.progress.advance(task)
        now = time.monotonic()
        if now - self._shown_at > _SHOW_EVERY:
            self._shown_at = now
            self.progress.refresh()

    def index_of(self, path: Path) -> Index:
        """The index of all usable editions."""
        task = self.progress.add_task(_("Reading editions"), total=None)
        index = Index(options=self.options, compiled=self.engine is Engine.COMPILED)
        for edition in sources.editions(path, max_text=self.options.max_text):
            if isinstance(edition, Refused):
                self.refuse(path, edition)
            else:
                index.add(edition)
                self.advance(task)
        self.outcome.editions = len(index)
        if not len(index):
            self.say(_("%(file)s holds no edition. Each line needs id and text.") % {"file": path})
            raise typer.Exit(UNREADABLE)
        self.progress.update(task, total=len(index))
        return index

    def items_of(self, path: Path, limit: int | None) -> _Stream:
        """The usable items, and how many there may be."""
        size = path.stat().st_size if path.is_file() else 0
        return _Stream(self._items(path, limit), size, self)

    def results(
        self, index: Index, stream: _Stream, learn: bool, workers: int | None, all_editions: bool
    ) -> Iterator[Answered]:
        """Learn from the first items, then match all of them."""
        task = self.progress.add_task(_("Reading items"), total=None)
        with ThreadPoolExecutor(1) as beside:
            coming = beside.submit(stream.head, task)
            index.ready()
            head = coming.result()
        self.progress.update(task, total=len(head))
        readings = []
        if learn:
            task = self.progress.add_task(_("Learning common phrases"), total=len(head))
            readings = list(index.read(self._counted(head, task)))
            index.learn_from(readings)
        gc.freeze()  # what is held now stays to the end: no need to look through it again
        task = self.progress.add_task(_("Matching"), total=stream.expected(len(head)))
        for answered in self._answers(index, head, readings, stream, workers, all_editions):
            self.advance(task)
            yield answered
        self.progress.update(task, total=self.outcome.items)

    def _answers(
        self,
        index: Index,
        head: list[Item],
        readings: list[Reading],
        stream: _Stream,
        workers: int | None,
        all_editions: bool,
    ) -> Iterator[Answered]:
        """All items with their matches; what was read to learn from is not read again."""
        if self.engine is Engine.RAY:
            every = chain(head, stream.rest)
            yield from cluster.match_many(index, every, workers=workers, all_editions=all_editions)
            return
        unread = chain(() if readings else head, stream.rest)
        workers = workers or (_processors() if len(head) >= _MANY_ITEMS else 1)
        yield from parallel.match_readings(
            index, readings, workers=workers, all_editions=all_editions
        )
        yield from parallel.match_many(index, unread, workers=workers, all_editions=all_editions)

    def refuse(self, path: Path, refused: Refused) -> None:
        """Count a line that was left out; the first ones are said aloud."""
        self.outcome.refused += 1
        if self.outcome.refused <= _SHOWN_REFUSALS:
            self.say(output.refusal(path, refused))

    def say(self, sentence: str) -> None:
        """One sentence on the error stream."""
        self.console.print(sentence, markup=False, highlight=False, soft_wrap=True)

    def sum_up(self) -> None:
        """What was left out, if anything."""
        if self.outcome.refused:
            self.say(
                _("%(count)s lines were left out; mend them and run again for these.")
                % {"count": self.outcome.refused}
            )

    def _items(self, path: Path, limit: int | None) -> Iterator[Item]:
        number = 0
        for item in sources.items(path, max_text=self.options.max_text, watch=self._watch):
            if limit is not None and number >= limit:
                return
            if isinstance(item, Refused):
                self.refuse(path, item)
            else:
                number += 1
                yield item

    def _watch(self, bytes_read: int) -> None:
        self.bytes_read = bytes_read

    def _counted(self, items: Iterable[Item], task: TaskID) -> Iterator[Item]:
        for item in items:
            self.advance(task)
            yield item


def _processors() -> int:
    """How many processes match unless told: as many as this one may use, up to eight."""
    return min(_MOST_WORKERS, len(os.sched_getaffinity(0)))


class _Stream:
    """Items of which the first are held in memory, to learn from before matching."""

    def __init__(self, rest: Iterator[Item], size: int, run: _Run) -> None:
        self.rest = rest
        self.size = size
        self.run = run

    def head(self, task: TaskID) -> list[Item]:
        """The first items, at most 30,000 and 80 million characters."""
        head: list[Item] = []
        points = 0
        while len(head) < _HEAD_ITEMS and points < _HEAD_POINTS:
            item = next(self.rest, None)
            if item is None:
                break
            head.append(item)
            points += len(item.text)
            self.run.advance(task)
        return head

    def expected(self, head: int) -> int:
        """About how many items there are, from the part of the file that the head took."""
        read = self.run.bytes_read
        return head if not read or read >= self.size else int(head * self.size / read)


if __name__ == "__main__":
    typer.run(trace)
