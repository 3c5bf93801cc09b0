"""The mailbox in which returned mail arrives: a Maildir or a folder on an IMAP server.

Each mail is read once: what was dealt with gets a mark that stays with it. Where a server keeps no
marks, the office remembers the names. Nothing is deleted.
"""

import contextlib
import enum
import imaplib
import io
import os
import re
import socket
import ssl
from collections.abc import Collection, Container, Iterator
from datetime import datetime
from email.utils import format_datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from bantin.core.patience import Patience, PatientReader, is_here
from bantin.deliver.channels.email.bounces import MOST_BYTES

SECONDS = 10.0  # to connect, and to mark what was read
VISIT_SECONDS = 60.0  # to read
LONGEST_LINE = 65_536  # bytes
MOST_MAILS = 200  # read in one visit
_MARK = "BantinRead"  # an IMAP keyword
_SEEN = ":2,"  # what parts a name in a Maildir from its marks
_FOLDER = re.compile(r'[^"\\\x00-\x1f\x7f-\U0010ffff]+')

TROUBLE = (imaplib.IMAP4.error, OSError, ValueError)


class Marks(enum.Enum):
    """How a mailbox remembers that a mail was dealt with."""

    OWN = "own"  # a mark that nobody else sets
    SEEN = "seen"  # a mark that others set, too, when they read a mail
    NONE = "none"  # it does not


class Mailbox(Protocol):
    """A place with mail, used by one thread for one visit."""

    marks: Marks

    def unread(self, *, since: datetime, known: Container[str]) -> Iterator[tuple[str, bytes]]:
        """Name and beginning of mails that have no mark yet, those in ``known`` left out."""

    def mark(self, names: Collection[str]) -> Collection[str]:
        """Mark mails as dealt with; returns those that could not be marked."""

    def close(self) -> None:
        """Let go of it; never raises."""


def place_of(address: str) -> str:
    """``address`` without a user and a password."""
    parts = urlsplit(address)
    return f"{parts.scheme}:{parts.netloc.rpartition('@')[2]}{parts.path}"[:300]


def opened(address: str) -> Mailbox:
    """Open ``maildir:/path`` or ``imap[s]://user:password@host[:port]/FOLDER``.

    Raises:
        ValueError: The address is none of these.
        OSError, imaplib.IMAP4.error: It cannot be opened.
    """
    parts = urlsplit(address)
    if parts.scheme == "maildir" and parts.path.startswith("/"):
        return Maildir(Path(unquote(parts.path)))
    if parts.scheme in {"imap", "imaps"} and parts.hostname and parts.username:
        return ImapFolder(parts)
    raise ValueError("write maildir:/path or imap[s]://user:password@host[:port]/FOLDER")


class Maildir:
    """A folder with the folders ``new`` and ``cur``; the mark is S, for seen."""

    marks = Marks.SEEN

    def __init__(self, folder: Path) -> None:
        self._folders = [folder / "new", folder / "cur"]
        for one in self._folders:
            if not one.is_dir():
                raise NotADirectoryError(f"{one} is not there")
            if not os.access(one, os.W_OK | os.X_OK):
                raise PermissionError(f"{one} may not be changed")

    def unread(self, *, since: datetime, known: Container[str]) -> Iterator[tuple[str, bytes]]:
        """Those without S that came after ``since``, at most ``MOST_MAILS``."""
        paths = chain.from_iterable(self._unread_in(folder, since) for folder in self._folders)
        for path in islice((path for path in paths if path not in known), MOST_MAILS):
            with Path(path).open("rb") as file:
                yield path, file.read(MOST_BYTES)

    def mark(self, names: Collection[str]) -> Collection[str]:
        """Move them to ``cur`` with S among their marks."""
        for path in map(Path, names):
            name, _, marks = path.name.partition(_SEEN)
            marked = "".join(sorted({*marks, "S"}))
            with contextlib.suppress(FileNotFoundError):  # another program took it
                path.rename(self._folders[1] / f"{name}{_SEEN}{marked}")
        return ()

    def close(self) -> None:
        """Nothing is held."""

    def _unread_in(self, folder: Path, since: datetime) -> list[str]:
        with os.scandir(folder) as entries:
            return [entry.path for entry in entries if self._is_unread(entry, since)]

    def _is_unread(self, entry: "os.DirEntry[str]", since: datetime) -> bool:
        if entry.name.startswith(".") or "S" in entry.name.partition(_SEEN)[2]:
            return False
        if not entry.is_file(follow_symlinks=False):
            return False
        return entry.stat(follow_symlinks=False).st_mtime >= since.timestamp()


class ImapFolder:
    """A folder on an IMAP server.

    The mark is a keyword, or ``Seen`` where there are none. A server may keep neither, and some
    say that they keep one and do not: so what was marked is looked at again.
    """

    def __init__(self, parts: SplitResult) -> None:
        folder = unquote(parts.path.lstrip("/")) or "INBOX"
        if not _FOLDER.fullmatch(folder):
            raise ValueError("the folder's name has a sign that IMAP does not take")
        self._server = _connected(parts)
        try:
            self._server.login(unquote(parts.username or ""), unquote(parts.password or ""))
            self.marks = self._select(f'"{folder}"')
            self._era = self._said("UIDVALIDITY").decode("ascii", "replace")
        except TROUBLE:
            self.close()
            raise
        self._unmarked: tuple[str, ...] = ()
        if self.marks is not Marks.NONE:
            own = self.marks is Marks.OWN
            self._unmarked = ("UNKEYWORD", _MARK) if own else ("UNSEEN",)
            self._mark = _MARK if own else r"\Seen"

    def unread(self, *, since: datetime, known: Container[str]) -> Iterator[tuple[str, bytes]]:
        """Those without the mark that came on or after the day of ``since``."""
        day = "-".join(format_datetime(since).split()[1:4])
        found = self._search(*self._unmarked, "SINCE", day)
        names = ((self._name(uid), uid) for uid in found)
        for name, uid in islice((one for one in names if one[0] not in known), MOST_MAILS):
            answer = _checked(self._server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MOST_BYTES}>)"))
            for part in answer:
                if isinstance(part, tuple):
                    yield name, part[1]

    def mark(self, names: Collection[str]) -> Collection[str]:
        """Set the mark, and look whether it stays."""
        if not names or not self._unmarked:
            return names
        self._server.patience.limit(SECONDS)
        uids = ",".join(name.rpartition(".")[2] for name in names)
        kind, _words = self._server.uid("STORE", uids, "+FLAGS.SILENT", f"({self._mark})")
        if kind != "OK":
            return names
        left = {self._name(uid) for uid in self._search("UID", uids, *self._unmarked)}
        return [name for name in names if name in left]

    def close(self) -> None:
        """Cut the connection; there is nothing left to say."""
        _cut(self._server)

    def _select(self, folder: str) -> Marks:
        """Open the folder; returns what it says about marks."""
        try:
            _checked(self._server.select(folder))
        except imaplib.IMAP4.readonly:
            _checked(self._server.select(folder, readonly=True))
            return Marks.NONE
        flags = self._server.response("PERMANENTFLAGS")[1]
        allowed = b" ".join(filter(None, flags)).lower()
        if rb"\*" in allowed or _MARK.lower().encode() in allowed:
            return Marks.OWN
        # A server that says nothing about them keeps all flags that it has (RFC 3501, 6.3.1).
        return Marks.SEEN if flags == [None] or rb"\seen" in allowed else Marks.NONE

    def _said(self, name: str) -> bytes:
        """What the server said about itself."""
        return next((one for one in self._server.response(name)[1] if one), b"")

    def _search(self, *criteria: str) -> list[str]:
        (found,) = _checked(self._server.uid("SEARCH", *criteria))
        return (found or b"").decode("ascii").split()

    def _name(self, uid: str) -> str:
        """A name that is never another mail's, even when the server numbers anew."""
        return f"{self._era}.{uid}"


def _connected(parts: SplitResult) -> "_Patient":
    host = parts.hostname or ""
    if parts.scheme == "imaps":
        return _PatientTLS(host, parts.port or 993)
    server = _Patient(host, parts.port or 143)
    try:
        if "STARTTLS" in server.capabilities:
            server.starttls(ssl.create_default_context())
        elif not is_here(host):
            raise ConnectionRefusedError("the server offers no TLS: the password is not sent")
    except TROUBLE:
        _cut(server)
        raise
    return server


def _cut(server: imaplib.IMAP4) -> None:
    with contextlib.suppress(OSError):  # it may be cut already
        server.shutdown()


def _checked(answer: tuple[str, list[Any]]) -> list[Any]:
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(repr(data)[:300])
    return data


class _Patient(imaplib.IMAP4):
    """An IMAP client that takes no more than was asked for, within its patience."""

    def __init__(self, host: str, port: int) -> None:
        self.patience = Patience(VISIT_SECONDS)
        self._reader: PatientReader | None = None
        super().__init__(host, port, timeout=SECONDS)

    def read(self, size: int) -> bytes:
        """Read what the server announced."""
        if size > MOST_BYTES:
            raise self.abort("the server sends more than was asked for")
        return self._begun().read(size)

    def readline(self) -> bytes:
        """Read a line."""
        return self._begun().readline(LONGEST_LINE)

    def _begun(self) -> "io.BufferedReader[PatientReader]":
        """The stream, at the beginning of an answer; a new one when TLS began meanwhile."""
        if self._reader is None or self._reader.sock is not self.sock:
            most = MOST_BYTES + LONGEST_LINE
            self._reader = PatientReader(self.sock, self.patience, most=most)
            self._stream = io.BufferedReader(self._reader)
        self._reader.begin()
        return self._stream


class _PatientTLS(_Patient):
    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = super()._create_socket(timeout)  # type: ignore[misc]
        return ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
