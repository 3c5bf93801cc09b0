"""The demo's mail server: takes every message, keeps it as a file, passes nothing on.

It speaks enough SMTP (RFC 5321) for a real client on a held connection and listens on this machine
only. Offices use a real mail server.
"""

import asyncio
import re
import threading
import time
from itertools import count
from pathlib import Path

LARGEST = 30 * 2**20  # bytes in one message
PATIENCE = 300.0  # seconds that a silent client is kept
_PATH = re.compile(r"<([^<>\s]*)>")
_number = count()


def run(host: str, port: int, folder: Path, stop: threading.Event) -> None:
    """Serve until ``stop`` is set; each message becomes ``folder``/*.eml, newest name last."""
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(_serve(host, port, folder, stop))


async def _serve(host: str, port: int, folder: Path, stop: threading.Event) -> None:
    sessions: set[asyncio.Task[None]] = set()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a stream's callback runs in a task
        sessions.add(task)
        try:
            await _Session(reader, writer, folder).talk()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            pass  # the client went away or never ends its line
        finally:
            sessions.discard(task)
            writer.close()

    server = await asyncio.start_server(meet, host, port, limit=LARGEST)
    async with server:
        await asyncio.to_thread(stop.wait)
    for session in list(sessions):
        session.cancel()


class _Session:
    """One client's conversation."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, folder: Path
    ) -> None:
        self.reader, self.writer, self.folder = reader, writer, folder
        self.sender = ""
        self.recipients: list[str] = []

    async def talk(self) -> None:
        """Answer commands until QUIT."""
        await self.say("220 demo mail server")
        while True:
            line = await asyncio.wait_for(self.reader.readline(), PATIENCE)
            if not line:
                return
            verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            if verb.upper() == "QUIT":
                await self.say("221 bye")
                return
            await self.answer(verb.upper(), rest)

    async def answer(self, verb: str, rest: str) -> None:
        """Do one command."""
        path = _PATH.search(rest)
        if verb in {"EHLO", "HELO"}:
            await self.say("250-demo", f"250-SIZE {LARGEST}", "250 8BITMIME")
        elif verb == "MAIL" and path:
            self.sender, self.recipients = path[1], []
            await self.say("250 ok")
        elif verb == "RCPT" and path:
            self.recipients.append(path[1])
            await self.say("250 ok")
        elif verb == "DATA" and self.recipients:
            await self.take()
        elif verb in {"RSET", "NOOP"}:
            self.recipients = []
            await self.say("250 ok")
        else:
            await self.say("503 not now")

    async def take(self) -> None:
        """Take a message up to the lone dot, write it, and only then say 250."""
        await self.say("354 end with a dot")
        raw = await asyncio.wait_for(self.reader.readuntil(b"\r\n.\r\n"), PATIENCE)
        message = re.sub(rb"(?m)^\.\.", b".", raw[:-3])
        for recipient in self.recipients:
            self.keep(recipient, message)
        self.recipients = []
        await self.say("250 kept")

    def keep(self, recipient: str, message: bytes) -> None:
        """One file for each recipient, complete before it gets its name."""
        name = f"{time.time_ns():020d}-{next(_number):06d}"
        unfinished = self.folder / f"{name}.part"
        envelope = f"Return-Path: <{self.sender}>\r\nDelivered-To: {recipient}\r\n"
        unfinished.write_bytes(envelope.encode() + message)
        unfinished.rename(self.folder / f"{name}.eml")

    async def say(self, *lines: str) -> None:
        """Send reply lines."""
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await self.writer.drain()
