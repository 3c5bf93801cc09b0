"""A subscriber that others wrote (Flask-WebSub) finds our hub, follows a feed and gets a push."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import flask
import pytest
from flask_websub import subscriber as stranger
from werkzeug.serving import make_server

from bantin.core import work
from bantin.deliver.channels.websub.models import Intent
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.endpoints.queries import open_endpoints
from bantin.publish.record.tests.factories import make_live_edition

pytestmark = pytest.mark.django_db(transaction=True)
NINE = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


@dataclass
class Reader:
    """Flask-WebSub's subscriber in a server of its own, and what it noted."""

    app: flask.Flask
    subscriber: stranger.Subscriber
    port: int
    bodies: list[bytes] = field(default_factory=list)
    successes: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def call(self, what: Callable[[], str]) -> str:
        with self.app.test_request_context(base_url=f"http://127.0.0.1:{self.port}/"):
            return what()


@pytest.fixture
def reader(tmp_path: Path, settings: object) -> Iterator[Reader]:
    subscriber = stranger.Subscriber(
        stranger.SQLite3SubscriberStorage(str(tmp_path / "subscriptions")),
        stranger.SQLite3TempSubscriberStorage(str(tmp_path / "requests")),
    )
    app = flask.Flask(__name__)
    app.register_blueprint(subscriber.build_blueprint(url_prefix="/callbacks"))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    reader = Reader(app, subscriber, server.server_port)
    subscriber.add_listener(lambda _topic, _callback, body: reader.bodies.append(body))
    subscriber.add_success_handler(lambda _topic, _callback, mode: reader.successes.append(mode))
    subscriber.add_error_handler(lambda _topic, _callback, why: reader.errors.append(why))
    settings.FETCH_ALLOW = [f"127.0.0.1:{server.server_port}"]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield reader
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def office(live_server: object, settings: object) -> Iterator[str]:
    settings.BASE_URL = live_server.url
    yield live_server.url
    work.finish_worker()


def test_flask_websub_discovers_subscribes_gets_a_push_and_leaves(
    reader: Reader, office: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stranger, "is_secure", lambda _url: True)  # a secret, on loopback too
    found = stranger.discover(f"{office}/feed.atom")
    assert found == {"hub_url": f"{office}/hub", "topic_url": f"{office}/feed.atom"}

    callback = reader.call(lambda: reader.subscriber.subscribe(**found, lease_seconds=86400))
    assert Intent.objects.get().secret
    work.run_until_idle("worker")
    assert reader.successes == ["subscribe"]
    assert open_endpoints().count() == 1

    make_live_edition("Phân luồng cầu Hàm Rồng", "Cấm xe tải.", at=NINE)
    work.run_until_idle("worker")
    assert len(reader.bodies) == 1  # it calls its listeners only when the signature is right
    titles = [entry.title for entry in feedparser.parse(reader.bodies[0]).entries]
    assert titles == ["Phân luồng cầu Hàm Rồng"]
    assert Delivery.objects.get().status == "handed_over"

    reader.call(lambda: reader.subscriber.renew(callback))
    work.run_until_idle("worker")
    reader.call(lambda: reader.subscriber.unsubscribe(callback))
    work.run_until_idle("worker")
    assert reader.successes == ["subscribe", "subscribe", "unsubscribe"]
    assert not open_endpoints().exists()

    make_live_edition("Tin khác", "Nội dung.", at=NINE)
    work.run_until_idle("worker")
    assert len(reader.bodies) == 1
    assert not reader.errors
