"""Writes: what came back after it was handed over."""

import contextlib
from datetime import UTC, datetime

from django.db import transaction
from django.db.models.functions import Lower

from bantin.deliver.channels import registry
from bantin.deliver.channels.base import Bounce
from bantin.deliver.dispatch.models import Attempt, Delivery
from bantin.receive.contacts.actions import suppress
from bantin.receive.contacts.models import Contact

Status = Delivery.Status


@transaction.atomic
def note(bounce: Bounce, *, channel: str, at: datetime) -> bool:
    """Note on its delivery what came back, and suppress an address that is dead.

    It counts only for a delivery that was handed over, and only when the notice names the address
    that the contact has. Hearing the same notice again is harmless.

    Returns:
        Whether we are done with it. A delivery may still be in a worker's hands, or wait for its
        repeat: then the notice has to be heard again later.
    """
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("recipient")
        .filter(pk=bounce.delivery, edition=bounce.edition, channel__in=registry.heard(channel))
        .first()
    )
    if delivery is None or delivery.recipient is None or not _is_about(delivery.recipient, bounce):
        return True
    if delivery.status in {Status.QUEUED, Status.LEASED}:
        return False
    if delivery.status in {Status.HANDED_OVER, Status.UNCERTAIN}:
        for one in _in_its_message(delivery):
            _write_down(one, bounce, at)
    return True


def silence(
    address: str, *, channel: str, reply: str, returned_at: datetime | None, at: datetime
) -> bool:
    """Suppress the contact with a dead address when nobody says which delivery came back.

    It counts only when something was handed over there. No delivery is changed.

    Returns:
        Whether there was such a contact.
    """
    local, _, domain = _plain(address).rpartition("@")
    forms = {f"{local}@{domain}", f"{local}@{_in_unicode(domain)}"}
    contact = Contact.objects.alias(plain=Lower("email")).filter(plain__in=forms).first()
    if contact is None or not _was_written_to(contact, channel):
        return False
    suppress(contact, at=at, reason=_dated(reply, returned_at))
    return True


def _was_written_to(contact: Contact, channel: str) -> bool:
    sent = {Status.LEASED, Status.HANDED_OVER, Status.UNCERTAIN, Status.REFUSED}
    return Delivery.objects.filter(
        recipient=contact, channel__in=registry.heard(channel), status__in=sent
    ).exists()


def _in_its_message(delivery: Delivery) -> list[Delivery]:
    """It, and what went along: by a channel that gathers, to the same person, in the same instant."""
    if delivery.channel not in registry.gathering() or delivery.handed_over_at is None:
        return [delivery]
    same = Delivery.objects.select_for_update(of=("self",)).filter(
        recipient=delivery.recipient_id,
        channel=delivery.channel,
        handed_over_at=delivery.handed_over_at,
    )
    return list(same.order_by("pk"))


def _write_down(delivery: Delivery, bounce: Bounce, at: datetime) -> None:
    reply = _dated(bounce.reply, bounce.returned_at)
    if delivery.tries.filter(reply=reply).exists():
        return  # heard before
    delivery.reply = reply
    if bounce.final:
        delivery.status = Status.REFUSED
        delivery.due_at = delivery.handed_over_at = None
    delivery.save(update_fields=["status", "due_at", "handed_over_at", "reply"])
    Attempt.objects.create(delivery=delivery, at=at, outcome=delivery.status, reply=reply)
    if bounce.address_is_dead:
        suppress(Contact(pk=delivery.recipient_id), at=at, reason=reply)


def _is_about(contact: Contact, bounce: Bounce) -> bool:
    return _plain(contact.email) in {_plain(address) for address in bounce.addresses}


def _dated(reply: str, returned_at: datetime | None) -> str:
    """The reply with the notice's own time, so that a later notice of the same kind is another."""
    if returned_at is None:
        return reply[:500]
    return f"{reply[:450]} (returned {returned_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC)"


def _plain(address: str) -> str:
    """``address`` as it is compared: in small letters, its domain in ASCII."""
    local, _, domain = address.strip().lower().rpartition("@")
    with contextlib.suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii")
    return f"{local}@{domain}"


def _in_unicode(domain: str) -> str:
    with contextlib.suppress(UnicodeError):
        return domain.encode("ascii").decode("idna")
    return domain
