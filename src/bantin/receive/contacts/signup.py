"""Writes on requests for a subscription: ask, confirm, forget what nobody confirmed.

The public form makes a request and nothing else. A contact, a consent and subscriptions exist only
after the holder of the address has confirmed it, so the form cannot tell who is known here.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from bantin.receive.contacts import actions, preferences
from bantin.receive.contacts.models import Contact, SubscriptionRequest
from bantin.receive.contacts.wordings import Wording
from bantin.receive.subjects.models import Area, Topic

SLOT = timedelta(minutes=15)  # one address gets at most one mail in each
DAY = timedelta(days=1)
MOST_A_DAY = 3  # mails to one address


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person filled in: empty topics, areas or texts mean any."""

    email: str
    name: str
    kind: str
    topics: Collection[Topic]
    areas: Collection[Area]
    texts: str
    pace: str = Contact.Pace.IMMEDIATE


def ask(wish: Wish, *, wording: Wording, language: str, form: str, at: datetime) -> bool:
    """Note a request and queue its one mail; returns whether it was noted.

    An address that was asked for a moment ago, or often today, gets no further mail, so that
    nobody can be flooded through the form. Two requests at the same moment make one row: the
    database refuses the second.

    Raises:
        NotAnAddress: Mail cannot be sent there.
        NotOneLine: The name has a control character.
    """
    email = actions.address(wish.email)
    if _asked_enough(email, at):
        return False
    with transaction.atomic():
        request, new = SubscriptionRequest.objects.get_or_create(
            email=email,
            slot=_slot(at),
            defaults={
                "name": actions.one_line(wish.name),
                "kind": Contact.Kind(wish.kind),
                "language": language,
                "texts": wish.texts,
                "pace": Contact.Pace(wish.pace),
                "wording": wording.version,
                "consent_text": wording.text,
                "form": form[:200],
                "asked_at": at,
                "expires_at": at + timedelta(days=settings.CONFIRM_DAYS),
                "due_at": at,
            },
        )
        if new:
            request.topics.set(wish.topics)
            request.areas.set(wish.areas)
    return new


@transaction.atomic
def confirm(request_id: int, *, at: datetime) -> Contact:
    """Make what was asked for real, because the holder of the address says so.

    Confirming twice is harmless, also after the contact has left again: the second call changes
    nothing. Who is a contact already keeps their kind and outlet; what they chose now replaces
    what they had.
    """
    request = SubscriptionRequest.objects.select_for_update(no_key=True).get(pk=request_id)
    contact, new = actions.add_contact(
        kind=request.kind, name=request.name, email=request.email, language=_mail_language(request)
    )
    if request.confirmed_at:
        return contact
    if not new:
        contact.name = request.name or contact.name
        contact.language = _mail_language(request)
    contact.pace = request.pace
    contact.save(update_fields=["name", "language", "pace"])
    contact.consents.create(
        text=request.consent_text,
        source=request.form,
        given_at=at,
        wording=request.wording,
        asked_at=request.asked_at,
        confirmed_by=message_id(request),
    )
    preferences.choose(
        contact,
        topics=request.topics.all(),
        areas=request.areas.all(),
        language=request.texts,
        at=at,
    )
    request.confirmed_at, request.due_at = at, None
    request.save(update_fields=["confirmed_at", "due_at"])
    return contact


def purge(*, at: datetime) -> int:
    """Delete every request whose time is over; returns how many rows."""
    return SubscriptionRequest.objects.filter(expires_at__lte=at).delete()[0]


def message_id(request: SubscriptionRequest) -> str:
    """The Message-ID of a request's mail: the same at every try."""
    return f"<bantin.request.{request.uid.hex}@{settings.MAIL_FROM.rpartition('@')[2]}>"


def _mail_language(request: SubscriptionRequest) -> str:
    return request.texts or request.language


def _asked_enough(email: str, at: datetime) -> bool:
    before = SubscriptionRequest.objects.filter(email=email)
    return (
        before.filter(asked_at__gt=at - SLOT).exists()
        or before.filter(asked_at__gt=at - DAY).count() >= MOST_A_DAY
    )


def _slot(at: datetime) -> datetime:
    return at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
