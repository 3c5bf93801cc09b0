"""Writes: one verb each."""

import unicodedata
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest

from bantin.receive.contacts.errors import ConsentWithoutWords, NotAnAddress, NotOneLine
from bantin.receive.contacts.models import Consent, Contact, Outlet, Subscription
from bantin.receive.subjects.models import Area, Topic


def one_line(name: str) -> str:
    """``name`` without spaces around it.

    Raises:
        NotOneLine: It has a control character, which could end a mail header.
    """
    if any(unicodedata.category(letter) in {"Cc", "Zl", "Zp"} for letter in name):
        raise NotOneLine(name=" ".join(name.split()))
    return name.strip()


def address(email: str) -> str:
    """``email`` in lower case.

    Raises:
        NotAnAddress: Mail cannot be sent there.
    """
    try:
        validate_email(email)
    except ValidationError as error:
        raise NotAnAddress(email=" ".join(email.split())) from error
    return email.lower()


def add_contact(
    *, kind: str, name: str, email: str, language: str = "vi", outlet: Outlet | None = None
) -> tuple[Contact, bool]:
    """Add a contact, or find the one with this address; returns it and whether it is new.

    A contact who is there already is not changed. Nothing is sent before a consent is recorded.
    """
    return Contact.objects.get_or_create(
        email=address(email),
        defaults={
            "kind": Contact.Kind(kind),
            "name": one_line(name),
            "language": language,
            "outlet": outlet,
        },
    )


def record_consent(
    contact: Contact, *, text: str, source: str, at: datetime, wording: str = ""
) -> Consent:
    """Keep what a contact agreed to; the same words in force are kept once."""
    if not text.strip() or not source.strip():
        raise ConsentWithoutWords(email=contact.email)
    in_force = contact.consents.filter(text=text.strip(), withdrawn_at=None).first()
    return in_force or contact.consents.create(
        text=text.strip(), source=source.strip()[:200], wording=wording, given_at=at
    )


def withdraw_consent(contact: Contact, *, at: datetime) -> int:
    """End every consent in force; returns how many there were. The rows stay as evidence."""
    in_force = contact.consents.filter(withdrawn_at=None)
    return in_force.update(withdrawn_at=Greatest("given_at", Value(at)))


def subscribe(
    contact: Contact,
    *,
    at: datetime,
    topic: Topic | None = None,
    area: Area | None = None,
    language: str = "",
) -> Subscription:
    """Note what a contact asked for; asking twice is harmless. Empty means any."""
    subscription, _new = contact.subscriptions.get_or_create(
        topic=topic, area=area, language=language, defaults={"since": at}
    )
    return subscription


def end_subscription(contact: Contact, subscription_id: int) -> bool:
    """End one subscription of a contact; returns whether there was such a one."""
    removed, _rows = contact.subscriptions.filter(pk=subscription_id).delete()
    return bool(removed)


@transaction.atomic
def unsubscribe(contact: Contact, *, at: datetime) -> bool:
    """End all subscriptions and withdraw the consent; returns whether there was anything to end.

    What is still queued for this contact is not sent: ``deliver`` asks again before each send.
    """
    removed, _rows = contact.subscriptions.all().delete()
    return bool(withdraw_consent(contact, at=at) + removed)


def suppress(contact: Contact, *, at: datetime, reason: str) -> None:
    """Send nothing more to this address, and say why. The first reason stays."""
    Contact.objects.filter(pk=contact.pk, suppressed_at=None).update(
        suppressed_at=at, suppressed_because=reason.strip()[:500] or "-"
    )


def lift_suppression(contact: Contact) -> None:
    """Send to this address again, because a person checked that it works."""
    Contact.objects.filter(pk=contact.pk).update(suppressed_at=None, suppressed_because="")
