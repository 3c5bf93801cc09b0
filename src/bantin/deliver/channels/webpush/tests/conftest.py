"""A push service on loopback, browsers with real keys, and requests from our page."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from bantin.core import work
from bantin.deliver.channels.webpush import keys
from bantin.deliver.tests.listener import Listener

Post = Callable[..., HttpResponse]
ORIGIN = "http://127.0.0.1:8000"


@dataclass
class FakeBrowser:
    """What a browser keeps to itself, and what it gives."""

    address: str
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    def subscription(self, **other: Any) -> dict[str, Any]:
        own = {
            "p256dh": keys.b64(keys.point(self.private.public_key())),
            "auth": keys.b64(self.auth),
        }
        return {"endpoint": self.address, "expirationTime": None, "keys": own, **other}


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> None:
    """The limiter counts in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture(autouse=True)
def key_root(settings: object, tmp_path: Path) -> Path:
    settings.KEY_ROOT = tmp_path / "keys"
    keys.create(settings.KEY_ROOT)
    return settings.KEY_ROOT


@pytest.fixture
def service(settings: object) -> Iterator[Listener]:
    with Listener() as listener:
        settings.FETCH_ALLOW = [listener.place]
        yield listener
        work.finish_worker()


@pytest.fixture
def browser(service: Listener) -> FakeBrowser:
    return FakeBrowser(service.url("/push/one"))


@pytest.fixture
def post() -> Post:
    """Post to one of the page's addresses, as its script does."""

    def send(name: str, said: Any, *, origin: str = ORIGIN, kind: str = "application/json") -> Any:
        return Client(enforce_csrf_checks=True).post(
            f"/nhan-thong-bao/{name}/",
            said if isinstance(said, bytes) else json.dumps(said),
            content_type=kind,
            headers={"Origin": origin} if origin else {},
        )

    return send


@pytest.fixture
def pump() -> Callable[[], None]:
    return lambda: work.run_until_idle("worker")
