"""A real SMTP server for tests. It notes everything and misbehaves for certain recipients.

What it does is decided by the part of the recipient's address before ``@``:

``later…``   451 the first time, then 250 (greylisting)
``never…``   550 5.1.1 to RCPT
``full…``    552 5.2.2 to RCPT
``policy…``  550 5.7.1 to RCPT
``spam…``    554 5.7.1 after DATA
``lost…``    takes the message and closes without an answer, each time
``lost1…``   the same, the first time only
``slow…``    answers RCPT with one byte every ``drip`` seconds and never ends
"""

import asyncio
import email
import email.policy
import socket
import ssl
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Arrived:
    """One message as it came over the wire."""

    recipient: str
    raw: bytes
    at: float
    encrypted: bool = False
    user: str = ""

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)


@dataclass
class Sink:
    """What arrived, and how often each recipient was asked for."""

    arrived: list[Arrived] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    ahead: dict[str, bool] = field(default_factory=dict)  # DATA came along with RCPT
    connections: int = 0
    pipelining: bool = False
    drip: float = 0.2
    delay: float = 0.0
    host: str = "127.0.0.1"
    port: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"smtp://{self.host}:{self.port}"

    def to(self, address: str) -> list[Arrived]:
        return [one for one in self.arrived if one.recipient == address]

    async def handle_EHLO(  # noqa: N802
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        replies: list[str],
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return [*replies[:-1], "250-PIPELINING", replies[-1]] if self.pipelining else replies

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        self.asked[address] += 1
        self.ahead[address] = b"DATA" in server._reader._buffer
        if address.startswith("slow"):
            return await self._drip(server)
        if address.startswith("later") and self.asked[address] == 1:
            return "451 4.7.1 try again later"
        for word, reply in _REFUSALS.items():
            if address.startswith(word):
                return reply
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.delay:
            await asyncio.sleep(self.delay)
        recipient = envelope.rcpt_tos[0]
        if recipient.startswith("spam"):
            return "554 5.7.1 we do not like this text"
        with self.lock:
            self.arrived.append(_arrived(recipient, server, session, envelope))
        once = recipient.startswith("lost1") and len(self.to(recipient)) > 1
        if recipient.startswith("lost") and not once:
            assert server.transport is not None
            server.transport.abort()
        return "250 kept"

    async def _drip(self, server: SMTP) -> str:
        transport = server.transport
        assert transport is not None
        transport.write(b"250-")
        while not transport.is_closing():
            transport.write(b"x")
            await asyncio.sleep(self.drip)
        return "250 ok"


_REFUSALS = {
    "never": "550 5.1.1 no such mailbox",
    "full": "552 5.2.2 mailbox full",
    "policy": "550 5.7.1 not from you",
}


def _arrived(recipient: str, server: SMTP, session: Session, envelope: Envelope) -> Arrived:
    assert server.transport is not None
    return Arrived(
        recipient,
        envelope.original_content or b"",
        time.time(),
        encrypted=server.transport.get_extra_info("ssl_object") is not None,
        user=str(session.auth_data or ""),
    )


class _Controller(Controller):
    """aiosmtpd's, which tries its own TLS with the server's half of it."""

    def _trigger_server(self) -> None:
        if self.ssl_context is None:
            return super()._trigger_server()
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with (
            socket.create_connection((self.hostname, self.port), 10) as plain,
            context.wrap_socket(plain) as encrypted,
        ):
            encrypted.recv(1024)
        return None


class SinkServer:
    """Runs a :class:`Sink` in a thread; ``server`` goes to aiosmtpd (TLS, logins)."""

    def __init__(self, *, server: dict[str, Any] | None = None, **options: Any) -> None:
        self.sink = Sink(**options)
        self.sink.port = free_port()
        self._controller = _Controller(
            self.sink,
            hostname=self.sink.host,
            port=self.sink.port,
            ready_timeout=20,
            **(server or {}),
        )

    def __enter__(self) -> Sink:
        self._controller.start()
        return self.sink

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
