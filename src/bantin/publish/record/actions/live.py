"""Go-live: the one place where something becomes public."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from bantin.core import events
from bantin.core.canonical import canonical_bytes
from bantin.core.clock import database_now
from bantin.decide.releases import actions as releases
from bantin.decide.releases.models import Release, SignOff
from bantin.publish.record import contents, jws, keys, search
from bantin.publish.record.errors import NotYet
from bantin.publish.record.ledger import log
from bantin.publish.record.models import Edition, GoLive, Voiding

LEAF_SCHEMA = "bantin/ledger/1"


def go_live(edition_id: int, *, clock: Callable[[], datetime] = database_now) -> Edition:
    """Put a sealed edition on the public record, at or after its instant.

    Going live twice is harmless: the second call changes nothing. Where the approval no longer
    holds, the edition is voided instead and stays private. Nothing is sent from here: ``deliver``
    acts on ``edition.live``.

    Raises:
        NotYet: ``clock`` is before the edition's go-live instant.
        NoKey, KeyExposed, KeyUnreadable: nothing can be signed, so nothing goes live.
    """
    return go_live_together([edition_id], clock=clock)[0]


@transaction.atomic
def go_live_together(
    edition_ids: Sequence[int], *, clock: Callable[[], datetime] = database_now
) -> list[Edition]:
    """Put several editions on the record in one transaction: all of them or none.

    The releases' rows are locked first, so an edit, an approval and another scheduler wait or are
    waited for. As :func:`go_live` otherwise.
    """
    release_ids = Edition.objects.filter(pk__in=edition_ids).values("release_id")
    list(
        Release.objects.select_for_update(no_key=True)
        .filter(pk__in=release_ids)
        .order_by("pk")
        .values("pk")
    )
    editions = list(
        Edition.objects.filter(pk__in=edition_ids)
        .select_related("live", "voided", "sign_off")
        .order_by("go_live_at", "pk")
    )
    pending = [e for e in editions if not hasattr(e, "live") and not hasattr(e, "voided")]
    at = clock()
    for edition in pending:
        if at < edition.go_live_at:
            local = timezone.localtime(edition.go_live_at)
            instant = date_format(local, "DATETIME_FORMAT")
            raise NotYet(title=edition.title, instant=instant)
    approved = [e for e in pending if e.sign_off.status == SignOff.Status.APPROVED]
    _publish(approved, at=_whole_milliseconds(at))
    for edition in pending:
        if edition not in approved:
            _void_unapproved(edition, at=at)
    return editions


def leaf(edition: Edition, at: datetime) -> bytes:
    """The ledger entry of an edition that goes live at ``at``."""
    return canonical_bytes(
        {
            "schema": LEAF_SCHEMA,
            "edition": edition.sha256,
            "uid": str(edition.uid),
            "number": edition.number,
            "kind": edition.kind,
            "live_at": contents.milliseconds(at),
        }
    )


def _publish(editions: list[Edition], *, at: datetime) -> None:
    if not editions:
        return
    key = keys.current(settings.KEY_ROOT).private
    releases.mark_live_together([edition.sign_off_id for edition in editions])
    signatures = [jws.sign(bytes(edition.canonical), key) for edition in editions]
    events.record_all("edition.live", editions, at=at)
    first = log.append([leaf(edition, at) for edition in editions], key=key, at=at)
    GoLive.objects.bulk_create(
        GoLive(
            edition=edition,
            release_id=edition.release_id,
            number=edition.number,
            at=at,
            ledger_index=first + place,
            jws=signature,
        )
        for place, (edition, signature) in enumerate(zip(editions, signatures, strict=True))
    )
    search.add([edition.pk for edition in editions])


def _void_unapproved(edition: Edition, *, at: datetime) -> None:
    Voiding.objects.create(
        edition=edition, at=at, by=None, reason=f"sign-off {edition.sign_off.status}"
    )
    events.record("edition.voided", edition, at=at)


def _whole_milliseconds(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
