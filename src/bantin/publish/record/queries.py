"""What may be read of the record, and when. Everything public goes through here.

Every query takes ``at``, the instant of reading: an edition is there from the instant of its
go-live, and nothing of it is there before.
"""

from datetime import datetime
from itertools import takewhile
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from bantin.publish.record import search as index
from bantin.publish.record import spelling
from bantin.publish.record.models import Edition, GoLive, Media, SearchEntry


def live_editions(at: datetime) -> QuerySet[Edition]:
    """Everything that is on the record at ``at``, drills included, newest first."""
    return (
        Edition.objects.filter(live__at__lte=at)
        .select_related("live")
        .order_by("-live__at", "-live__ledger_index")
    )


def public_editions(at: datetime) -> QuerySet[Edition]:
    """Editions that anyone may read at ``at``, newest first; a drill is none of them."""
    return live_editions(at).filter(drill=False)


def current_editions(at: datetime) -> QuerySet[Edition]:
    """The newest live edition of each release, newest first.

    A withdrawal is the current edition of a withdrawn release.
    """
    newer = GoLive.objects.filter(
        release=OuterRef("release"), number__gt=OuterRef("number"), at__lte=at
    )
    return public_editions(at).filter(~Exists(newer))


def editions_of(uid: UUID | str, at: datetime) -> QuerySet[Edition]:
    """All live editions of a release, oldest first."""
    return public_editions(at).filter(uid=uid).order_by("number")


def current_edition(uid: UUID | str, at: datetime) -> Edition | None:
    """The newest live edition of a release, None when it has none."""
    return editions_of(uid, at).last()


def edition_at(uid: UUID | str, number: int, at: datetime) -> Edition | None:
    """A live edition of a release by its number."""
    return editions_of(uid, at).filter(number=number).first()


def notices_in_force(at: datetime) -> QuerySet[Edition]:
    """Notices that hold at ``at``: live, not over, not cancelled. Drills are none of them."""
    found = current_editions(at).filter(notice_expires_at__gt=at)
    return found.exclude(kind=Edition.Kind.WITHDRAWAL)


def notices_since(since: datetime, at: datetime) -> QuerySet[Edition]:
    """Every message of notices that were in force at or after ``since``, newest first."""
    return public_editions(at).filter(notice_expires_at__gt=since)


def public_media(sha256: str, at: datetime) -> Media | None:
    """The media row with this hash, if a live edition carries it."""
    carried = GoLive.objects.filter(
        at__lte=at, edition__drill=False, edition__media__media=OuterRef("sha256")
    )
    return Media.objects.filter(Exists(carried), sha256=sha256).first()


def search(
    words: str, at: datetime, *, topic: str | None = None, area: str | None = None
) -> QuerySet[SearchEntry]:
    """Entries of current editions with all ``words``, those with them in the title first.

    Then newest first. Marks and case do not matter, the last word may be a beginning, and nothing
    in ``words`` acts as an operator but quotation marks: what is between them stands side by side.
    ``topic`` and ``area`` are codes; an area has its parts in it. Without words: all.
    """
    found = SearchEntry.objects.filter(live_at__lte=at).order_by("-live_at", "-ledger_index")
    found = found.filter(Q(replaced_at=None) | Q(replaced_at__gt=at))
    if topic:
        filed = Edition.topics.through.objects.filter(topic__code=topic)
        found = found.filter(Exists(filed.filter(edition=OuterRef("pk"))))
    if area:
        places = Q(area__code=area) | Q(area__parent__code=area)
        filed_in = Edition.areas.through.objects.filter(places)
        found = found.filter(Exists(filed_in.filter(edition=OuterRef("pk"))))
    match = index.matches(words)
    if match is None:
        return found if not words.strip() else found.none()
    condition, in_title = match
    return (
        found.filter(condition)
        .annotate(in_title=in_title)
        .order_by("-in_title", "-live_at", "-ledger_index")
    )


def other_readings(words: str) -> list[str]:
    """Questions that unknown ``words`` may have meant, the likeliest first; none if all are known.

    Whether one of them finds anything that is current has to be asked: only then is it shown.
    """
    return spelling.readings(index.phrases_of(words))


def changes(at: datetime, *, after: int, limit: int) -> list[Edition]:
    """The next public editions behind entry ``after`` of the ledger, in the ledger's order.

    Who goes on behind the last one misses nothing and gets nothing twice. Instants may run against
    that order: they are taken before the ledger's turn comes. So the list ends before the first
    edition that is not public at ``at``, even where a later entry is; the next call has both.
    """
    behind = (
        Edition.objects.filter(drill=False, live__ledger_index__gt=after)
        .select_related("live")
        .order_by("live__ledger_index")
    )
    return list(takewhile(lambda edition: edition.live.at <= at, behind[:limit]))


def changed_at(at: datetime) -> datetime | None:
    """When something became public last; None while nothing is."""
    return public_editions(at).values_list("live__at", flat=True).first()
