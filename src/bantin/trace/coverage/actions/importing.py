"""Imports: what came is kept whole, then read row by row, in chunks of short transactions."""

import json
import logging
import time
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Q

from bantin.accounts.models import User
from bantin.core import events
from bantin.core.refusals import Refusal
from bantin.receive.contacts.models import Relation
from bantin.receive.intake.actions import MOST_BYTES, keep
from bantin.receive.intake.errors import TooLarge
from bantin.receive.intake.fetch import MEGABYTE, fetch
from bantin.receive.intake.models import Arrival
from bantin.receive.intake.queries import body_of
from bantin.trace.coverage.errors import InterruptedImport, NotRegistered
from bantin.trace.coverage.models import ImportRun, Item
from bantin.trace.coverage.reading import Found, RawRow
from bantin.trace.coverage.reading.feeds import rows_of_feed
from bantin.trace.coverage.reading.files import rows_of_file
from bantin.trace.coverage.reading.pages import row_of_page
from bantin.trace.coverage.rows import Outlets, Row, clean, is_personal, link

logger = logging.getLogger(__name__)

AT_ONCE = 200  # rows that are imported while the person waits
CHUNK = 200  # rows in one transaction
LEASE = timedelta(seconds=60)
MOST_REASONS = 1_000  # rejected rows that a run lists; all are counted
Kind = ImportRun.Kind


def add_items(
    rows: Iterable[Mapping[str, Any]], *, by: User, at: datetime, source: str = ""
) -> ImportRun:
    """Add rows with the columns of ``reading.COLUMNS`` at once, however many.

    Dates may be ``datetime``. Items that are here already stay as they are; rows that cannot
    become items are listed in the run with the reason. Nothing is traced from here: the worker
    does that within seconds.
    """
    lines = [json.dumps(dict(row), ensure_ascii=False, default=_plain) for row in rows]
    body = "\n".join(lines).encode()
    arrival = keep(Arrival.Way.ENTERED, source or "rows", body, "application/jsonl", at)
    run = _new_run(Kind.FILE, source or "rows", arrival, by=by, at=at)
    return continue_import(run.pk, at=at)


def import_file(
    name: str, body: bytes, *, content_type: str = "", by: User, at: datetime
) -> ImportRun:
    """Import a CSV or JSON-lines file: at once when it is small, else on the worker.

    Raises:
        TooLarge: more than 64 MB.
        NotATable: it is no such file; nothing was kept.
    """
    if len(body) > MOST_BYTES:
        raise TooLarge(source=name[:200], most=MOST_BYTES // MEGABYTE)
    found = rows_of_file(body, name)
    arrival = keep(Arrival.Way.UPLOADED, name, body, content_type, at)
    return _begin(Kind.FILE, name, arrival, found, by=by, at=at)


def import_feed(url: str, *, by: User, at: datetime) -> ImportRun:
    """Fetch an RSS or Atom feed and import its entries. Waits for the network.

    Raises:
        FetchRefused: the address gave nothing usable.
        NotAFeed: it gave something else.
    """
    fetched = fetch(link(url))
    found = rows_of_feed(fetched.body, url)
    arrival = keep(Arrival.Way.FETCHED, fetched.url, fetched.body, fetched.content_type, at)
    return _begin(Kind.FEED, url, arrival, found, by=by, at=at)


def import_address(url: str, *, by: User, at: datetime) -> ImportRun:
    """Fetch one page and import the article in it. Waits for the network.

    Raises:
        FetchRefused: the address gave nothing usable.
        NoArticle: there is no article text.
        NotRegistered: it is a personal page that no creator registered.
    """
    address = link(url)
    if is_personal(address) and Outlets().at(address) is None:
        raise NotRegistered(what=address)
    fetched = fetch(address)
    found = row_of_page(fetched.body, fetched.url)
    arrival = keep(Arrival.Way.FETCHED, fetched.url, fetched.body, fetched.content_type, at)
    return _begin(Kind.ADDRESS, fetched.url, arrival, found, by=by, at=at)


def import_text(values: Mapping[str, Any], *, by: User, at: datetime) -> ImportRun:
    """Import one text that a person pasted, with its address or outlet.

    Raises:
        RowRefused: why it cannot become an item.
    """
    clean(values, Outlets(), at=at)
    body = json.dumps(dict(values), ensure_ascii=False, default=_plain).encode()
    source = str(values.get("url") or values.get("title") or values.get("text", ""))[:200]
    arrival = keep(Arrival.Way.ENTERED, source, body, "application/jsonl", at)
    run = _new_run(Kind.TEXT, source, arrival, by=by, at=at)
    return continue_import(run.pk, at=at)


def continue_import(run_id: int, *, at: datetime, seconds: float = float("inf")) -> ImportRun:
    """Go on with an import where it stopped; for at most ``seconds``, in whole chunks.

    A chunk and the note that it is done are one transaction, so that an import killed at any
    point goes on without loss and without doubles.
    """
    until = time.monotonic() + seconds
    run = ImportRun.objects.select_related("arrival").get(pk=run_id)
    try:
        found = _found(run)
        outlets = Outlets()
        while run.done_rows < len(found.rows) and time.monotonic() < until:
            chunk = found.rows[run.done_rows : run.done_rows + CHUNK]
            run = _import_chunk(run, chunk, outlets, len(found.rows), at=at)
        if run.done_rows >= len(found.rows):
            return _finish(run, ", ".join(found.ignored)[:500], at=at)
    except DatabaseError:
        raise  # busy or away: the lease runs out and the worker goes on
    except Refusal as refusal:
        return _fail(run, refusal, at=at)
    except Exception as error:
        logger.exception("Import %s failed", run.pk)
        stopped = InterruptedImport(row=run.done_rows + 1, why=type(error).__name__)
        return _fail(run, stopped, at=at)
    else:
        ImportRun.objects.filter(pk=run.pk).update(leased_until=None)
    return run


@transaction.atomic
def claim_import(*, at: datetime) -> int | None:
    """The oldest import that waits or was left behind, leased to the caller; or none."""
    free = Q(leased_until=None) | Q(leased_until__lt=at)
    run = (
        ImportRun.objects.select_for_update(skip_locked=True)
        .filter(free, status__in=[ImportRun.Status.WAITING, ImportRun.Status.RUNNING])
        .order_by("started_at")
        .first()
    )
    if run is None:
        return None
    run.status, run.leased_until = ImportRun.Status.RUNNING, at + LEASE
    run.save(update_fields=["status", "leased_until"])
    return run.pk


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (datetime, date)) else str(value)


def _new_run(kind: str, source: str, arrival: Arrival, *, by: User, at: datetime) -> ImportRun:
    return ImportRun.objects.create(
        kind=kind,
        source=source[:2000],
        arrival=arrival,
        by=by,
        status=ImportRun.Status.RUNNING,
        started_at=at,
        leased_until=at + LEASE,
    )


def _begin(
    kind: str, source: str, arrival: Arrival, found: Found, *, by: User, at: datetime
) -> ImportRun:
    run = _new_run(kind, source, arrival, by=by, at=at)
    if len(found.rows) <= AT_ONCE:
        return continue_import(run.pk, at=at)
    run.status, run.leased_until = ImportRun.Status.WAITING, None
    run.total_rows = len(found.rows)
    run.save(update_fields=["status", "leased_until", "total_rows"])
    return run


def _found(run: ImportRun) -> Found:
    if run.arrival is None:
        return Found([])
    body = body_of(run.arrival)
    if run.kind == Kind.FEED:
        return rows_of_feed(body, run.source)
    if run.kind == Kind.ADDRESS:
        return row_of_page(body, run.source)
    return rows_of_file(body, run.source)


@transaction.atomic
def _import_chunk(
    run: ImportRun, raw_rows: list[RawRow], outlets: Outlets, total: int, *, at: datetime
) -> ImportRun:
    done = run.done_rows
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("arrival").get(pk=run.pk)
    if run.done_rows != done:  # somebody else went on with it
        return run
    fresh, rejected = _cleaned(raw_rows, outlets, at=at)
    added = _add_new(fresh, run, at=at)
    run.added += added
    run.known += len(raw_rows) - added - len(rejected)
    run.rejected = [*run.rejected, *rejected][:MOST_REASONS]
    run.rejected_count += len(rejected)
    run.done_rows += len(raw_rows)
    run.total_rows = total
    run.leased_until = at + LEASE
    run.save()
    return run


def _cleaned(
    raw_rows: list[RawRow], outlets: Outlets, *, at: datetime
) -> tuple[dict[str, Row], list[dict[str, Any]]]:
    fresh: dict[str, Row] = {}
    rejected = []
    for raw in raw_rows:
        try:
            if raw.refused:
                raise raw.refused
            row = clean(raw.values, outlets, at=at)
            fresh.setdefault(row.fingerprint, row)
        except Refusal as refusal:
            name = str(raw.values.get("title") or raw.values.get("url") or "")[:120]
            rejected.append({"row": raw.number, "what": _sound(name), "why": str(refusal)})
    return fresh, rejected


def _sound(text: str) -> str:
    """Text without halves of surrogate pairs, which no database takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _add_new(rows: dict[str, Row], run: ImportRun, *, at: datetime) -> int:
    here = Item.objects.filter(fingerprint__in=rows).values_list("fingerprint", flat=True)
    known = set(here)
    items = [_item(row, run, at) for print_, row in rows.items() if print_ not in known]
    events.record_all("item.added", Item.objects.bulk_create(items), at=at)
    return len(items)


def _item(row: Row, run: ImportRun, at: datetime) -> Item:
    item = Item(
        arrival=run.arrival,
        outlet=row.outlet,
        url=row.url,
        fingerprint=row.fingerprint,
        title=row.title,
        text=row.text,
        folded=row.folded,
        author=row.author,
        language=row.outlet.language if row.outlet else "",
        medium=row.medium,
        form=row.form,
        relation=row.outlet.relation if row.outlet else Relation.INDEPENDENT,
        published_at=row.published_at,
        added_at=at,
    )
    item.set_day()
    return item


def _finish(run: ImportRun, message: str, *, at: datetime) -> ImportRun:
    run.status, run.message = ImportRun.Status.DONE, message
    return _close(run, at=at)


def _fail(run: ImportRun, refusal: Refusal, *, at: datetime) -> ImportRun:
    run.status, run.message = ImportRun.Status.FAILED, str(refusal)
    return _close(run, at=at)


def _close(run: ImportRun, *, at: datetime) -> ImportRun:
    run.finished_at, run.leased_until = at, None
    run.save(update_fields=["status", "message", "finished_at", "leased_until"])
    return run
