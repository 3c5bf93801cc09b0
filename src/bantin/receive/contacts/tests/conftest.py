"""What a reader does with the public form."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from bantin.receive.subjects.models import Area, Topic

Fill = Callable[..., object]


@pytest.fixture(autouse=True)
def _nobody_sent_forms_yet() -> None:
    """The limiter counts in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def traffic(db: None) -> Topic:
    return Topic.objects.create(
        code="giao-thong", name_vi="An toàn giao thông", name_en="Road safety"
    )


@pytest.fixture
def fire(db: None) -> Topic:
    return Topic.objects.create(code="chay", name_vi="Phòng cháy")


@pytest.fixture
def ward(db: None) -> Area:
    return Area.objects.create(code="minh-khai", name_vi="Minh Khai")


@pytest.fixture
def fill() -> Fill:
    """Open the form and send it, as a browser does."""

    def send(email: str, *, page: str = "/dang-ky/", client: Client | None = None, **filled):
        client = client or Client(enforce_csrf_checks=True)
        html = client.get(page).content.decode()
        token = re.search(r'name="token" value="([^"]+)"', html)
        assert token
        values = {"email": email, "kind": "resident", "texts": "vi", "token": token[1]}
        return client.post(page, values | filled)

    return send
