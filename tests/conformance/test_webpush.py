"""A push service that others wrote takes our messages, checks who sent them, and can read them."""

import json
import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bantin.core import work
from bantin.core.clock import database_now
from bantin.deliver.channels.webpush import actions, keys
from bantin.deliver.channels.webpush.forms import given_by
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.endpoints.models import Endpoint
from bantin.publish.record.tests.factories import make_live_edition
from tests.support import node
from tests.support.office import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
NINE = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def service() -> Iterator[int]:
    """The port of npm's web-push-testing."""
    program = node.packages() / "web-push-testing" / "src" / "bin" / "server.js"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    started = shutil.which("node")
    assert started
    process = subprocess.Popen([started, str(program), str(port)], stdout=subprocess.DEVNULL)
    wait_until(lambda: answers(port) or process.poll() is not None, seconds=30)
    assert process.poll() is None
    yield port
    process.terminate()
    process.wait(10)


def answers(port: int) -> bool:
    try:
        post(port, "status", {})
    except OSError:
        return False
    return True


def post(port: int, path: str, said: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(
        f"http://localhost:{port}/{path}",
        json.dumps(said).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        body = answer.read()
        return dict(json.loads(body)) if body.startswith(b"{") else {}


@pytest.fixture
def subscribed(service: int, settings: object, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """A browser at that service which turned our notices on."""
    settings.KEY_ROOT = tmp_path / "keys"
    settings.FETCH_ALLOW = [f"localhost:{service}"]
    public = keys.create(settings.KEY_ROOT).public
    made = post(service, "subscribe", {"userVisibleOnly": "true", "applicationServerKey": public})[
        "data"
    ]
    choices = actions.Choices(only_urgent=False)
    actions.start(given_by(made | {"expirationTime": None}), choices, at=database_now())
    yield made
    work.finish_worker()


def test_a_push_service_takes_our_message_and_reads_it(
    subscribed: dict[str, Any], service: int
) -> None:
    make_live_edition("Phân luồng cầu Hàm Rồng", "Cấm xe tải.", at=NINE, summary="Từ 0 giờ.")
    work.run_until_idle("worker")

    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.reply) == ("handed_over", "201")
    found = post(service, "get-notifications", {"clientHash": subscribed["clientHash"]})
    messages = [json.loads(text) for text in found["data"]["messages"]]
    assert [one["title"] for one in messages] == ["Phân luồng cầu Hàm Rồng"]
    assert messages[0]["body"] == "Từ 0 giờ."


def test_another_offices_key_is_refused(
    subscribed: dict[str, Any], service: int, settings: object, tmp_path: Path
) -> None:
    settings.KEY_ROOT = tmp_path / "stranger"
    keys.create(settings.KEY_ROOT)
    make_live_edition("Tin", "Nội dung.", at=NINE)
    work.run_until_idle("worker")

    assert Delivery.objects.get().status == "refused"


def test_an_expired_browser_is_forgotten(subscribed: dict[str, Any], service: int) -> None:
    post(service, f"expire-subscription/{subscribed['clientHash']}", {})
    make_live_edition("Tin", "Nội dung.", at=NINE)
    work.run_until_idle("worker")
    actions.forget_closed(at=database_now())

    endpoint = Endpoint.objects.get()
    assert endpoint.closed_because == "410 the browser is gone"
    assert endpoint.address == ""
