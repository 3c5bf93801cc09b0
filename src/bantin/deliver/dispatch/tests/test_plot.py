"""The curve over time on an edition's page."""

from datetime import timedelta

import pytest

from bantin.deliver.conftest import NINE
from bantin.deliver.dispatch import plot, queries
from bantin.deliver.dispatch.models import Delivery
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.contacts.models import Contact
from bantin.receive.subjects.models import Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(topic: Topic) -> Edition:
    return make_live_edition("Tin", "x", at=NINE, topics=[topic])


def _handed_over(edition: Edition, count: int, *, channel: str = "email") -> None:
    """One a second since go-live."""
    people = Contact.objects.bulk_create(
        Contact(kind="resident", email=f"{channel}-{n}@a.example") for n in range(count)
    )
    Delivery.objects.bulk_create(
        Delivery(
            edition=edition, recipient=person, channel=channel, queued_at=NINE,
            status="handed_over", handed_over_at=NINE + timedelta(seconds=n + 1),
        )
        for n, person in enumerate(people)
    )  # fmt: skip


def test_a_long_line_has_few_points_and_the_right_ends(edition: Edition) -> None:
    _handed_over(edition, 1_001)

    marks = queries.hand_overs(edition.pk, total=1_001)
    curve = plot.draw(marks, since=NINE, total=1_001)

    assert curve is not None
    assert len(curve.line.split()) < 250
    assert (curve.seconds, curve.half_way, curve.highest) == (1_001.0, 501.0, 1_001)


def test_half_of_all_is_reached_only_when_it_is(edition: Edition) -> None:
    _handed_over(edition, 4)

    curve = plot.draw(queries.hand_overs(edition.pk, total=10), since=NINE, total=10)

    assert curve is not None
    assert curve.half_way is None
    assert curve.highest == 10


def test_mails_of_a_day_do_not_stretch_the_line(edition: Edition) -> None:
    _handed_over(edition, 2)
    _handed_over(edition, 9, channel="digest")

    assert [place for place, _at in queries.hand_overs(edition.pk, total=2)] == [1, 2]
    assert queries.count_not_at_once(edition.pk) == 9


def test_nothing_handed_over_is_no_line(edition: Edition) -> None:
    assert plot.draw(queries.hand_overs(edition.pk, total=3), since=NINE, total=3) is None
