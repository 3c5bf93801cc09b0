"""The keeper: follows the record and makes the answers of all public addresses again.

It is the only one that writes them, one after the other, and looks at the record between any two
turns: what was made before an event was seen is outdated by it, what is made later shows it. So no
answer that is given as fresh is older than the last look.
"""

import contextlib
import fcntl
import hashlib
import json
import logging
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone

from bantin import __version__
from bantin.core import work
from bantin.core.clock import database_now
from bantin.publish.imprint import queries as imprint
from bantin.publish.imprint.models import PressDesk, Wording
from bantin.publish.newsroom.snapshots import making, published
from bantin.publish.newsroom.snapshots.hands import Hands
from bantin.publish.newsroom.snapshots.store import (
    FOLLOWED,
    HOLDS,
    KEPT,
    Address,
    Book,
    place,
)
from bantin.publish.record.models import GoLive, LedgerEntry
from bantin.publish.record.queries import notices_in_force
from bantin.receive.subjects.models import Area, Topic

logger = logging.getLogger(__name__)

REST = 0.3  # seconds between two looks at the record
TURN = 0.3  # seconds of making between two looks
SUBJECTS_EVERY = 5.0
CLOCK_EVERY = 600.0
AT_ONCE = 20  # answers of one process between two looks at the clock
EACH = 5  # answers of one helper: a batch is waited for, and readers with it
MUCH = 300  # answers to make, from which on helpers are called
SAID = (  # settings that pages show
    "AGENCY_NAME",
    "BASE_URL",
    "CONFIRM_DAYS",
    "DELIVERY_DAYS",
    "DEMO",
    "HUB",
    "MAIL_FROM",
    "TIME_ZONE",
)
PACKAGE = Path(__file__).resolve().parents[3]


def run(stop: threading.Event) -> None:
    """Keep the answers until ``stop`` is set; of several keepers of one folder, one does."""
    place().parent.mkdir(parents=True, exist_ok=True)
    with (place().parent / "keeper").open("w") as token:
        while not stop.is_set() and not _alone(token.fileno()):
            stop.wait(2.0)
        if not stop.is_set():
            with contextlib.closing(Book(place())) as book, contextlib.closing(Keeper(book)) as one:
                _keep(one, stop)


def _keep(keeper: "Keeper", stop: threading.Event) -> None:
    well, next_beat = True, 0.0
    while not stop.is_set():
        if well and time.monotonic() >= next_beat:
            next_beat = time.monotonic() + work.HEARTBEAT_EVERY
            work.beat("keeper")
        done = _turn(keeper, loud=well)
        well = done is not None
        if not done:
            stop.wait(REST)


def _turn(keeper: "Keeper", *, loud: bool) -> int | None:
    """How much was done; None when it failed, which is said once and not three times a second."""
    try:
        return keeper.turn()
    except (DatabaseError, InterfaceError) as error:
        if loud:
            logger.warning("The record cannot be read, kept pages stay: %s", error)
    except Exception:
        if loud:
            logger.exception("Pages cannot be kept")
    close_old_connections()
    return None


def _alone(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class Keeper:
    """What one keeper knows between two turns."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._next_subjects = self._next_clock = 0.0
        self._started = False
        self._hands: Hands | None = None

    def turn(self) -> int:
        """Look at the record, then make answers for a moment; returns how many were made."""
        now = time.time()
        self.follow(database_now())
        self._book.note(**{FOLLOWED: repr(now)})
        self._call_hands()
        return self._make(until=time.monotonic() + TURN)

    def follow(self, at: datetime) -> None:
        """Outdate what no longer holds, and plan what is new."""
        if not self._started:
            self._start(at)
        self._follow_ledger(at)
        self._follow("notices", _notices(at))
        if time.monotonic() >= self._next_subjects:
            self._next_subjects = time.monotonic() + SUBJECTS_EVERY
            self._follow("subjects", _subjects())
            self._follow("imprint", _imprint(at), published.IMPRINT)
            self._follow("keys", _keys(), published.SITE, published.LISTS)
        if time.monotonic() >= self._next_clock:
            self._next_clock = time.monotonic() + CLOCK_EVERY
            self._book.outdate(published.CLOCK)
            self._book.renew()

    def _start(self, at: datetime) -> None:
        """After an update of the office every page may look different."""
        self._follow("office", _office())
        cursor = self._book.state("cursor")
        if not cursor or _leaf(int(cursor)) != self._book.state("leaf"):
            self._begin_anew(at)
        self._started = True

    def _begin_anew(self, at: datetime) -> None:
        """Nothing is kept yet, or another record: one from a backup, say."""
        self._book.clear()
        self._book.plan(published.everything(at))
        last = GoLive.objects.filter(at__lte=at).order_by("-ledger_index").first()
        self._note_cursor(last.ledger_index + 1 if last else 0)
        self._follow("office", _office())

    def _note_cursor(self, cursor: int) -> None:
        self._book.note(cursor=str(cursor), leaf=_leaf(cursor))

    def _follow_ledger(self, at: datetime) -> None:
        cursor = int(self._book.state("cursor"))
        entries = GoLive.objects.filter(ledger_index__gte=cursor).order_by("ledger_index")
        happened = []
        for index, uid, instant in entries.values_list("ledger_index", "edition__uid", "at"):
            if instant > at:
                break
            happened.append(uid)
            cursor = index + 1
        if not happened:
            return
        for shows in (published.LISTS, published.LEDGER):
            self._book.outdate(shows)
        self._book.forget(published.PART)
        for uid in dict.fromkeys(happened):
            self._book.outdate(published.release_of(uid))
            self._book.outdate(published.proofs_of(uid))
            self._book.plan(published.of_release(uid, at))
        self._book.plan(published.of_lists(at))
        self._book.plan(published.of_ledger())
        self._note_cursor(cursor)

    def _follow(self, name: str, value: str, *shown_by: str) -> None:
        """When it is another than before, pages that are ``shown_by`` words (else all) are outdated."""
        before = self._book.state(name)
        if before != value:
            if before:
                for shows in shown_by or [None]:
                    self._book.outdate(shows)
                self._book.plan(published.of_site())
                self._book.plan(published.of_lists(database_now()))
            self._book.note(**{name: value})

    def close(self) -> None:
        """Let the helpers go."""
        if self._hands:
            self._hands.close()
            self._hands = None

    def _make(self, *, until: float) -> int:
        made = 0
        while time.monotonic() < until:
            planned = self._book.to_make(EACH * len(self._hands) if self._hands else AT_ONCE)
            for address, outcome in zip(planned, self._outcomes(planned), strict=False):
                self._keep(address, outcome)
                made += 1
                if not self._hands and time.monotonic() >= until:
                    break
            if not planned:
                break
        return made

    def _call_hands(self) -> None:
        """Helpers for much work, none for little."""
        count = settings.KEEPER_PROCESSES
        if self._hands is None and count > 1 and len(self._book.to_make(MUCH)) == MUCH:
            self._hands = Hands(count)
        elif self._hands and not self._book.to_make(1):
            self.close()

    def _outcomes(self, planned: list[Address]) -> Iterable[making.Outcome]:
        if self._hands is None:
            return map(making.outcome, planned)
        try:
            return self._hands.make(planned)
        except BaseException:
            self.close()  # what they still had in hand is nobody's
            raise

    def _keep(self, address: Address, outcome: making.Outcome) -> None:
        if isinstance(outcome, making.Unfit):
            logger.warning("Not kept: %s", outcome)
            self._book.put_off(address.path)
        elif outcome is None:
            self._book.drop(address.path)
        else:
            self._book.put(address.path, outcome, fresh=KEPT if _only_kept(address) else HOLDS)
            if address.shows == published.LISTS and (
                more := making.following_page(address.path, outcome)
            ):
                self._book.plan([Address(more, published.LISTS, published.LAST)])


def _only_kept(address: Address) -> bool:
    """What changes by itself or with each checkpoint is asked for while the database is there."""
    return address.shows == published.CLOCK or address.shows.startswith("proofs ")


def _leaf(cursor: int) -> str:
    """The hash of the ledger's entry before ``cursor``; empty when there is none."""
    entry = LedgerEntry.objects.filter(index=cursor - 1).first()
    return bytes(entry.leaf_hash).hex() if entry else ""


def _notices(at: datetime) -> str:
    return json.dumps(sorted(notices_in_force(at).values_list("pk", flat=True)))


def _subjects() -> str:
    rows = [*Topic.objects.order_by("pk").values_list(), *Area.objects.order_by("pk").values_list()]
    return _digest(repr(rows))


def _imprint(at: datetime) -> str:
    """Who speaks today, and all that the office says about itself."""
    today = timezone.localdate(at)
    asked = (
        imprint.speaking(today),
        imprint.time_limits(today),
        PressDesk.objects,
        Wording.objects,
    )
    return _digest(repr([list(rows.values_list()) for rows in asked]))


def _keys() -> str:
    """The public keys, as they are published."""
    try:
        return _digest((settings.KEY_ROOT / "keys.json").read_text(encoding="utf-8"))
    except OSError:
        return _digest("")


def _office() -> str:
    """The version, the files that pages are made of, and what the settings say."""
    files = sorted(_files())
    said = [getattr(settings, name) for name in SAID]
    return _digest(repr((__version__, files, said)))


def _files() -> Iterator[tuple[str, int, int]]:
    for pattern in ("*.html", "*.xml", "*.py", "*.mo", "*.css", "*.js"):
        for path in PACKAGE.rglob(pattern):
            found = path.stat()
            yield str(path.relative_to(PACKAGE)), found.st_mtime_ns, found.st_size


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
