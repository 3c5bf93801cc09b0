"""Where finished answers are kept: an SQLite file of this node, whatever the office's database is.

The file holds nothing that cannot be made again. One process writes (the keeper), any number of
threads read. A row without a body is an address whose answer is still to be made, so the table is
the keeper's list of work too, and survives it.
"""

import gzip
import json
import sqlite3
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

TO_MAKE, HOLDS, KEPT = range(3)  # what ``fresh`` says; KEPT is for when the database is away only
FOLLOWED = "followed"  # when the record was last looked at, in seconds since 1970
BUSY_SECONDS = 5.0
_SCHEMA = """
PRAGMA journal_mode=WAL;
CREATE TABLE IF NOT EXISTS page (
    address TEXT PRIMARY KEY,
    shows TEXT NOT NULL,
    rank INTEGER NOT NULL,
    fresh INTEGER NOT NULL DEFAULT 0,
    status INTEGER NOT NULL DEFAULT 0,
    headers TEXT NOT NULL DEFAULT '{}',
    etag TEXT NOT NULL DEFAULT '',
    body BLOB
);
CREATE INDEX IF NOT EXISTS page_to_make ON page (rank, address) WHERE fresh = 0;
CREATE INDEX IF NOT EXISTS page_by_content ON page (shows);
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


def place() -> Path:
    """Where the answers of this node are."""
    return Path(settings.DATA) / "pages" / "pages.sqlite3"


class Address(NamedTuple):
    """A public address, what decides its content, and how soon it is made again (0 first)."""

    path: str
    shows: str
    rank: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer; ``body`` is compressed with gzip."""

    status: int
    headers: Mapping[str, str]
    etag: str  # of the uncompressed bytes, without quotes; empty when they have none
    body: bytes

    def plain(self) -> bytes:
        """The bytes for a reader who takes no gzip."""
        return gzip.decompress(self.body)


class Store:
    """The answers in one file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._threads = threading.local()

    def fresh(self, path: str, *, within: float) -> Answer | None:
        """The answer that holds now; None when the record was not looked at ``within`` seconds."""
        since = time.time() - within
        return self._one(
            "AND fresh = ? AND EXISTS "
            "(SELECT 1 FROM state WHERE name = ? AND CAST(value AS REAL) > ?)",
            path,
            HOLDS,
            FOLLOWED,
            since,
        )

    def kept(self, path: str) -> Answer | None:
        """The last answer that was made, whatever happened since."""
        return self._one("", path)

    def _one(self, condition: str, *parameters: object) -> Answer | None:
        try:
            row = (
                self._reading()
                .execute(
                    "SELECT status, headers, etag, body FROM page "  # noqa: S608 - our own words
                    f"WHERE address = ? AND body IS NOT NULL {condition}",
                    parameters,
                )
                .fetchone()
            )
        except sqlite3.Error:
            return None  # no file yet, or a damaged one: as if nothing was kept
        return Answer(row[0], json.loads(row[1]), row[2], row[3]) if row else None

    def _reading(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._threads, "connection", None)
        if connection is None:
            address = f"{self.path.as_uri()}?mode=ro"
            connection = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS)
            self._threads.connection = connection
        return connection


class Book:
    """The same file for its one writer; each call is one transaction."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        self._connection.executescript(_SCHEMA)
        self._connection.execute("PRAGMA synchronous=NORMAL")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def plan(self, addresses: Iterable[Address]) -> None:
        """Remember addresses whose answers are to be made; known ones keep what they have."""
        with self._transaction():
            self._connection.executemany(
                "INSERT INTO page (address, shows, rank) VALUES (?, ?, ?) "
                "ON CONFLICT (address) DO UPDATE SET shows = excluded.shows, rank = excluded.rank",
                addresses,
            )

    def outdate(self, shows: str | None = None) -> None:
        """Answers with this content, or all that can change, hold no more; they stay kept."""
        condition, parameters = ("shows = ?", [shows]) if shows else ("shows <> 'bytes'", [])
        with self._transaction():
            self._connection.execute(
                f"UPDATE page SET fresh = 0 WHERE {condition}",  # noqa: S608 - our own words
                parameters,
            )

    def to_make(self, limit: int) -> list[Address]:
        """What is to be made next."""
        rows = self._connection.execute(
            "SELECT address, shows, rank FROM page WHERE fresh = 0 ORDER BY rank, address LIMIT ?",
            [limit],
        )
        return [Address(*row) for row in rows]

    def put(self, path: str, answer: Answer, *, fresh: int) -> None:
        """Keep an answer."""
        with self._transaction():
            headers = json.dumps(dict(answer.headers))
            self._connection.execute(
                "UPDATE page SET fresh = ?, status = ?, headers = ?, etag = ?, body = ? "
                "WHERE address = ?",
                [fresh, answer.status, headers, answer.etag, answer.body, path],
            )

    def put_off(self, path: str) -> None:
        """Nothing fit to keep came: try it again at the next :meth:`renew`."""
        with self._transaction():
            self._connection.execute("UPDATE page SET fresh = ? WHERE address = ?", [KEPT, path])

    def renew(self) -> None:
        """Try again what was put off."""
        with self._transaction():
            self._connection.execute(
                "UPDATE page SET fresh = 0 WHERE fresh = ? AND body IS NULL", [KEPT]
            )

    def clear(self) -> None:
        """Forget everything: another record is read now."""
        with self._transaction():
            self._connection.execute("DELETE FROM page")
            self._connection.execute("DELETE FROM state")

    def forget(self, shows: str) -> None:
        """Forget all addresses with this content."""
        with self._transaction():
            self._connection.execute("DELETE FROM page WHERE shows = ?", [shows])

    def drop(self, path: str) -> None:
        """Forget an address that leads nowhere."""
        with self._transaction():
            self._connection.execute("DELETE FROM page WHERE address = ?", [path])

    def count(self) -> tuple[int, int]:
        """How many addresses there are, and how many answers are still to be made."""
        row = self._connection.execute("SELECT COUNT(*), SUM(fresh = 0) FROM page").fetchone()
        return row[0], row[1] or 0

    def state(self, name: str) -> str:
        """A value that was written down; empty when there is none."""
        row = self._connection.execute("SELECT value FROM state WHERE name = ?", [name]).fetchone()
        return row[0] if row else ""

    def note(self, **values: str) -> None:
        """Write values down."""
        with self._transaction():
            self._connection.executemany(
                "INSERT INTO state (name, value) VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                values.items(),
            )

    def _transaction(self) -> "_Transaction":
        return _Transaction(self._connection)


class _Transaction:
    """``BEGIN IMMEDIATE`` to ``COMMIT``; sqlite3's own context manager begins nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, _error: object, _trace: object) -> None:
        self._connection.execute("COMMIT" if kind is None else "ROLLBACK")
