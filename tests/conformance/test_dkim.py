"""Our mail, signed by a relay on the way, verifies at the last hop (dkimpy signs and verifies)."""

import asyncio
import base64
import smtplib
from collections.abc import Callable, Iterator

import dkim
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import LazySettings

from bantin.core import work
from bantin.deliver.conftest import NINE, Subscriber, pump, subscriber, topic  # noqa: F401
from bantin.deliver.tests.sink import Sink, SinkServer, free_port
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.subjects.models import Topic

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "dieu.ngan@baodonglac.example"
NAME = "Khuất Thị Diệu Ngân"
TITLE = "Phân luồng giao thông cầu Hàm Rồng từ ngày 1/3"
TEXT = "Từ ngày 1/3, xe tải trên 5 tấn đi đường tránh.\n\n.Dòng bắt đầu bằng dấu chấm.\n\n" + (
    "Người dân được hướng dẫn tại các nút giao. " * 20
)
SIGNED = [
    *(b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type"),
    *(b"list-unsubscribe", b"list-unsubscribe-post"),
]
Pump = Callable[[], None]


class Relay:
    """A server that signs what it gets and hands it on."""

    def __init__(self, last_hop: Sink) -> None:
        self.last_hop = last_hop
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._secret = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
        public = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        message = envelope.original_content or b""
        signature = dkim.sign(
            message, b"bantin", b"press.example", self._secret, include_headers=SIGNED
        )
        await asyncio.to_thread(self._hand_on, envelope, signature + message)
        return "250 kept"

    def _hand_on(self, envelope: Envelope, message: bytes) -> None:
        with smtplib.SMTP("127.0.0.1", self.last_hop.port, timeout=20) as server:
            server.sendmail(envelope.mail_from or "", envelope.rcpt_tos, message)

    def verifies(self, message: bytes) -> bool:
        """Whether a receiver that asks the DNS for the relay's key takes the signature."""

        def record(name: bytes, timeout: int = 5) -> bytes:
            assert name == b"bantin._domainkey.press.example."
            return self.record

        return bool(dkim.verify(message, dnsfunc=record))


@pytest.fixture
def relay(settings: LazySettings) -> Iterator[Relay]:
    """A relay between the office and the last hop."""
    with SinkServer() as sink:
        relay = Relay(sink)
        port = free_port()
        controller = Controller(relay, hostname="127.0.0.1", port=port, ready_timeout=20)
        controller.start()
        settings.SMTP_URL = f"smtp://127.0.0.1:{port}"
        settings.MAIL_FROM = "baochi@press.example"
        yield relay
        work.finish_worker()
        controller.stop()


@pytest.fixture
def arrived(relay: Relay, subscriber: Subscriber, topic: Topic, pump: Pump) -> bytes:
    """A message as the last hop got it, signed."""
    subscriber(ADDRESS, NAME)
    make_live_edition(TITLE, TEXT, at=NINE, topics=[topic])
    pump()
    (one,) = relay.last_hop.arrived
    assert one.message["Subject"] == TITLE
    assert one.message["To"] == f"{NAME} <{ADDRESS}>"
    return one.raw


def test_a_message_that_was_signed_on_the_way_verifies(relay: Relay, arrived: bytes) -> None:
    assert arrived.startswith(b"DKIM-Signature: ")
    assert relay.verifies(arrived)


@pytest.mark.parametrize(
    "place",
    [
        b"\r\nSubject: ",
        b"\r\nTo: ",
        b"\r\nMessage-ID: <",
        b"\r\nList-Unsubscribe: <",
        b" t=E1=BA=A5n",
    ],
    ids=["subject", "name", "message id", "link", "text"],
)
def test_altered_by_one_letter_it_does_not_verify(
    relay: Relay, arrived: bytes, place: bytes
) -> None:
    at = arrived.index(place) + len(place)
    letter = b"x" if arrived[at : at + 1] != b"x" else b"y"

    altered = arrived[:at] + letter + arrived[at + 1 :]

    assert len(altered) == len(arrived)
    assert not relay.verifies(altered)
