"""Writes that contacts make themselves, with the signed link in every mail."""

from collections.abc import Iterable
from datetime import datetime
from itertools import product

from django.db import transaction
from django.db.models import ProtectedError

from bantin.core import events
from bantin.receive.contacts import actions
from bantin.receive.contacts.models import Contact, Subscription, SubscriptionRequest
from bantin.receive.subjects.models import Area, Topic


@transaction.atomic
def choose(
    contact: Contact,
    *,
    topics: Iterable[Topic],
    areas: Iterable[Area],
    language: str,
    at: datetime,
) -> None:
    """Have exactly these subscriptions: each topic in each area; empty means any.

    What the contact had already keeps its date.
    """
    any_: list[int | None] = [None]
    wanted = set(product([one.pk for one in topics] or any_, [one.pk for one in areas] or any_))
    had = {(row.topic_id, row.area_id, row.language): row.pk for row in contact.subscriptions.all()}
    keys = {(topic, area, language) for topic, area in wanted}
    contact.subscriptions.filter(pk__in=[had[key] for key in had.keys() - keys]).delete()
    Subscription.objects.bulk_create(
        [
            Subscription(contact=contact, topic_id=topic, area_id=area, language=language, since=at)
            for topic, area, language in sorted(keys - had.keys(), key=str)
        ],
        ignore_conflicts=True,
    )


def describe(contact: Contact, *, name: str, language: str) -> None:
    """Change the name, and the language in which mails address this contact.

    Raises:
        NotOneLine: The name has a control character.
    """
    contact.name, contact.language = actions.one_line(name), language
    contact.save(update_fields=["name", "language"])


def set_pace(contact: Contact, *, pace: str) -> None:
    """Have each text at once, or all of a day in one mail. What waits for a day's mail stays there."""
    Contact.objects.filter(pk=contact.pk).update(pace=Contact.Pace(pace))


def pause(contact: Contact, *, until: datetime | None) -> None:
    """Send nothing before ``until``; None ends a pause. What goes live meanwhile is not sent later."""
    Contact.objects.filter(pk=contact.pk).update(paused_until=until)


@transaction.atomic
def forget(contact: Contact, *, at: datetime) -> None:
    """Delete a contact at their own request.

    Where deliveries to them are kept as evidence that a text was sent, the row stays without name,
    address, consents and choices. ``contact.forgotten`` tells later stages to do the same.
    """
    SubscriptionRequest.objects.filter(email=contact.email).delete()
    actions.unsubscribe(contact, at=at)
    contact.consents.all().delete()
    events.record("contact.forgotten", contact, at=at)
    try:
        with transaction.atomic():
            Contact.objects.get(pk=contact.pk).delete()
    except ProtectedError:
        Contact.objects.filter(pk=contact.pk).update(
            name="",
            email=f"forgotten-{contact.pk}@forgotten.invalid",
            kind=Contact.Kind.RESIDENT,
            outlet=None,
            suppressed_at=None,
            suppressed_because="",
            paused_until=None,
            pace=Contact.Pace.IMMEDIATE,
            forgotten_at=at,
        )
