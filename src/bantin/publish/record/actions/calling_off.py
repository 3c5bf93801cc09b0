"""Calling off: an approval taken away before its instant."""

from datetime import datetime

from django.db import transaction

from bantin.accounts.models import User
from bantin.decide.releases import actions as releases
from bantin.publish.record.actions.voiding import void
from bantin.publish.record.models import Edition


@transaction.atomic
def call_off(edition_id: int, *, by: User, at: datetime, reason: str) -> Edition:
    """End the approval of a sealed edition and keep it from going live.

    The release can be changed and submitted again afterwards.

    Raises:
        MayNotDecide: ``by`` neither decides nor submits.
        NotApproved: it is live, or was voided before.
    """
    sign_off_id = Edition.objects.values_list("sign_off_id", flat=True).get(pk=edition_id)
    releases.call_off(sign_off_id, by=by, at=at, note=reason)
    return void(edition_id, by=by, at=at, reason=reason)
