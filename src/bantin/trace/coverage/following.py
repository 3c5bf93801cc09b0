"""The engine's index, kept in step with the record and saved between starts."""

import logging
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from bantin.publish.record import queries as record
from bantin.publish.record.models import Edition, GoLive
from bantin.trace import engine
from bantin.trace.coverage.models import Item

logger = logging.getLogger(__name__)

SAVE_AFTER = 20  # additions since the last save
LEARN_FROM = 5_000  # items
FEW = 500  # editions that are asked for by name
Signature = tuple[int | None, datetime | None]


class RecordIndex:
    """All public editions as one index. Engine ids are the editions' SHA-256.

    Reading is cheap when nothing changed: two short queries. A saved index that is damaged, or was
    written by another version, is put aside and built again from the record.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._index: engine.Index | None = None
        self._signature: Signature | None = None
        self._unsaved = 0

    def at(self, at: datetime) -> engine.Index:
        """The index with every edition that is public at ``at``."""
        with self._lock:
            if self._index is None:
                self._index = self._load()
            signature = signature_of_record(at)
            if signature != self._signature:
                self._index = self._follow(self._index, at)
                self._signature = signature
            return self._index

    def match(self, item: engine.Item, at: datetime) -> list[engine.Match]:
        """What ``item`` carries of the record at ``at``; many threads may ask."""
        with self._lock:
            return self.at(at).match(item)

    def save(self) -> None:
        """Learn, and write the index beside the database, when enough was added since last time."""
        with self._lock:
            if self._index is None or self._unsaved < SAVE_AFTER:
                return
            self._index.learn(_unmatched())
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._index.save(self.path)
            self._unsaved = 0

    def _load(self) -> engine.Index:
        if not self.path.exists():
            return engine.Index()
        try:
            return engine.Index.load(self.path)
        except engine.EngineError:
            logger.warning("The saved index %s is damaged: it is built again.", self.path)
            self.path.unlink(missing_ok=True)
            return engine.Index()

    def _follow(self, index: engine.Index, at: datetime) -> engine.Index:
        """The index with just the public editions; a new one when it holds others too."""
        public = set(record.public_editions(at).values_list("sha256", flat=True))
        missing = {sha256 for sha256 in public if sha256 not in index}
        if len(index) + len(missing) > len(public):
            index, missing = engine.Index(), public
        found = record.public_editions(at)
        if len(missing) <= FEW:
            found = found.filter(sha256__in=missing)
        for edition in found.defer("canonical", "folded").iterator():
            if edition.sha256 in missing:
                index.add(as_engine_edition(edition))
        self._unsaved += len(missing)
        return index


def _unmatched() -> Iterator[engine.Item]:
    """The newest items in which nothing of the record was found.

    What they share with an edition is common language. An item that quotes an edition teaches
    nothing, or a sentence that thirty outlets quote would be taken for a formula.
    """
    found = Item.objects.exclude(traced_at=None).filter(matches=None).order_by("-added_at", "-pk")
    for pk, title, text in found.values_list("pk", "title", "text")[:LEARN_FROM].iterator():
        yield engine.Item(str(pk), text, title)


def signature_of_record(at: datetime) -> Signature:
    """What changes whenever the set of editions that are public at ``at`` does.

    Rows are only ever added: a new one has the highest place in the ledger, and a later ``at``
    lets in later ones. Both are found at the end of an index, whatever the size of the record.
    """
    live = GoLive.objects.filter(at__lte=at)
    last = live.order_by("-ledger_index").values_list("ledger_index", flat=True).first()
    newest = live.order_by("-at").values_list("at", flat=True).first()
    return last, newest


def as_engine_edition(edition: Edition) -> engine.Edition:
    """An edition of the record as the engine takes it."""
    return engine.Edition(
        edition.sha256, edition.text, edition.title, str(edition.uid), edition.number
    )


shared = RecordIndex(settings.DATA / "trace" / "editions.index")
