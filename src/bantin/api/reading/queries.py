"""Questions of the API, all asked of the public record."""

from datetime import datetime

from django.db.models import Q, QuerySet

from bantin.api.frame.cursors import Place, Point
from bantin.publish.record.models import Edition
from bantin.publish.record.queries import current_editions, public_editions
from bantin.receive.subjects.models import Area


def filtered(
    at: datetime,
    *,
    topic: str | None = None,
    area: str | None = None,
    language: str | None = None,
    kind: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Edition]:
    """Current editions, newest first. An area has its parts' editions, too; ``until`` is not in."""
    found = current_editions(at)
    if topic:
        filed = Edition.topics.through.objects.filter(topic__code=topic)
        found = found.filter(pk__in=filed.values("edition_id"))
    if area:
        places = Area.objects.filter(Q(code=area) | Q(parent__code=area)).values("pk")
        there = Edition.areas.through.objects.filter(area_id__in=places)
        found = found.filter(pk__in=there.values("edition_id"))
    exact = {"language": language, "kind": kind, "live__at__gte": since, "live__at__lt": until}
    return found.filter(**{name: value for name, value in exact.items() if value is not None})


def behind(found: QuerySet[Edition], point: Point) -> QuerySet[Edition]:
    """What comes behind ``point`` in a list that is sorted newest first."""
    same_instant = Q(live__at=point.at, live__ledger_index__lt=point.entry)
    return found.filter(Q(live__at__lt=point.at) | same_instant, live__at__lte=point.at)


def is_there(place: Place, at: datetime) -> bool:
    """Whether the ledger has this very edition at this place; a ledger put back may not."""
    there = public_editions(at).filter(live__ledger_index=place.entry)
    return there.filter(sha256__startswith=place.fingerprint).exists()


def carrying(sha256: str, at: datetime) -> list[Edition]:
    """The public editions that have a file, newest first."""
    return list(public_editions(at).filter(media__media=sha256).defer("folded", "text"))
