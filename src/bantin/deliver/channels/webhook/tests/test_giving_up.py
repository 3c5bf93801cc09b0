"""A webhook that takes nothing for five days is closed; one that was not tried is not."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bantin.deliver.channels.webhook import actions, queries, tasks
from bantin.deliver.channels.webhook.actions import Made
from bantin.deliver.conftest import NINE
from bantin.deliver.dispatch import fanout
from bantin.deliver.dispatch.models import Attempt, Delivery
from bantin.deliver.endpoints import actions as endpoints
from bantin.publish.record.tests.factories import make_live_edition

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
A_MINUTE = timedelta(minutes=1)
Tried = Callable[..., None]


@pytest.fixture
def made() -> Made:
    return actions.add(url="https://toa-soan.example/hook", name="Tòa soạn", at=NINE - 30 * DAY)


@pytest.fixture
def tried(made: Made) -> Tried:
    """Note a try at each of these instants."""
    edition = make_live_edition("Tin", "Nội dung.", at=NINE)
    fanout.queue_deliveries(edition.pk, at=NINE)
    delivery = Delivery.objects.get(endpoint=made.endpoint)

    def note(*instants: datetime, outcome: str = "queued") -> None:
        for at in instants:
            Attempt.objects.create(delivery=delivery, at=at, outcome=outcome, reply="500")

    return note


def _closed(made: Made, at: datetime) -> bool:
    actions.close_given_up(at=at)
    made.endpoint.refresh_from_db()
    return made.endpoint.closed_at is not None


def test_after_five_days_of_failed_tries_it_is_closed_with_the_reason(
    made: Made, tried: Tried
) -> None:
    tried(NINE, NINE + 2 * DAY, NINE + 5 * DAY - A_MINUTE)
    assert not _closed(made, NINE + 5 * DAY - A_MINUTE)

    tried(NINE + 5 * DAY)
    assert _closed(made, NINE + 5 * DAY)
    assert made.endpoint.closed_at == NINE + 5 * DAY
    assert made.endpoint.closed_because == queries.TOOK_NOTHING
    assert actions.close_given_up(at=NINE + 6 * DAY) == 0  # once


def test_one_success_keeps_it_open(made: Made, tried: Tried) -> None:
    tried(NINE, NINE + 5 * DAY)
    tried(NINE + 2 * DAY, outcome="handed_over")

    assert not _closed(made, NINE + 5 * DAY)
    tried(NINE + 7 * DAY)
    assert not _closed(made, NINE + 7 * DAY)  # the failures after it are of two days only


def test_that_nothing_was_sent_is_no_failure(made: Made, tried: Tried) -> None:
    assert not _closed(made, NINE + 30 * DAY)

    tried(NINE, NINE + A_MINUTE)
    assert not _closed(made, NINE + 30 * DAY)


def test_opened_again_it_has_five_new_days(made: Made, tried: Tried) -> None:
    tried(NINE, NINE + 5 * DAY)
    assert _closed(made, NINE + 5 * DAY)

    endpoints.reopen(made.endpoint.pk, at=NINE + 6 * DAY)
    tried(NINE + 7 * DAY, NINE + 9 * DAY)
    assert not _closed(made, NINE + 9 * DAY)
    tried(NINE + 12 * DAY)
    assert _closed(made, NINE + 12 * DAY)


def test_another_webhook_is_left_alone(made: Made, tried: Tried) -> None:
    other = actions.add(url="https://khac.example/hook", name="Khác", at=NINE)
    tried(NINE, NINE + 5 * DAY)

    assert _closed(made, NINE + 5 * DAY)
    other.endpoint.refresh_from_db()
    assert other.endpoint.closed_at is None


def test_the_scheduler_looks_every_ten_minutes(
    made: Made, tried: Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried(NINE, NINE + 5 * DAY)
    now = time.monotonic() + 10 * tasks.LOOK_EVERY
    monkeypatch.setattr(time, "monotonic", lambda: now)

    assert [tasks.close_given_up(), tasks.close_given_up()] == [1, 0]
    endpoints.reopen(made.endpoint.pk, at=NINE - DAY)  # its failures count again
    assert tasks.close_given_up() == 0
    now += tasks.LOOK_EVERY
    assert tasks.close_given_up() == 1
