"""A connection to the office's mail server that ends in bounded time and says no password aloud."""

from __future__ import annotations

import io
import smtplib
import socket
import ssl
from urllib.parse import unquote, urlsplit

from django.conf import settings

from bantin.core.patience import Patience, PatientReader, is_here

CONNECT_SECONDS = 10.0
LONGEST_REPLY = 65_536  # bytes
BROKEN = (smtplib.SMTPException, OSError)
"""What may go wrong on a connection."""


def connect(url: str) -> PatientSMTP:
    """Connect to ``smtp[s]://user:password@host:port``; TLS wherever the server offers it.

    Raises:
        smtplib.SMTPException: The server does not want us, or we do not trust it.
        OSError: Nobody is there, or not in time.
    """
    parts = urlsplit(url)
    server = PatientSMTP(parts.hostname or "127.0.0.1", parts.port, tls=parts.scheme == "smtps")
    try:
        server.ehlo_or_helo_if_needed()
        if parts.scheme != "smtps" and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if parts.username:
            _log_in(server, parts.username, parts.password or "")
    except BROKEN:
        server.close()
        raise
    return server


def _log_in(server: PatientSMTP, user: str, password: str) -> None:
    """Log in, but say a password only where nobody else hears it."""
    if not isinstance(server.sock, ssl.SSLSocket) and not is_here(server.host):
        raise smtplib.SMTPException("the server offers no TLS: the password is not sent")
    try:
        server.login(unquote(user), unquote(password))
    except UnicodeError:
        raise smtplib.SMTPException("the user or the password is not in ASCII") from None


class PatientSMTP(smtplib.SMTP):
    """An SMTP client whose patience is for a whole exchange."""

    def __init__(self, host: str, port: int | None, *, tls: bool) -> None:
        self.patience = Patience(CONNECT_SECONDS)
        self._tls = ssl.create_default_context() if tls else None
        default = smtplib.SMTP_SSL_PORT if tls else smtplib.SMTP_PORT
        name = str(settings.MAIL_FROM).rpartition("@")[2]
        self.host = host
        super().__init__(host, port or default, local_hostname=name, timeout=CONNECT_SECONDS)

    def send(self, s: str | bytes) -> None:  # type: ignore[override]
        """Send within what is left."""
        if self.sock:
            self.sock.settimeout(self.patience.left())
        super().send(s)

    def getreply(self) -> tuple[int, bytes]:
        """Read a reply within what is left."""
        if self.file is None and self.sock:
            reader = PatientReader(self.sock, self.patience, most=LONGEST_REPLY)
            self.file = io.BufferedReader(reader)
        elif self.file is not None:
            self.file.raw.begin()
        return super().getreply()

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((host, port), timeout)
        if self._tls is None:
            return plain
        return self._tls.wrap_socket(plain, server_hostname=host)
