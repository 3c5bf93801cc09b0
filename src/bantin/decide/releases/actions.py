"""From draft to approval. One verb each; what is refused changes nothing.

Nothing is published from here: ``publish.record`` seals what was approved.
"""

from collections.abc import Sequence
from datetime import datetime
from html import unescape

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from bantin.accounts.models import User
from bantin.accounts.queries import second_factor_shown
from bantin.core import events
from bantin.decide.releases import errors, extensions, queries, richtext
from bantin.decide.releases.models import LookedAt, Release, SignOff


@transaction.atomic
def submit(
    release_id: int,
    *,
    by: User,
    at: datetime,
    kind: str = SignOff.Kind.ORIGINAL,
    reason: str = "",
    go_live_at: datetime | None = None,
) -> SignOff:
    """Ask for approval of the newest revision of a release.

    ``go_live_at`` is cut to the second; without it the edition goes live at approval.

    Raises:
        MayNotSubmit, NothingSaved, Incomplete, AlreadySubmitted, AlreadyApproved,
        NothingToReplace, AlreadyPublished, AlreadyWithdrawn, ReasonMissing, InstantInThePast.
        Refusal: an extension of releases (an urgent notice) lacks something.
    """
    release = Release.objects.select_for_update(no_key=True).get(pk=release_id)
    if not queries.may_submit(by):
        raise errors.MayNotSubmit(title=release.title)
    if release.latest_revision is None:
        raise errors.NothingSaved(title=release.title)
    _refuse_a_second_request(release)
    _refuse_incomplete(release)
    _refuse_wrong_kind(release, kind, reason)
    if go_live_at is not None:
        go_live_at = go_live_at.replace(microsecond=0)
        _refuse_the_past(go_live_at, at)
    extensions.check(release, kind, go_live_at or at)
    sign_off = SignOff.objects.create(
        release=release,
        revision=release.latest_revision,
        kind=kind,
        reason="" if kind == SignOff.Kind.ORIGINAL else reason.strip(),
        go_live_at=go_live_at,
        submitted_by=by,
        submitted_at=at,
    )
    events.record("release.submitted", sign_off, at=at)
    return sign_off


@transaction.atomic
def take_back(sign_off_id: int, *, by: User, at: datetime) -> SignOff:
    """Take a request for approval back before anybody decided.

    Raises:
        MayNotSubmit: ``by`` could not have submitted it either.
        NotOpen: it is decided already.
    """
    sign_off = _open_sign_off(sign_off_id)
    if not queries.may_submit(by):
        raise errors.MayNotSubmit(title=sign_off.release.title)
    return _decide(sign_off, SignOff.Status.RETRACTED, "release.taken_back", by=by, at=at)


@transaction.atomic
def send_back(sign_off_id: int, *, by: User, at: datetime, note: str) -> SignOff:
    """Send a release back to its writers with a reason.

    Raises:
        NotOpen, MayNotDecide, OutsideAuthorisation, ReasonMissing.
    """
    sign_off = _open_sign_off(sign_off_id)
    _refuse_who_may_not_decide(sign_off, by, at)
    if not note.strip():
        raise errors.ReasonMissing
    sign_off.decision_note = note.strip()
    return _decide(sign_off, SignOff.Status.RETURNED, "release.sent_back", by=by, at=at)


@transaction.atomic
def approve(sign_off_id: int, *, by: User, session: str | None, at: datetime) -> SignOff:
    """Approve exactly the revision that was submitted.

    ``session`` is the key of the login session in which ``by`` showed a second factor. Called by
    ``publish.record.actions.seal_release``, which freezes the text in the same transaction.

    Raises:
        NotOpen: somebody decided already.
        MayNotDecide: neither spokesperson nor authorised person; superusers included.
        OutsideAuthorisation: a topic, or today, is not in the authorisation.
        EditedSince: the newest revision is not the submitted one.
        OwnEdit, EditorUnknown: the last change was by the same person, or by nobody knows whom.
        InstantInThePast: the go-live instant passed while the request waited.
        SecondFactorMissing: none was shown in this session in the last ten minutes.
    """
    sign_off = _open_sign_off(sign_off_id)
    check_approval(sign_off, by=by, at=at)
    if not second_factor_shown(by, session=session, at=at):
        raise errors.SecondFactorMissing(title=sign_off.release.title)
    return _decide(sign_off, SignOff.Status.APPROVED, "release.approved", by=by, at=at)


def check_approval(sign_off: SignOff, *, by: User, at: datetime) -> None:
    """Refuse what :func:`approve` would refuse, all but the second factor.

    A page may ask before it offers the button; ``approve`` asks again under the locks.

    Raises:
        MayNotDecide, OutsideAuthorisation, EditedSince, OwnEdit, EditorUnknown, InstantInThePast.
        Refusal: an extension of releases (an urgent notice) does not allow it.
    """
    _refuse_who_may_not_decide(sign_off, by, at)
    _refuse_what_was_edited(sign_off, by)
    if sign_off.go_live_at is not None:
        _refuse_the_past(sign_off.go_live_at, at)
    extensions.check_approval(sign_off, by)
    extensions.check(sign_off.release, sign_off.kind, sign_off.go_live_at or at)


@transaction.atomic
def call_off(sign_off_id: int, *, by: User, at: datetime, note: str = "") -> SignOff:
    """Void an approval that has not gone live; the release can then be submitted again.

    A spokesperson, an authorised person and a press officer may: not publishing is the safe side.

    Raises:
        MayNotDecide, NotApproved.
    """
    sign_off = _locked(sign_off_id)
    if not (queries.may_decide(by) or queries.may_submit(by)):
        raise errors.MayNotDecide(title=sign_off.release.title)
    if sign_off.status != SignOff.Status.APPROVED:
        raise errors.NotApproved(title=sign_off.release.title, status=sign_off.get_status_display())
    sign_off.status = SignOff.Status.VOIDED
    sign_off.decision_note = note.strip()
    sign_off.save(update_fields=["status", "decision_note"])
    return sign_off


@transaction.atomic
def note_edit(release: Release, *, by: User, at: datetime) -> list[SignOff]:
    """Note that a release was changed; whoever saves one calls this in the same transaction.

    Requests that are open, and approvals that have not gone live, become void.
    """
    Release.objects.select_for_update(no_key=True).get(pk=release.pk)
    pending = list(
        SignOff.objects.select_for_update(no_key=True).filter(
            release=release, status__in=queries.PENDING
        )
    )
    for sign_off in pending:
        sign_off.status = SignOff.Status.VOIDED
        sign_off.decided_by = sign_off.decided_by or by
        sign_off.decided_at = sign_off.decided_at or at
        sign_off.save(update_fields=["status", "decided_by", "decided_at"])
    voided = [sign_off.pk for sign_off in pending]
    events.record("release.edited", release, at=at, data={"voided": voided})
    return pending


@transaction.atomic
def withdraw_prepared(
    release_id: int, *, by: User, session: str | None, at: datetime, title: str, text: str
) -> SignOff:
    """Make a withdrawal whose words two people approved beforehand, approved by ``by`` alone.

    Called by ``publish.record.actions.cancel_notice``, which takes the words from the sealed
    edition and asks who may. The words become the newest revision; what was pending is void.

    Raises:
        SecondFactorMissing: none was shown in this session in the last ten minutes.
    """
    release = Release.objects.select_for_update(no_key=True).get(pk=release_id)
    if not second_factor_shown(by, session=session, at=at):
        raise errors.SecondFactorMissing(title=release.title)
    newest = release.latest_revision.as_object() if release.latest_revision else release
    newest.title, newest.summary = title, text[:600]
    newest.body = richtext.paragraphs(text)
    newest.save()
    revision = newest.save_revision(user=by)
    note_edit(newest, by=by, at=at)
    return SignOff.objects.create(
        release=newest,
        revision=revision,
        kind=SignOff.Kind.WITHDRAWAL,
        reason=text[:1000],
        status=SignOff.Status.APPROVED,
        submitted_by=by,
        submitted_at=at,
        decided_by=by,
        decided_at=at,
    )


@transaction.atomic
def mark_live(sign_off_id: int) -> SignOff:
    """Note that the edition of an approved request is public. Doing it twice is harmless.

    Raises:
        NotApproved: it was voided before, or never approved.
    """
    sign_off = _locked(sign_off_id)
    if sign_off.status == SignOff.Status.LIVE:
        return sign_off
    if sign_off.status != SignOff.Status.APPROVED:
        raise errors.NotApproved(title=sign_off.release.title, status=sign_off.get_status_display())
    sign_off.status = SignOff.Status.LIVE
    sign_off.save(update_fields=["status"])
    return sign_off


@transaction.atomic
def mark_live_together(sign_off_ids: Sequence[int]) -> None:
    """As :func:`mark_live` for several requests, all of them or none, with two statements.

    Raises:
        NotApproved: one of them was voided before, or never approved.
    """
    approved = SignOff.objects.filter(pk__in=sign_off_ids, status=SignOff.Status.APPROVED)
    if approved.update(status=SignOff.Status.LIVE) == len(sign_off_ids):
        return
    settled = [SignOff.Status.APPROVED, SignOff.Status.LIVE]
    refused = SignOff.objects.filter(pk__in=sign_off_ids).exclude(status__in=settled)
    for sign_off in refused.select_related("release"):
        raise errors.NotApproved(title=sign_off.release.title, status=sign_off.get_status_display())


def note_look(release: Release, *, revision_id: int, by: User, at: datetime) -> LookedAt:
    """Remember the revision that a person sees now, and the one they saw before it."""
    look, _created = LookedAt.objects.select_for_update(no_key=True).get_or_create(
        person=by, release=release, defaults={"revision_id": revision_id, "at": at}
    )
    if look.revision_id != revision_id:
        look.previous_id, look.revision_id = look.revision_id, revision_id
    look.at = at
    look.save()
    return look


@transaction.atomic
def delete(release_id: int) -> None:
    """Delete a draft that was never submitted.

    Raises:
        HasHistory: it was submitted at least once.
    """
    release = Release.objects.select_for_update().get(pk=release_id)  # no row may point at it now
    if release.sign_offs.exists():
        raise errors.HasHistory(title=release.title)
    release.delete()


def _locked(sign_off_id: int) -> SignOff:
    """The request, after locking its release and then itself: always in this order."""
    release_id = SignOff.objects.values_list("release_id", flat=True).get(pk=sign_off_id)
    Release.objects.select_for_update(no_key=True).get(pk=release_id)
    return (
        SignOff.objects.select_for_update(of=("self",))
        .select_related("release", "revision")
        .get(pk=sign_off_id)
    )


def _open_sign_off(sign_off_id: int) -> SignOff:
    sign_off = _locked(sign_off_id)
    if sign_off.status != SignOff.Status.OPEN:
        raise errors.NotOpen(title=sign_off.release.title, status=sign_off.get_status_display())
    return sign_off


def _decide(sign_off: SignOff, status: str, event: str, *, by: User, at: datetime) -> SignOff:
    sign_off.status = status
    sign_off.decided_by = by
    sign_off.decided_at = at
    sign_off.save(update_fields=["status", "decided_by", "decided_at", "decision_note"])
    events.record(event, sign_off, at=at)
    return sign_off


def _refuse_a_second_request(release: Release) -> None:
    pending = queries.pending_sign_off(release)
    if pending is None:
        return
    if pending.status == SignOff.Status.OPEN:
        raise errors.AlreadySubmitted(title=release.title)
    raise errors.AlreadyApproved(title=release.title)


def _refuse_incomplete(release: Release) -> None:
    missing = {
        _("a title"): release.title.strip(),
        _("a text"): unescape(strip_tags(release.body)).strip(),
        _("at least one topic"): release.topics.exists(),
        _("alternative text for every image"): not release.images.filter(alt="").exists(),
    }
    names = [name for name, present in missing.items() if not present]
    if names:
        raise errors.Incomplete(title=release.title or "–", missing=", ".join(names))


def _refuse_wrong_kind(release: Release, kind: str, reason: str) -> None:
    live = queries.last_live_sign_off(release)
    if live is None and kind != SignOff.Kind.ORIGINAL:
        raise errors.NothingToReplace(title=release.title)
    if live is not None and kind == SignOff.Kind.ORIGINAL:
        raise errors.AlreadyPublished(title=release.title)
    if live is not None and live.kind == kind == SignOff.Kind.WITHDRAWAL:
        raise errors.AlreadyWithdrawn(title=release.title)
    if kind != SignOff.Kind.ORIGINAL and not reason.strip():
        raise errors.ReasonMissing


def _refuse_the_past(instant: datetime, at: datetime) -> None:
    if instant < at:
        local = timezone.localtime(instant)
        raise errors.InstantInThePast(instant=date_format(local, "DATETIME_FORMAT"))


def _refuse_who_may_not_decide(sign_off: SignOff, by: User, at: datetime) -> None:
    title = sign_off.release.title
    if not queries.may_decide(by):
        raise errors.MayNotDecide(title=title)
    topics = list(sign_off.revision.as_object().topics.all())
    missing = queries.topics_not_covered(by, topics, at)
    if missing:
        names = ", ".join(topic.name for topic in missing)
        raise errors.OutsideAuthorisation(title=title, topics=names)


def _refuse_what_was_edited(sign_off: SignOff, by: User) -> None:
    release = sign_off.release
    if release.latest_revision_id != sign_off.revision_id:
        raise errors.EditedSince(title=release.title)
    if sign_off.revision.user_id is None:
        raise errors.EditorUnknown(title=release.title)
    if sign_off.revision.user_id == by.pk:
        raise errors.OwnEdit(title=release.title)
