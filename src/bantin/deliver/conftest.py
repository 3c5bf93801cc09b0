"""A real mail server on loopback, contacts who asked for texts, and the worker's pump."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from bantin.core import work
from bantin.deliver.tests.sink import Sink, SinkServer
from bantin.receive.contacts import actions as contacts
from bantin.receive.contacts.models import Contact
from bantin.receive.subjects.models import Topic

NINE = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
Subscriber = Callable[..., Contact]


@pytest.fixture
def sink(settings: object) -> Iterator[Sink]:
    """A mail server that notes what arrives; the office sends to it."""
    with SinkServer() as sink:
        settings.SMTP_URL = sink.url
        yield sink
        work.finish_worker()


@pytest.fixture
def topic(db: None) -> Topic:
    """What the texts are about."""
    return Topic.objects.create(
        code="giao-thong", name_vi="An toàn giao thông", name_en="Road safety"
    )


@pytest.fixture
def subscriber(topic: Topic) -> Subscriber:
    """Add a contact with a consent who asked for ``topic``."""

    def add(email: str, name: str = "Khuất Thị Diệu Ngân", language: str = "vi") -> Contact:
        contact, _new = contacts.add_contact(
            kind="journalist", name=name, email=email, language=language
        )
        contacts.record_consent(contact, text="Tôi đồng ý.", source="Mẫu đăng ký", at=NINE)
        contacts.subscribe(contact, topic=topic, at=NINE)
        return contact

    return add


@pytest.fixture
def pump() -> Callable[[], None]:
    """Let the worker do everything that is due."""
    return lambda: work.run_until_idle("worker")
