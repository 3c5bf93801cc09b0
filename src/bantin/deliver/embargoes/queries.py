"""Reads: what stands under embargo, for whom, and who read it."""

from datetime import datetime

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now

from bantin.accounts.models import User
from bantin.accounts.roles import Role, holds
from bantin.decide.releases.models import SignOff
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.embargoes.models import Embargo, Offer, Read
from bantin.publish.record.models import Edition
from bantin.receive.accreditations.models import Acceptance
from bantin.receive.accreditations.queries import accredited, current_agreement
from bantin.receive.contacts.models import Contact
from bantin.receive.contacts.queries import asked_for, reachable

CHANNEL = "embargo"  # the code of the channel, in ``Delivery.channel``


def may_offer(user: User) -> bool:
    """Whether ``user`` offers texts under embargo."""
    return holds(user, Role.PRESS_OFFICER)


def under_embargo() -> QuerySet[Edition]:
    """Sealed and approved editions that are not public; notices are none of them.

    An approval that ended (a changed draft, a call-off) counts from its own commit on.
    """
    return Edition.objects.filter(
        live=None,
        voided=None,
        notice_expires_at=None,
        sign_off__status=SignOff.Status.APPROVED,
    )


def standing(at: datetime | Now) -> QuerySet[Offer]:
    """Offers whose holders may be shown the text at ``at``, once they accepted the agreement.

    This is the one place that says so. It asks about the accreditation and the approval anew each
    time, so a revocation, an end of a term or a call-off needs nothing else to take effect.
    """
    return Offer.objects.filter(
        Exists(under_embargo().filter(pk=OuterRef("embargo"))),
        Exists(accredited(at).filter(pk=OuterRef("contact"), drills_only=False)),
    )


def still_holds() -> Q:
    """Which queued mails about an embargo may still be sent, for the outbox."""
    return Q(
        Exists(standing(Now()).filter(embargo=OuterRef("edition"), contact=OuterRef("recipient")))
    )


def can_be_offered(edition: Edition, at: datetime) -> bool:
    """Whether an edition is under embargo for some time yet."""
    return edition.go_live_at > at and under_embargo().filter(pk=edition.pk).exists()


def waiting(at: datetime) -> QuerySet[Edition]:
    """Editions that can be offered at ``at``, the next to go live first."""
    return under_embargo().filter(go_live_at__gt=at).order_by("go_live_at", "pk")


def candidates(edition: Edition, at: datetime) -> QuerySet[Contact]:
    """Accredited contacts who were not offered ``edition`` yet."""
    offered = Offer.objects.filter(embargo=edition.pk, contact=OuterRef("pk"))
    return (
        accredited(at)
        .filter(~Exists(offered), drills_only=False)
        .select_related("outlet")
        .order_by("name", "email")
    )


def can_be_mailed() -> Exists:
    """Of contacts: a consent in force, no suppression, no pause."""
    return Exists(reachable().filter(pk=OuterRef("pk")))


def matches(edition: Edition) -> Exists:
    """Of contacts: subscribed to the edition's topics, areas and language."""
    return asked_for(
        topics=edition.topics.values_list("pk", flat=True),
        areas=edition.areas.values_list("pk", flat=True),
        languages=edition.languages,
    )


def offers(edition_id: int, at: datetime) -> QuerySet[Offer]:
    """Who was offered an edition, with what became of the mail, the agreement and the text.

    ``mail`` is the delivery's status, ``accepted_at`` belongs to the newest agreement, ``stands``
    says whether the link opens the text.
    """
    agreement = current_agreement()
    mail = Delivery.objects.filter(
        edition=OuterRef("embargo"), recipient=OuterRef("contact"), channel=CHANNEL
    )
    accepted = Acceptance.objects.filter(contact=OuterRef("contact"), agreement=agreement)
    own = Read.objects.filter(embargo=OuterRef("embargo"), contact=OuterRef("contact")).order_by()
    read = own.values("contact")
    return (
        Offer.objects.filter(embargo=edition_id)
        .annotate(
            mail=Subquery(mail.values("status")[:1]),
            accepted_at=Subquery(accepted.values("at")[:1]),
            first_read=Subquery(read.annotate(first=Min("at")).values("first")),
            last_read=Subquery(read.annotate(last=Max("at")).values("last")),
            stands=Exists(standing(at).filter(pk=OuterRef("pk"))),
        )
        .select_related("contact__outlet", "offered_by")
        .order_by("contact__name", "contact__email", "pk")
    )


def reads(edition_id: int) -> QuerySet[Read]:
    """Every read of an edition, newest first."""
    rows = Read.objects.filter(embargo=edition_id).select_related("contact__outlet", "agreement")
    return rows.order_by("-at", "-pk")


def of_contact(contact_id: int, *, limit: int = 50) -> QuerySet[Offer]:
    """The newest offers to one contact, each with how often and when it was read last."""
    own = Read.objects.filter(embargo=OuterRef("embargo"), contact=OuterRef("contact")).order_by()
    read = own.values("contact")
    return (
        Offer.objects.filter(contact=contact_id)
        .annotate(
            times=Subquery(read.annotate(n=Count("pk")).values("n")),
            last_read=Subquery(read.annotate(last=Max("at")).values("last")),
        )
        .select_related("embargo__edition")
        .order_by("-offered_at", "-pk")[:limit]
    )


def reads_of_contact(contact_id: int, *, limit: int = 50) -> QuerySet[Read]:
    """The newest reads of one contact."""
    rows = Read.objects.filter(contact=contact_id).select_related("embargo__edition")
    return rows.order_by("-at", "-pk")[:limit]


def offered(at: datetime) -> QuerySet[Embargo]:
    """Editions that were ever offered, the newest first, with how many contacts were and read."""
    return (
        Embargo.objects.select_related("edition__live", "edition__voided", "edition__sign_off")
        .annotate(
            offered=Count("offers", distinct=True),
            readers=Count("reads__contact", distinct=True),
            until=F("edition__go_live_at"),
        )
        .filter(opened_at__lte=at)
        .order_by("-until", "-pk")
    )
