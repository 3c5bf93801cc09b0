"""A mail about a text under embargo is an invitation to read, not a text that went out."""

from collections.abc import Callable

import pytest

from bantin.core.clock import database_now
from bantin.deliver.conftest import subscriber, topic  # noqa: F401
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.embargoes.models import Offer
from bantin.deliver.embargoes.tests.conftest import (  # noqa: F401
    agreement,
    journalist,
    offer,
    officer,
    sealed,
    staff,
)
from bantin.publish.record.models import Edition
from bantin.receive.contacts.models import Contact
from bantin.report.reports import queries
from bantin.report.reports.period import Period

pytestmark = pytest.mark.django_db


def test_mails_about_embargoes_are_no_texts_in_the_figures(
    request: pytest.FixtureRequest,
) -> None:
    make_edition: Callable[..., Edition] = request.getfixturevalue("sealed")
    make_contact: Callable[..., Contact] = request.getfixturevalue("journalist")
    send: Callable[..., list[Offer]] = request.getfixturevalue("offer")
    send(make_edition(), make_contact())

    assert Delivery.objects.filter(status="queued").count() == 1
    assert not queries.deliveries(database_now(), Period()).exists()
