"""Editions on the record for the tests of later stages, without desk, keys and ledger."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from bantin.accounts.models import User
from bantin.core import events
from bantin.core.canonical import canonical_bytes, sha256_hex
from bantin.core.folding import fold, slug
from bantin.decide.releases.models import Release, SignOff
from bantin.publish.record import search
from bantin.publish.record.models import Edition, GoLive
from bantin.receive.subjects.models import Topic


def make_live_edition(
    title: str,
    text: str,
    *,
    at: datetime,
    replaces: Edition | None = None,
    kind: str = "",
    topics: Iterable[Topic] = (),
    reason: str = "Sửa số liệu.",
) -> Edition:
    """An edition that is live since ``at``; a correction of ``replaces`` when that is given.

    The event ``edition.live`` is recorded. The signature is no real one.
    """
    by = User.objects.get_or_create(username="factory")[0]
    release = replaces.release if replaces else Release.objects.create(title=title, body="<p></p>")
    sign_off = _live_sign_off(release, by, at, kind or ("correction" if replaces else "original"))
    content = {"title": title, "body_text": text, "nonce": uuid4().hex}
    canonical = canonical_bytes(content)
    edition = Edition.objects.create(
        release=release,
        sign_off=sign_off,
        number=replaces.number + 1 if replaces else 1,
        kind=sign_off.kind,
        uid=release.uid,
        slug=slug(title),
        language="vi",
        title=title,
        text=text,
        folded=fold(f"{title}\n{text}"),
        canonical=canonical,
        sha256=sha256_hex(canonical),
        go_live_at=at,
        replaces=replaces,
        reason=reason if replaces else "",
        sealed_by=by,
        sealed_at=at,
    )
    edition.topics.set(topics)
    GoLive.objects.create(
        edition=edition,
        release=release,
        number=edition.number,
        at=at,
        ledger_index=GoLive.objects.count(),
        jws="..",
    )
    search.add([edition])
    events.record("edition.live", edition, at=at)
    return edition


def _live_sign_off(release: Release, by: User, at: datetime, kind: str) -> SignOff:
    return SignOff.objects.create(
        release=release,
        revision=release.save_revision(user=by),
        kind=kind,
        reason="" if kind == "original" else "Sửa số liệu.",
        status=SignOff.Status.LIVE,
        submitted_by=by,
        submitted_at=at,
        decided_by=by,
        decided_at=at,
    )
