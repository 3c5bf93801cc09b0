"""What follows for the record from what happens to drafts."""

from django.db.models import Q

from bantin.core.clock import database_now
from bantin.core.events import on
from bantin.decide.releases.models import SignOff
from bantin.publish.record import actions
from bantin.publish.record.models import Edition


@on("release.edited")
def void_what_was_sealed(release_id: int) -> None:
    """Void editions whose approval an edit ended. Go-live checks the approval again anyway."""
    unapproved = ~Q(sign_off__status=SignOff.Status.APPROVED)
    pending = Edition.objects.filter(unapproved, release=release_id, live=None, voided=None)
    for edition in pending.select_related("sign_off"):
        actions.void(edition.pk, by=edition.sign_off.decided_by, at=database_now(), reason="edited")
