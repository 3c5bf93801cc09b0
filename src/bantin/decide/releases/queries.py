"""Questions about drafts and about requests for approval."""

from datetime import datetime

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from bantin.accounts.models import User
from bantin.accounts.roles import Role, holds
from bantin.core.folding import fold
from bantin.decide.releases.models import (
    Authorisation,
    PressDocument,
    PressImage,
    Release,
    SignOff,
    State,
)
from bantin.receive.subjects.models import Topic

PENDING = (SignOff.Status.OPEN, SignOff.Status.APPROVED)


def may_see_releases(user: User) -> bool:
    """Whether ``user`` may read drafts: by a role or, for a superuser, by being one."""
    return user.is_active and user.has_perm("releases.view_release")


def may_submit(user: User) -> bool:
    """Whether ``user`` may submit releases and take requests back."""
    return holds(user, Role.PRESS_OFFICER, Role.SPOKESPERSON)


def may_decide(user: User) -> bool:
    """Whether ``user`` decides about releases at all, whatever their topics."""
    return holds(user, Role.SPOKESPERSON, Role.AUTHORISED_PERSON)


def topics_not_covered(user: User, topics: list[Topic], at: datetime) -> list[Topic]:
    """The ``topics`` on which ``user`` may not speak at ``at``; a spokesperson may on all."""
    if holds(user, Role.SPOKESPERSON):
        return []
    if not holds(user, Role.AUTHORISED_PERSON):
        return topics
    valid = Authorisation.objects.filter(person=user, valid_from__lte=at, valid_to__gt=at)
    covered = set(valid.values_list("topics", flat=True))
    return [topic for topic in topics if topic.pk not in covered]


def open_sign_offs() -> QuerySet[SignOff]:
    """Requests that wait for a decision, the longest waiting first."""
    waiting = SignOff.objects.filter(status=SignOff.Status.OPEN)
    return waiting.select_related("release", "submitted_by").order_by("submitted_at", "pk")


def pending_sign_off(release: Release) -> SignOff | None:
    """The open or approved request of ``release``, if there is one."""
    pending = SignOff.objects.filter(release=release, status__in=PENDING)
    return pending.order_by("-submitted_at", "-pk").first()


def last_live_sign_off(release: Release) -> SignOff | None:
    """The request that led to the newest published edition of ``release``."""
    live = SignOff.objects.filter(release=release, status=SignOff.Status.LIVE)
    return live.order_by("-decided_at", "-pk").first()


def pending_releases_with(file: PressImage | PressDocument) -> QuerySet[Release]:
    """Releases that carry ``file`` and are waiting for approval or go-live."""
    uses = (
        Q(images__image=file.pk)
        if isinstance(file, PressImage)
        else Q(attachments__document=file.pk)
    )
    pending: QuerySet[Release] = Release.objects.filter(uses, sign_offs__status__in=PENDING)
    return pending.distinct()


def with_state(releases: QuerySet[Release]) -> QuerySet[Release]:
    """``releases`` with their ``state``, a :class:`State`."""
    own = SignOff.objects.filter(release=OuterRef("pk"))
    last = own.order_by("-submitted_at", "-pk")
    status = SignOff.Status
    annotated: QuerySet[Release] = releases.annotate(
        last_status=Subquery(last.values("status")[:1]),
        last_submitted=Subquery(last.values("revision")[:1]),
        ever_live=Exists(own.filter(status=status.LIVE)),
    ).annotate(
        state=Case(
            When(last_status=status.OPEN, then=Value(State.OPEN)),
            When(last_status=status.APPROVED, then=Value(State.APPROVED)),
            When(last_status=status.RETURNED, then=Value(State.RETURNED)),
            When(last_status=status.LIVE, last_submitted=F("latest_revision"), then=Value("live")),
            When(ever_live=True, then=Value(State.CHANGED)),
            default=Value(State.DRAFT),
            output_field=CharField(),
        )
    )
    return annotated


def with_words(releases: QuerySet[Release], words: str) -> QuerySet[Release]:
    """``releases`` with all ``words`` in their titles; marks and case do not matter."""
    for word in fold(words).split():
        releases = releases.filter(folded__contains=word)
    return releases
