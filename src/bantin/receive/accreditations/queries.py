"""Reads: who is accredited, which agreement is in force, who accepted it."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from bantin.accounts.models import User
from bantin.receive.accreditations.models import Acceptance, Accreditation, Agreement
from bantin.receive.contacts.models import Contact

SOON = timedelta(days=30)


def may_accredit(user: User) -> bool:
    """Whether ``user`` accredits contacts and writes the agreement."""
    return user.has_perms(
        [
            "accreditations.add_accreditation",
            "accreditations.change_accreditation",
            "accreditations.add_agreement",
        ]
    )


def in_force(at: datetime | Now) -> QuerySet[Accreditation]:
    """Terms that hold at ``at``."""
    return Accreditation.objects.filter(since__lte=at, until__gt=at, revoked_at=None)


def accredited(at: datetime | Now) -> QuerySet[Contact]:
    """Contacts with a term that holds at ``at``. Who was forgotten is none of them."""
    term = in_force(at).filter(contact=OuterRef("pk"))
    return Contact.objects.filter(Exists(term), forgotten_at=None)


def is_accredited(contact_id: int, at: datetime) -> bool:
    """Whether a contact may be shown texts under embargo, once they accepted the agreement."""
    return accredited(at).filter(pk=contact_id).exists()


def not_over(contact_id: int, at: datetime) -> QuerySet[Accreditation]:
    """A contact's terms that hold or will hold: what a revocation ends."""
    return Accreditation.objects.filter(contact=contact_id, until__gt=at, revoked_at=None)


def current_agreement() -> Agreement | None:
    """The version in force; None while the office has written none."""
    return Agreement.objects.order_by("-number").first()


def accepted(contact_id: int, agreement: Agreement) -> bool:
    """Whether a contact accepted just this version."""
    return Acceptance.objects.filter(contact=contact_id, agreement=agreement).exists()


def terms(at: datetime, *, state: str = "", words: str = "") -> QuerySet[Accreditation]:
    """Terms for the desk's list, those that end next first; of one state when it is given."""
    rows = Accreditation.objects.select_related("contact__outlet", "checked_by")
    states = {
        "in_force": Q(since__lte=at, until__gt=at, revoked_at=None),
        "soon": Q(since__lte=at, until__gt=at, until__lte=at + SOON, revoked_at=None),
        "later": Q(since__gt=at, revoked_at=None),
        "over": Q(until__lte=at, revoked_at=None),
        "revoked": Q(revoked_at__isnull=False),
    }
    rows = rows.filter(states[state]) if state in states else rows
    if words:
        rows = rows.filter(
            Q(contact__name__icontains=words)
            | Q(contact__email__icontains=words)
            | Q(contact__outlet__name__icontains=words)
        )
    return rows.order_by("until" if state in {"in_force", "soon", "later"} else "-until", "pk")


def versions() -> QuerySet[Agreement]:
    """All versions of the agreement, newest first."""
    return Agreement.objects.select_related("written_by").order_by("-number")
