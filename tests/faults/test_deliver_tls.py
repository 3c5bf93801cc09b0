"""TLS and logins with a real server: what does not fit is refused, and nothing is sent."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from django.conf import LazySettings

from bantin.core import work
from bantin.core.clock import database_now
from bantin.deliver.conftest import NINE, Subscriber, pump, subscriber, topic  # noqa: F401
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.tests.sink import Sink, SinkServer
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.subjects.models import Topic
from tests.support.certificates import Authority

pytestmark = pytest.mark.django_db(transaction=True)
Pump = Callable[[], None]
SCHEMES = ["smtp", "smtps"]


@dataclass
class Door:
    """Lets one user in and remembers who tried."""

    tried: list[tuple[bytes, bytes]] = field(default_factory=list)

    def __call__(self, *arguments: Any) -> AuthResult:
        login = arguments[-1]
        assert isinstance(login, LoginPassword)
        self.tried.append((login.login, login.password))
        success = (login.login, login.password) == (b"bantin", b"p@ss:/word")
        return AuthResult(success=success, handled=False, auth_data=login.login.decode())


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The authority whose certificates the office takes."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    return authority


@pytest.fixture
def sent(subscriber: Subscriber, topic: Topic, pump: Pump) -> Callable[[], Delivery]:
    """Send one edition to one person; returns the delivery."""

    def send() -> Delivery:
        subscriber("gut@a.example")
        make_live_edition("Tin", "Nội dung.", at=NINE, topics=[topic])
        pump()
        return Delivery.objects.get()

    return send


Sent = Callable[[], Delivery]


@contextmanager
def _server(
    scheme: str, authority: Authority, name: str = "127.0.0.1", **more: Any
) -> Iterator[Sink]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*authority.certificate(name))
    starttls = {"tls_context": context, "require_starttls": True}
    smtps = {"ssl_context": context, "auth_require_tls": False}  # it does not see its own TLS
    options = smtps if scheme == "smtps" else starttls
    with SinkServer(server=options | more) as sink:
        yield sink
        work.finish_worker()


def _address(scheme: str, sink: Sink, login: str = "") -> str:
    return f"{scheme}://{login}{sink.host}:{sink.port}"


def _waits(delivery: Delivery) -> bool:
    """Whether it is tried again soon, and the try was not counted."""
    due = delivery.due_at
    return (delivery.status, delivery.attempts) == ("queued", 0) and due > database_now()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_mail_goes_through_tls(
    scheme: str, trusted: Authority, settings: LazySettings, sent: Sent
) -> None:
    with _server(scheme, trusted) as sink:
        settings.SMTP_URL = _address(scheme, sink)
        assert sent().status == "handed_over"

    assert [one.encrypted for one in sink.arrived] == [True]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_login_goes_through_tls(
    scheme: str, trusted: Authority, settings: LazySettings, sent: Sent
) -> None:
    door = Door()
    with _server(scheme, trusted, authenticator=door) as sink:
        settings.SMTP_URL = _address(scheme, sink, "bantin:p%40ss%3A%2Fword@")
        assert sent().status == "handed_over"

    assert door.tried == [(b"bantin", b"p@ss:/word")]
    assert [(one.encrypted, one.user) for one in sink.arrived] == [(True, "bantin")]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_wrong_password_is_named_and_nothing_is_sent(
    scheme: str, trusted: Authority, settings: LazySettings, sent: Sent
) -> None:
    with _server(scheme, trusted, authenticator=Door()) as sink:
        settings.SMTP_URL = _address(scheme, sink, "bantin:falsch@")
        delivery = sent()

    assert _waits(delivery)
    assert delivery.reply.startswith("535 5.7.8")
    assert "falsch" not in delivery.reply
    assert sink.arrived == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("known", "name", "why"),
    [
        (False, "127.0.0.1", "certificate verify failed"),
        (True, "mail.congan.example", "certificate is not valid for"),
    ],
    ids=["unknown authority", "another name"],
)
def test_a_certificate_that_does_not_fit_is_refused_before_anything_is_said(
    scheme: str,
    known: bool,
    name: str,
    why: str,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
    settings: LazySettings,
    sent: Sent,
) -> None:
    if known:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    door = Door()
    with _server(scheme, authority, name, authenticator=door) as sink:
        settings.SMTP_URL = _address(scheme, sink, "bantin:p%40ss%3A%2Fword@")
        delivery = sent()

    assert _waits(delivery)
    assert why in delivery.reply
    assert door.tried == []
    assert sum(sink.asked.values()) == 0
    assert sink.arrived == []


def test_a_password_is_never_sent_in_the_clear_to_another_machine(
    settings: LazySettings, sent: Sent
) -> None:
    door = Door()
    options = {"authenticator": door, "auth_require_tls": False}
    with SinkServer(server=options, host="127.0.0.2") as sink:
        settings.SMTP_URL = _address("smtp", sink, "bantin:p%40ss%3A%2Fword@")
        delivery = sent()
        assert _waits(delivery)
        assert "the server offers no TLS: the password is not sent" in delivery.reply
        assert (door.tried, sink.arrived) == ([], [])
        work.finish_worker()

    with SinkServer(server=options) as sink:
        settings.SMTP_URL = _address("smtp", sink, "bantin:p%40ss%3A%2Fword@")
        Delivery.objects.update(due_at=NINE)
        work.run_until_idle("worker")
        assert len(sink.arrived) == 1
        work.finish_worker()


def test_a_password_that_cannot_be_said_leaves_the_deliveries_waiting(
    trusted: Authority, settings: LazySettings, sent: Sent
) -> None:
    with _server("smtp", trusted, authenticator=Door()) as sink:
        settings.SMTP_URL = _address("smtp", sink, "bantin:m%E1%BA%ADt@")
        delivery = sent()

    assert _waits(delivery)
    assert "not in ASCII" in delivery.reply


def test_a_server_without_logins_is_named(settings: LazySettings, sent: Sent) -> None:
    with SinkServer() as sink:
        settings.SMTP_URL = _address("smtp", sink, "bantin:x@")
        delivery = sent()
        work.finish_worker()

    assert _waits(delivery)
    assert "AUTH" in delivery.reply
    assert sink.arrived == []


@pytest.fixture(autouse=True)
def _no_threads_left() -> Iterator[None]:
    yield
    work.finish_worker()
