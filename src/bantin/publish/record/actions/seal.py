"""Sealing: approval freezes what was submitted."""

from datetime import datetime
from typing import Any

from django.db import transaction

from bantin.accounts.models import User
from bantin.core import events
from bantin.core.canonical import sha256_hex
from bantin.core.folding import fold, slug
from bantin.decide.releases import actions as releases
from bantin.decide.releases.models import SignOff
from bantin.publish.record import contents
from bantin.publish.record.errors import AlreadyLive, NothingToChange
from bantin.publish.record.models import Edition, EditionMedia, Media


def seal_release(sign_off_id: int, *, by: User, session: str | None, at: datetime) -> Edition:
    """Approve a request and freeze exactly the revision that was submitted.

    Pictures and documents are copied first, outside the transaction: that may take seconds, and
    nothing points at them if the approval is then refused. Without a go-live instant the edition
    is due at once. Nothing is public yet: :func:`go_live` does that.

    Raises:
        Refusal: the approval is refused (see ``decide.releases.actions.approve``), or something
            in the release cannot be published.
    """
    revision = SignOff.objects.select_related("revision").get(pk=sign_off_id).revision
    prepared = contents.prepare(revision.as_object())
    with transaction.atomic():
        sign_off = releases.approve(sign_off_id, by=by, session=session, at=at)
        edition = freeze(sign_off, prepared, by=by, at=at)
        events.record("edition.sealed", edition, at=at)
    return edition


def freeze(sign_off: SignOff, prepared: contents.Prepared, *, by: User, at: datetime) -> Edition:
    """The edition of an approved request; the caller holds the release's row lock."""
    release = sign_off.release
    replaces = _last_live(sign_off)
    number = replaces.number + 1 if replaces else 1
    go_live_at = (sign_off.go_live_at or at).replace(microsecond=0)
    canonical, content = contents.finish(
        prepared,
        number=number,
        kind=sign_off.kind,
        reason=sign_off.reason,
        replaces=replaces,
        go_live_at=go_live_at,
        sealed_at=at,
    )
    edition = Edition.objects.create(
        release=release,
        sign_off=sign_off,
        number=number,
        kind=sign_off.kind,
        uid=release.uid,
        slug=slug(content["title"]),
        language=content["language"],
        title=content["title"],
        summary=content["summary"],
        text=content["body_text"],
        folded=fold("\n".join((content["title"], content["summary"], content["body_text"]))),
        canonical=canonical,
        sha256=sha256_hex(canonical),
        go_live_at=go_live_at,
        replaces=replaces,
        reason=sign_off.reason,
        sealed_by=by,
        sealed_at=at,
        **_notice_columns(content),
    )
    frozen = sign_off.revision.as_object()
    edition.topics.set(frozen.topics.all())
    edition.areas.set(frozen.areas.all())
    Media.objects.bulk_create(prepared.media.values(), ignore_conflicts=True)
    EditionMedia.objects.bulk_create(
        EditionMedia(edition=edition, media_id=sha256) for sha256 in prepared.media
    )
    return edition


def _notice_columns(content: dict[str, Any]) -> dict[str, Any]:
    notice = content.get("notice")
    if notice is None:
        return {}
    expires = datetime.fromisoformat(notice["expires"])
    return {"notice_expires_at": expires, "drill": notice["status"] == "exercise"}


def _last_live(sign_off: SignOff) -> Edition | None:
    """The edition that this one replaces; the caller holds the release's row lock."""
    last = (
        Edition.objects.filter(release=sign_off.release_id, live__isnull=False)
        .order_by("-number")
        .first()
    )
    if last is None and sign_off.kind != SignOff.Kind.ORIGINAL:
        raise NothingToChange(title=sign_off.release.title)
    if last is not None and sign_off.kind == SignOff.Kind.ORIGINAL:
        raise AlreadyLive(title=last.title)
    return last
