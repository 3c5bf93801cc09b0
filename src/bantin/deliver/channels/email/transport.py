"""SMTP on a held connection, with a limit on how long one message may take."""

import re
import smtplib
from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from bantin.core.smtp import BROKEN, PatientSMTP, connect
from bantin.deliver.channels.base import Answer, Outcome, Parcel
from bantin.deliver.channels.email.message import fill_in, with_ascii_domain

MESSAGE_SECONDS = 30.0  # all of one message, from MAIL to the last reply
_DEAD = re.compile(r"5\.(1\.([0-46]|10)|2\.[01]|0\.0)")  # RFC 3463: no such address, disabled
_PLAIN = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+", re.ASCII)
_ENHANCED = re.compile(r"(?<![\d.])5\.\d{1,3}\.\d{1,3}(?![\d.]*\d)")  # and no IP address


class SmtpLine:
    """One held connection to the server that ``SMTP_URL`` names.

    ``filled`` makes the message for one recipient of what was rendered for all.
    """

    def __init__(self, filled: Callable[..., bytes] = fill_in) -> None:
        self._server: PatientSMTP | None = None
        self._filled = filled

    def send(self, rendered: bytes, parcel: Parcel, *, at: datetime) -> Answer:
        """Hand one message over; see :class:`bantin.deliver.channels.base.Line`."""
        message = self._filled(rendered, parcel, at=at)
        fresh = self._server is None
        answer = self._try(message, parcel.address)
        if answer.outcome is Outcome.UNREACHABLE and not fresh:
            answer = self._try(message, parcel.address)  # the held connection had gone stale
        return answer

    def close(self) -> None:
        """Say goodbye when there is somebody to say it to."""
        server, self._server = self._server, None
        if server is None:
            return
        server.patience.limit(2.0)
        try:
            server.quit()
        except BROKEN:
            server.close()

    def _try(self, message: bytes, address: str) -> Answer:
        try:
            server = self._connected()
        except BROKEN as error:
            return Answer(Outcome.UNREACHABLE, _said(error))
        server.patience.limit(MESSAGE_SECONDS)
        return self._transaction(server, message, address)

    def _transaction(self, server: PatientSMTP, message: bytes, address: str) -> Answer:
        envelope = _envelope(address)
        together = server.has_extn("pipelining")
        step = "MAIL"
        try:
            if together:
                server.send("".join(f"{command}\r\n" for _step, command, _yes in envelope))
            for number, (step, command, yes) in enumerate(envelope, start=1):
                if not together:
                    server.putcmd(command)
                code, said = server.getreply()
                if code not in yes:
                    unread = len(envelope) - number if together else 0
                    return self._not_taken(server, step, code, said, unread=unread)
            server.send(_stuffed(message))
            step = "the end of DATA"
            code, said = server.getreply()
            if code == 250:
                return Answer(Outcome.HANDED_OVER, _reply(code, said))
            return self._not_taken(server, step, code, said)
        except BROKEN as error:
            server.close()
            self._server = None
            return _after_break(step, error)

    def _not_taken(
        self, server: PatientSMTP, step: str, code: int, said: bytes, *, unread: int = 0
    ) -> Answer:
        """Judge a reply that is not yes, and make the connection ready for the next message.

        The replies to commands that went out with the refused one are read first. A server that
        would take a text after all gets none: the connection is cut.
        """
        try:
            if code == 421 or any(server.getreply()[0] == 354 for _reply in range(unread)):
                raise smtplib.SMTPServerDisconnected("no more on this connection")
            server.rset()
        except BROKEN:
            server.close()
            self._server = None
        return judge(step, code, said)

    def _connected(self) -> PatientSMTP:
        if self._server is None:
            self._server = connect(settings.SMTP_URL)
        return self._server


def _envelope(address: str) -> list[tuple[str, str, tuple[int, ...]]]:
    """The commands before the text: step, command, and which replies mean yes.

    Raises:
        ValueError: An address would end a command, or is not in ASCII.
    """
    sender, address = str(settings.BOUNCE_ADDRESS), with_ascii_domain(address)
    if not all(one.isascii() and one.isprintable() for one in (sender, address)):
        raise ValueError("an address has a line break or a letter that SMTP does not take")
    return [
        ("MAIL", f"MAIL FROM:{_path(sender)}", (250,)),
        ("RCPT", f"RCPT TO:{_path(address)}", (250, 251)),
        ("DATA", "DATA", (354,)),
    ]


def _path(address: str) -> str:
    """``address`` as a command carries it; only one with quotes in it needs to be parsed."""
    return f"<{address}>" if _PLAIN.fullmatch(address) else smtplib.quoteaddr(address)


def judge(step: str, code: int, said: bytes) -> Answer:
    """What a reply at ``step`` means for this delivery and for the address.

    A 5xx to RCPT speaks about the address, unless its enhanced code says that it is about policy;
    a 5xx to MAIL speaks about us, and one after DATA about the text.
    """
    reply = _reply(code, said)
    if code == 421 or (step == "MAIL" and code >= 400):
        return Answer(Outcome.UNREACHABLE, reply)
    if code < 500:
        return Answer(Outcome.LATER, reply)
    enhanced = _ENHANCED.search(reply)
    dead = bool(_DEAD.fullmatch(enhanced[0])) if enhanced else step == "RCPT"
    return Answer(Outcome.REFUSED, reply, address_is_dead=dead)


def _stuffed(message: bytes) -> bytes:
    """The message as DATA carries it: dots doubled at line starts, a lone dot at the end."""
    body = message.replace(b"\n.", b"\n..")
    body = b"." + body if body.startswith(b".") else body
    return body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _after_break(step: str, error: Exception) -> Answer:
    """The connection broke at ``step``.

    Only a server that had the final dot may have kept the message. A break before that is safe to
    try again; when it came while the server spoke about this recipient, this recipient waits.
    """
    said = _said(error)
    if step == "the end of DATA":
        return Answer(Outcome.UNCERTAIN, f"no answer after DATA: {said}")
    if step == "MAIL":
        return Answer(Outcome.UNREACHABLE, said)
    return Answer(Outcome.LATER, f"broken off at {step}: {said}")


def _reply(code: int, said: bytes) -> str:
    return f"{code} {' '.join(said.decode('utf-8', 'replace').split())}"[:500]


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return _reply(error.smtp_code, said if isinstance(said, bytes) else said.encode())
    return f"{type(error).__name__}: {error}"[:400]
