"""The receiver's page for programs, and that a repeated request is done once (row 45)."""

import json
import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client

from bantin.core import idempotency
from bantin.core.clock import database_now
from bantin.core.models import KeptAnswer
from bantin.deliver.channels.webhook import actions, links
from bantin.deliver.channels.webhook.message import render, taken_apart
from bantin.deliver.conftest import NINE
from bantin.deliver.dispatch import fanout, replaying
from bantin.deliver.dispatch.errors import NothingToReplay
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.endpoints.models import Endpoint
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition

pytestmark = pytest.mark.django_db
SPAN = {"since": "2026-03-01T00:00:00Z", "until": "2026-03-02T00:00:00Z"}
KEY = "8b1f8e0a-2f1d-4c4a-9a53-0f6f9e1d2c3b"


@pytest.fixture
def webhook() -> Endpoint:
    return actions.add(url="https://toa-soan.example/x", name="x", at=NINE).endpoint


@pytest.fixture
def edition(webhook: Endpoint) -> Edition:
    """One that the webhook has."""
    edition = make_live_edition("Tin", "x", at=NINE)
    fanout.queue_deliveries(edition.pk, at=NINE)
    Delivery.objects.update(status="handed_over", handed_over_at=NINE, due_at=None, attempts=1)
    return edition


def _ask(webhook: Endpoint, body: object, *, key: str = "", language: str = "en") -> HttpResponse:
    headers = {"accept": "application/json"}
    if key:
        headers["idempotency-key"] = key
    client = Client(headers=headers)
    return client.post(_path(webhook, language), json.dumps(body), content_type="application/json")


def _path(webhook: Endpoint, language: str = "en") -> str:
    return ("/en" if language == "en" else "") + f"/webhook/{links.token(webhook.pk)}/"


def _arrives(edition: Edition) -> None:
    """What was sent again is there: nothing is queued any more."""
    rows = Delivery.objects.filter(edition=edition)
    rows.update(status="handed_over", handed_over_at=NINE, due_at=None)


def test_the_log_has_the_identifiers_that_the_receiver_got(
    webhook: Endpoint, edition: Edition
) -> None:
    answer = Client(headers={"accept": "application/json"}).get(_path(webhook))

    (row,) = answer.json()["deliveries"]
    assert row["webhook-id"] == taken_apart(render(edition), webhook.pk)[0]
    assert (row["headline"], row["status"], row["attempts"]) == ("Tin", "handed_over", 1)
    assert "Accept" in [name.strip() for name in answer["Vary"].split(",")]


def test_the_log_is_filtered_and_an_unknown_status_is_refused(
    webhook: Endpoint, edition: Edition
) -> None:
    program = Client(headers={"accept": "application/json"})

    assert program.get(_path(webhook), {"status": "queued"}).json() == {"deliveries": []}
    refused = program.get(_path(webhook), {"status": "x"})
    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    assert "handed_over" in refused.json()["detail"]


def test_a_program_has_a_range_sent_again(webhook: Endpoint, edition: Edition) -> None:
    assert _ask(webhook, SPAN).json() == {"queued": 1}
    assert Delivery.objects.get().status == "queued"


@pytest.mark.parametrize("body", [{}, [], "x", {"since": "2026", "until": 7}])
def test_a_range_that_is_none_is_refused(webhook: Endpoint, edition: Edition, body: object) -> None:
    refused = _ask(webhook, body)

    assert refused.status_code == 422
    assert {"title", "detail", "errors", "status", "type"} == set(refused.json())
    assert Delivery.objects.get().status == "handed_over"


def test_nothing_to_send_again_says_why_in_both_languages(webhook: Endpoint) -> None:
    assert _ask(webhook, SPAN).status_code == 409
    assert _ask(webhook, SPAN, language="vi").json()["title"] == "Không gửi lại tin nào."


def test_row_45_the_same_key_is_answered_the_same_and_done_once(
    webhook: Endpoint, edition: Edition
) -> None:
    first = _ask(webhook, SPAN, key=KEY)
    _arrives(edition)
    make_live_edition("Tin sau", "x", at=NINE)  # the range would hold more now
    again = _ask(webhook, SPAN, key=KEY)

    assert again.content == first.content == b'{"queued": 1}'
    assert (again.status_code, again["Content-Type"]) == (200, first["Content-Type"])
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert Delivery.objects.get().status == "handed_over"


def test_row_45_the_same_key_with_another_body_is_refused(
    webhook: Endpoint, edition: Edition
) -> None:
    _ask(webhook, SPAN, key=KEY)
    _arrives(edition)

    refused = _ask(webhook, SPAN | {"until": "2026-03-03T00:00:00Z"}, key=KEY)

    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    assert "another request" in refused.json()["title"]
    assert Delivery.objects.get().status == "handed_over"


def test_a_key_belongs_to_one_receiver(webhook: Endpoint, edition: Edition) -> None:
    other = actions.add(url="https://khac.example/x", name="y", at=NINE).endpoint
    _ask(webhook, SPAN, key=KEY)

    assert _ask(other, SPAN, key=KEY).json() == {"queued": 1}


def test_a_test_that_talks_to_the_receiver_opens_no_transaction(
    monkeypatch: pytest.MonkeyPatch, webhook: Endpoint
) -> None:
    cache.clear()
    before = len(connection.savepoint_ids)
    inside: list[int] = []

    def dialled(*_args: object, **_more: object) -> object:
        inside.append(len(connection.savepoint_ids) - before)
        raise NothingToReplay

    monkeypatch.setattr(actions, "try_out", dialled)
    anybody = Client(headers={"idempotency-key": KEY})

    assert anybody.post(_path(webhook), {"test": "1"}).status_code == 200
    assert inside == [0]
    assert not KeptAnswer.objects.exists()


@pytest.mark.parametrize("key", ['""', "a" * 256, "kh\u00f3a"])
def test_a_key_that_is_none_does_nothing(webhook: Endpoint, edition: Edition, key: str) -> None:
    assert _ask(webhook, SPAN, key=key).status_code == 400
    assert Delivery.objects.get().status == "handed_over"


def test_what_failed_is_not_kept_and_the_repeat_tries(
    monkeypatch: pytest.MonkeyPatch, webhook: Endpoint, edition: Edition
) -> None:
    done = replaying.replay

    def broken(*_args: object, **_more: object) -> int:
        raise OSError("the disk is full")

    monkeypatch.setattr(replaying, "replay", broken)
    with pytest.raises(OSError, match="disk"):
        _ask(webhook, SPAN, key=KEY)
    monkeypatch.setattr(replaying, "replay", done)

    assert _ask(webhook, SPAN, key=KEY).json() == {"queued": 1}


def test_a_key_is_free_again_after_a_day(webhook: Endpoint, edition: Edition) -> None:
    _ask(webhook, SPAN, key=KEY)
    KeptAnswer.objects.update(expires_at=database_now() - timedelta(seconds=1))

    assert "Idempotent-Replayed" not in _ask(webhook, SPAN, key=KEY)
    assert idempotency.purge(at=database_now() + timedelta(days=2)) == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_are_one(webhook: Endpoint, edition: Edition) -> None:
    answers: list[HttpResponse] = []
    together = threading.Barrier(2)

    def ask() -> None:
        together.wait(20)
        answers.append(_ask(webhook, SPAN, key=KEY))
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert [one.content for one in answers] == [b'{"queued": 1}'] * 2
    assert sorted("Idempotent-Replayed" in one for one in answers) == [False, True]
