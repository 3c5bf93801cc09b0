"""The desk's pages of contacts and deliveries: who may see and change what."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.deliver.conftest import NINE, Subscriber
from bantin.deliver.dispatch import fanout
from bantin.deliver.dispatch.models import Delivery
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.contacts.models import Contact
from bantin.receive.subjects.models import Topic

pytestmark = pytest.mark.django_db
EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


@pytest.fixture
def client_of() -> Callable[[Role], Client]:
    """A browser in which a person with a role is logged in."""

    def log_in(role: Role) -> Client:
        user = User.objects.create_user(role.value, language="en")
        user.groups.add(Group.objects.get(name=role.value))
        client = Client()
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def contact(subscriber: Subscriber) -> Contact:
    return subscriber("evil@a.example", name=EVIL[:110])


@pytest.fixture
def edition(contact: Contact, topic: Topic) -> Edition:
    edition = make_live_edition("Tin", "Nội dung.", at=NINE, topics=[topic])
    fanout.queue_deliveries(edition.pk, at=NINE)
    Delivery.objects.update(status="quarantined", due_at=None, reply="KeyError: x")
    return edition


def _pages(contact: Contact, edition: Edition) -> list[str]:
    return [
        reverse("contacts_desk:list"),
        reverse("contact_page", args=[contact.pk]),
        reverse("contact_import"),
        reverse("contacts_desk:edit", args=[contact.pk]),
        reverse("outlets:list"),
        reverse("deliveries_overview"),
        reverse("deliveries", args=[edition.pk]),
    ]


def test_row_35_a_hostile_name_is_inert_on_every_page(
    client_of: Callable[[Role], Client], contact: Contact, edition: Edition
) -> None:
    client = client_of(Role.PRESS_OFFICER)

    for page in _pages(contact, edition):
        answer = client.get(page)
        html = answer.content.decode()
        assert answer.status_code == 200, page
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]


def test_a_clerk_sees_neither_contacts_nor_deliveries(
    client_of: Callable[[Role], Client], contact: Contact, edition: Edition
) -> None:
    client = client_of(Role.COVERAGE_CLERK)

    for page in _pages(contact, edition):
        answer = client.get(page)
        assert answer.status_code in {302, 403}, page
        assert b"evil@a.example" not in answer.content
    for page in (
        reverse("contact_change", args=[contact.pk, "withdraw"]),
        reverse("deliveries_retry", args=[edition.pk]),
    ):
        client.post(page, {"delivery": Delivery.objects.get().pk})
    assert Delivery.objects.get().status == "quarantined"
    assert contact.consents.filter(withdrawn_at=None).exists()


def test_a_spokesperson_sees_deliveries_and_cannot_retry(
    client_of: Callable[[Role], Client], edition: Edition
) -> None:
    client = client_of(Role.SPOKESPERSON)

    page = client.get(reverse("deliveries", args=[edition.pk]))
    client.post(
        reverse("deliveries_retry", args=[edition.pk]), {"delivery": Delivery.objects.get().pk}
    )

    assert page.status_code == 200
    assert "checkbox" not in page.content.decode()
    assert Delivery.objects.get().status == "quarantined"


def test_a_press_officer_retries_what_was_set_aside(
    client_of: Callable[[Role], Client], edition: Edition
) -> None:
    client_of(Role.PRESS_OFFICER).post(
        reverse("deliveries_retry", args=[edition.pk]), {"delivery": Delivery.objects.get().pk}
    )

    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts) == ("queued", 0)


def test_a_suppressed_address_is_not_retried_before_a_person_lifts_it(
    client_of: Callable[[Role], Client], contact: Contact, edition: Edition
) -> None:
    client = client_of(Role.PRESS_OFFICER)
    Contact.objects.update(suppressed_at=NINE, suppressed_because="550 5.1.1 no such mailbox")
    chosen = {"delivery": Delivery.objects.get().pk}

    client.post(reverse("deliveries_retry", args=[edition.pk]), chosen)
    assert Delivery.objects.get().status == "quarantined"
    page = client.get(reverse("contact_page", args=[contact.pk]))
    assert "550 5.1.1 no such mailbox" in page.content.decode()

    client.post(reverse("contact_change", args=[contact.pk, "lift"]))
    client.post(reverse("deliveries_retry", args=[edition.pk]), chosen)
    assert Delivery.objects.get().status == "queued"


def test_the_contact_page_records_and_ends_what_a_person_says(
    client_of: Callable[[Role], Client], contact: Contact, topic: Topic
) -> None:
    client = client_of(Role.PRESS_OFFICER)

    def change(what: str, **data: object) -> None:
        client.post(reverse("contact_change", args=[contact.pk, what]), data)

    change("withdraw")
    assert not contact.consents.filter(withdrawn_at=None).exists()
    change("consent", text="Tôi đồng ý lại.", source="Điện thoại")
    assert contact.consents.get(withdrawn_at=None).text == "Tôi đồng ý lại."
    change("end", subscription=contact.subscriptions.get().pk)
    assert not contact.subscriptions.exists()
    change("subscribe", topic=topic.pk, area="", language="")
    assert contact.subscriptions.get().topic == topic
    change("suppress", reason="Nghỉ việc")
    contact.refresh_from_db()
    assert contact.suppressed_because == "Nghỉ việc"


def test_the_page_says_how_many_wait_for_the_mail_of_their_day(
    client_of: Callable[[Role], Client], contact: Contact, topic: Topic
) -> None:
    Contact.objects.filter(pk=contact.pk).update(pace=Contact.Pace.DAILY)
    edition = make_live_edition("Tin", "Nội dung.", at=NINE, topics=[topic])
    fanout.queue_deliveries(edition.pk, at=NINE)

    page = client_of(Role.PRESS_OFFICER).get(reverse("deliveries", args=[edition.pk]))

    assert "1 person wants one mail a day" in page.content.decode()
