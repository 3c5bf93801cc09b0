"""Writes: accredit, revoke, write the agreement, accept it. One verb each."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from bantin.accounts.models import User
from bantin.receive.accreditations import errors, queries
from bantin.receive.accreditations.models import Acceptance, Accreditation, Agreement
from bantin.receive.contacts.models import Contact

CHECKS = {
    "card_seen_on": _("press card seen"),
    "called_back_on": _("newsroom called back"),
    "letter_seen_on": _("letter of the outlet seen"),
}


@transaction.atomic
def accredit(
    contact_id: int,
    *,
    since: datetime,
    until: datetime,
    checks: Mapping[str, date | None],
    by: User,
    at: datetime,
    note: str = "",
) -> Accreditation:
    """Accredit a contact for one term. Nothing is sent, and no text becomes readable from here.

    Args:
        contact_id: Whom; the contact's row is locked, so that two terms cannot overlap.
        since: When the term begins; not before ``at``.
        until: When it ends.
        checks: The day of each check that was made (``CHECKS``); at least one.
        by: Who checked.
        at: Now.
        note: Facts about the checks, in a line.

    Raises:
        MayNotAccredit, NotOfThePress, NothingChecked, CheckedLater, NoTerm, AlreadyAccredited.
    """
    if not queries.may_accredit(by):
        raise errors.MayNotAccredit
    contact = Contact.objects.select_for_update(no_key=True).get(pk=contact_id)
    if contact.kind == Contact.Kind.RESIDENT or contact.drills_only or contact.forgotten_at:
        raise errors.NotOfThePress(name=contact)
    made = {name: checks.get(name) for name in CHECKS}
    _refuse_unchecked(contact, [day for day in made.values() if day], at)
    _refuse_term(contact, since, until, at)
    return Accreditation.objects.create(
        contact=contact,
        since=since,
        until=until,
        note=" ".join(note.split())[:300],
        checked_by=by,
        added_at=at,
        **made,
    )


@transaction.atomic
def revoke(contact_id: int, *, by: User, at: datetime, reason: str) -> int:
    """End every term of a contact that holds or will hold, at once; returns how many.

    Every reading asks anew, so the links that the contact has are dead with this commit.

    Raises:
        MayNotAccredit, RevokedWithoutReason, NotAccredited.
    """
    if not queries.may_accredit(by):
        raise errors.MayNotAccredit
    if not reason.strip():
        raise errors.RevokedWithoutReason
    contact = Contact.objects.select_for_update(no_key=True).get(pk=contact_id)
    count = queries.not_over(contact.pk, at).update(
        revoked_at=at, revoked_by=by, revoked_because=reason.strip()[:300]
    )
    if not count:
        raise errors.NotAccredited(name=contact)
    return count


@transaction.atomic
def write_agreement(*, text_vi: str, text_en: str, after: int, by: User, at: datetime) -> Agreement:
    """Put a new version of the agreement in force; whoever accepted an older one is asked anew.

    Args:
        text_vi: Its words in Vietnamese.
        text_en: The same in English.
        after: The number of the version that ``by`` has before them; 0: there is none.
        by: Who wrote it.
        at: Now.

    Raises:
        MayNotAccredit, AgreementIncomplete, WrittenMeanwhile, SameAgreement.
    """
    if not queries.may_accredit(by):
        raise errors.MayNotAccredit
    words = {"text_vi": _lines(text_vi), "text_en": _lines(text_en)}
    if not all(words.values()):
        raise errors.AgreementIncomplete
    newest = Agreement.objects.select_for_update(no_key=True).order_by("-number").first()
    number = newest.number if newest else 0
    if number != after:
        raise errors.WrittenMeanwhile(number=number)
    if newest and (newest.text_vi, newest.text_en) == tuple(words.values()):
        raise errors.SameAgreement(number=number)
    return Agreement.objects.create(number=number + 1, written_by=by, written_at=at, **words)


@transaction.atomic
def accept(contact_id: int, number: int, *, language: str, link: str, at: datetime) -> Acceptance:
    """Note that a contact accepted version ``number``. Accepting twice is harmless.

    Whether the contact may do so is for the caller to ask: it knows by which link they came.

    Raises:
        NotInForce: There is a newer version, which they have not read.
    """
    agreement = queries.current_agreement()
    if agreement is None or agreement.number != number:
        raise errors.NotInForce(number=number)
    acceptance, _new = Acceptance.objects.get_or_create(
        contact_id=contact_id,
        agreement=agreement,
        defaults={"language": language, "link": link[:200], "at": at},
    )
    return acceptance


def forget(contact_id: int) -> None:
    """Delete what was checked about somebody who had everything deleted.

    That an agreement was accepted stays; the contact's row that it points to is empty.
    """
    Accreditation.objects.filter(contact=contact_id).delete()


def _refuse_unchecked(contact: Contact, days: list[date], at: datetime) -> None:
    if not days:
        raise errors.NothingChecked(name=contact)
    if max(days) > timezone.localdate(at):
        raise errors.CheckedLater(name=contact)


def _refuse_term(contact: Contact, since: datetime, until: datetime, at: datetime) -> None:
    if since < at or until <= since:
        raise errors.NoTerm(name=contact)
    overlapping = queries.not_over(contact.pk, at).filter(since__lt=until, until__gt=since)
    if last := overlapping.order_by("until").last():
        end = date_format(timezone.localtime(last.until), "DATETIME_FORMAT")
        raise errors.AlreadyAccredited(name=contact, until=end)


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
