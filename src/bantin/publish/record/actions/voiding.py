"""Voiding: a sealed edition that must not go live."""

from datetime import datetime

from django.db import transaction

from bantin.accounts.models import User
from bantin.core import events
from bantin.decide.releases.models import Release
from bantin.publish.record.errors import AlreadyLive
from bantin.publish.record.models import Edition, Voiding


@transaction.atomic
def void(edition_id: int, *, by: User | None, at: datetime, reason: str) -> Edition:
    """Keep a sealed edition from ever going live. Doing it twice is harmless.

    Raises:
        AlreadyLive: what was published is not taken back but corrected or withdrawn.
    """
    release_id = Edition.objects.values_list("release_id", flat=True).get(pk=edition_id)
    Release.objects.select_for_update(no_key=True).get(pk=release_id)
    edition = Edition.objects.select_related("live", "voided").get(pk=edition_id)
    if hasattr(edition, "voided"):
        return edition
    if hasattr(edition, "live"):
        raise AlreadyLive(title=edition.title)
    edition.voided = Voiding.objects.create(edition=edition, by=by, at=at, reason=reason[:300])
    events.record("edition.voided", edition, at=at)
    return edition
