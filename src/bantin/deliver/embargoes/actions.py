"""Writes: offer a text under embargo, accept the agreement, log a read, expire. One verb each."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from bantin.accounts.models import User
from bantin.core.folding import fold
from bantin.decide.releases.models import Release
from bantin.deliver.channels.email.message_ids import message_id
from bantin.deliver.dispatch import tallies
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.embargoes import errors, queries
from bantin.deliver.embargoes.models import Embargo, Offer, Read
from bantin.publish.record.models import Edition
from bantin.receive.accreditations import actions as accreditations
from bantin.receive.accreditations.models import Acceptance, Agreement
from bantin.receive.accreditations.queries import accepted, current_agreement

BATCH = 5_000  # rows that one turn of the expiry deletes


@transaction.atomic
def offer(
    edition_id: int,
    contact_ids: Collection[int],
    *,
    subjects: Mapping[str, str],
    by: User,
    at: datetime,
) -> list[Offer]:
    """Offer a sealed edition to accredited contacts, and queue a mail with a link to each.

    All of them or none. Who has it already is left out. The edition stays as private as it was,
    and its ordinary delivery is queued at go-live as ever.

    Args:
        edition_id: What; under embargo for some time yet.
        contact_ids: To whom.
        subjects: The mail's subject, by language; the first offer's holds for later ones.
        by: A press officer.
        at: Now.

    Raises:
        MayNotOffer, NotUnderEmbargo, NoAgreement, NobodyChosen, OutsiderChosen, SubjectMissing,
        SubjectTellsTooMuch.
    """
    edition = Edition.objects.get(pk=edition_id)
    if not queries.may_offer(by):
        raise errors.MayNotOffer
    Release.objects.select_for_update(no_key=True).get(
        pk=edition.release_id
    )  # go-live and edits wait
    if not queries.can_be_offered(edition, at):
        raise errors.NotUnderEmbargo(title=edition.title)
    if current_agreement() is None:
        raise errors.NoAgreement
    chosen = _chosen(edition, contact_ids, at)
    embargo = _opened(edition, subjects, by=by, at=at)
    offers = Offer.objects.bulk_create(
        Offer(
            embargo=embargo,
            contact_id=contact,
            offered_by=by,
            offered_at=at,
            expires_at=kept_until(at),
        )
        for contact in chosen
    )
    _queue(edition, chosen, at=at)
    return offers


@transaction.atomic
def accept(offer: Offer, number: int, *, language: str, at: datetime) -> Acceptance | None:
    """Note that the holder of a link accepted version ``number`` of the agreement.

    Returns:
        None when the link opens nothing at ``at``: then nothing is noted.

    Raises:
        NotInForce: A newer version is in force; they have to read that one.
    """
    if not queries.standing(at).filter(pk=offer.pk).exists():
        return None
    return accreditations.accept(
        offer.contact_id, number, language=language, link=_mail_of(offer), at=at
    )


def read(offer: Offer, *, what: str, at: datetime, name: str = "") -> Read | None:
    """Log a read; whoever shows something of the text calls this first, and shows it only then.

    Returns:
        None when the holder may not be shown it at ``at``, or has to accept the agreement first;
        also when a revocation came between the question and the log: the triggers refuse the row.
    """
    agreement = _agreement_of_reader(offer, at)
    if agreement is None:
        return None
    try:
        with transaction.atomic():
            return Read.objects.create(
                embargo_id=offer.embargo_id,
                contact_id=offer.contact_id,
                agreement=agreement,
                at=at,
                what=what,
                name=name[:255],
                expires_at=kept_until(at),
            )
    except IntegrityError:
        if _agreement_of_reader(offer, at) == agreement:
            raise  # nothing changed meanwhile: this is a fault
        return None


@transaction.atomic
def expire(*, at: datetime) -> int:
    """Delete offers and reads whose time is over; returns how many rows."""
    deleted = 0
    for rows in (Read.objects.all(), Offer.objects.all()):
        over = rows.filter(expires_at__lte=at).order_by("expires_at")
        keys = list(over.values_list("pk", flat=True)[:BATCH])
        deleted += rows.filter(pk__in=keys).delete()[0]
    return deleted


def kept_until(at: datetime) -> datetime | None:
    """When a row about a person may be deleted; None: never."""
    return at + timedelta(days=settings.DELIVERY_DAYS) if settings.DELIVERY_DAYS else None


def refuse_telling(edition: Edition, subjects: Mapping[str, str]) -> dict[str, str]:
    """The subjects, each on one line.

    Raises:
        SubjectMissing: A language has none.
        SubjectTellsTooMuch: The title is in it.
    """
    lines = {code: " ".join(subjects.get(code, "").split())[:120] for code in ("vi", "en")}
    if not all(lines.values()):
        raise errors.SubjectMissing
    title = fold(edition.title)
    if any(title in fold(line) for line in lines.values()):
        raise errors.SubjectTellsTooMuch
    return lines


def _agreement_of_reader(offer: Offer, at: datetime) -> Agreement | None:
    """The agreement in force, when the holder accepted it and may be shown the text at ``at``."""
    agreement = current_agreement()
    if agreement is None or not queries.standing(at).filter(pk=offer.pk).exists():
        return None
    return agreement if accepted(offer.contact_id, agreement) else None


def _chosen(edition: Edition, contact_ids: Collection[int], at: datetime) -> list[int]:
    had = Offer.objects.filter(embargo=edition.pk).values_list("contact", flat=True)
    wanted = set(contact_ids) - set(had)
    if not wanted:
        raise errors.NobodyChosen
    may = queries.candidates(edition, at).filter(queries.can_be_mailed(), pk__in=wanted)
    found = sorted(may.values_list("pk", flat=True))
    if len(found) < len(wanted):
        raise errors.OutsiderChosen(count=len(wanted) - len(found))
    return found


def _opened(edition: Edition, subjects: Mapping[str, str], *, by: User, at: datetime) -> Embargo:
    known = Embargo.objects.filter(pk=edition.pk).first()
    if known:
        return known
    lines = refuse_telling(edition, subjects)
    return Embargo.objects.create(
        edition=edition,
        subject_vi=lines["vi"],
        subject_en=lines["en"],
        opened_by=by,
        opened_at=at,
    )


def _queue(edition: Edition, contact_ids: Collection[int], *, at: datetime) -> None:
    """One row of the outbox for each; the ordinary delivery has a row of its own later."""
    Delivery.objects.bulk_create(
        Delivery(
            edition=edition,
            recipient_id=contact,
            channel=queries.CHANNEL,
            queued_at=at,
            due_at=at,
        )
        for contact in contact_ids
    )
    tallies.add({(queries.CHANNEL, Delivery.Status.QUEUED.value): len(contact_ids)})


def _mail_of(offer: Offer) -> str:
    """The Message-ID of the mail that brought the link."""
    sent = Delivery.objects.filter(
        edition=offer.embargo_id, recipient=offer.contact_id, channel=queries.CHANNEL
    )
    delivery = sent.values_list("pk", flat=True).first()
    return message_id(offer.embargo_id, delivery) if delivery else f"embargo {offer.pk}"
