"""A subscriber's server that the hub may dial, and requests to the hub."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from bantin.deliver.channels.websub import verification
from bantin.deliver.tests.listener import Listener

FEED = "http://127.0.0.1:8000/feed.atom"
Ask = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> None:
    """The limiter counts in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def listener(settings: object) -> Iterator[Listener]:
    with Listener() as listener:
        settings.FETCH_ALLOW = [listener.place]
        yield listener


@pytest.fixture
def ask(listener: Listener) -> Ask:
    """Post to the hub as a subscriber does; ``path`` is the callback's."""

    def send(path: str = "/good", *, mode: str = "subscribe", **other: str) -> HttpResponse:
        said = {"mode": mode, "topic": FEED, "callback": listener.url(path), **other}
        fields = {f"hub.{name}": value for name, value in said.items()}
        return Client(enforce_csrf_checks=True).post("/hub", fields)

    return send


@pytest.fixture
def verify() -> Iterator[Callable[[], None]]:
    """Let the worker ask every callback that is due."""
    verifier = verification.Verifier()

    def run() -> None:
        while verifier():
            pass

    yield run
    verifier.finish()
