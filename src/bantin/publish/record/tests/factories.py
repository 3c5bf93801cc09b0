"""Editions on the record for the tests of later stages, without desk, keys and ledger."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils.html import escape

from bantin.accounts.models import User
from bantin.core import events
from bantin.core.canonical import canonical_bytes, sha256_hex
from bantin.core.folding import fold, slug
from bantin.decide.releases.models import Release, SignOff
from bantin.publish.record import search
from bantin.publish.record.models import Edition, EditionMedia, GoLive, Media
from bantin.receive.subjects.models import Area, Topic


def make_live_edition(title: str, text: str, *, at: datetime, **words: Any) -> Edition:
    """An edition that is live since ``at``; ``words`` as for :func:`make_sealed_edition`.

    The event ``edition.live`` is recorded. The signature is no real one.
    """
    edition = make_sealed_edition(title, text, at=at, **words)
    SignOff.objects.filter(pk=edition.sign_off_id).update(status=SignOff.Status.LIVE)
    GoLive.objects.create(
        edition=edition,
        release=edition.release,
        number=edition.number,
        at=at,
        ledger_index=GoLive.objects.count(),
        jws="..",
    )
    search.add([edition.pk])
    events.record("edition.live", edition, at=at)
    return edition


def make_sealed_edition(
    title: str,
    text: str,
    *,
    at: datetime,
    replaces: Edition | None = None,
    kind: str = "",
    topics: Iterable[Topic] = (),
    areas: Iterable[Area] = (),
    reason: str = "Sửa số liệu.",
    summary: str = "",
    language: str = "vi",
    body_html: str = "",
    images: Iterable[dict[str, Any]] = (),
    attachments: Iterable[dict[str, Any]] = (),
    notice: dict[str, Any] | None = None,
) -> Edition:
    """An edition sealed for ``at``; a correction of ``replaces`` when that is given.

    ``images`` and ``attachments`` are as in the canonical JSON; those whose bytes are in storage
    (a ``Media`` row exists) are carried by the edition. ``notice`` says what differs from an
    ordinary notice in force for three hours from ``at``; an empty one is such a notice.
    """
    topics, areas = list(topics), list(areas)
    by = User.objects.get_or_create(username="factory")[0]
    release = replaces.release if replaces else Release.objects.create(title=title, body="<p></p>")
    sign_off = _sign_off(release, by, at, kind or ("correction" if replaces else "original"))
    content: dict[str, Any] = {
        "schema": "bantin/edition/1",
        "uid": str(release.uid),
        "number": replaces.number + 1 if replaces else 1,
        "kind": sign_off.kind,
        "language": language,
        "title": title,
        "summary": summary,
        "body_html": body_html or "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n")),
        "body_text": text,
        "topics": [{"code": t.code, "vi": t.name_vi, "en": t.name_en} for t in topics],
        "areas": [{"code": a.code, "vi": a.name_vi, "en": a.name_en} for a in areas],
        "images": list(images),
        "attachments": list(attachments),
        "agency": settings.AGENCY_NAME,
        "replaces": replaces.sha256 if replaces else None,
        "reason": reason if replaces else "",
        "go_live_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "nonce": uuid4().hex,
    }
    if notice is not None:
        content["notice"] = {**plain_notice(at), **notice}
    canonical = canonical_bytes(content)
    edition = Edition.objects.create(
        release=release,
        sign_off=sign_off,
        number=replaces.number + 1 if replaces else 1,
        kind=sign_off.kind,
        uid=release.uid,
        slug=slug(title),
        language=language,
        title=title,
        summary=summary,
        text=text,
        folded=fold(f"{title}\n{summary}\n{text}"),
        canonical=canonical,
        sha256=sha256_hex(canonical),
        go_live_at=at,
        replaces=replaces,
        reason=reason if replaces else "",
        sealed_by=sign_off.decided_by,
        sealed_at=at,
        **_notice_columns(content),
    )
    edition.topics.set(topics)
    edition.areas.set(areas)
    hashes = {size["sha256"] for image in content["images"] for size in (image, *image["sizes"])}
    hashes |= {file["sha256"] for file in content["attachments"]}
    for media in Media.objects.filter(sha256__in=hashes):
        EditionMedia.objects.create(edition=edition, media=media)
    return edition


def plain_notice(at: datetime) -> dict[str, Any]:
    """The member ``notice`` of a canonical edition that goes live at ``at``."""
    return {
        "status": "actual",
        "category": "Met",
        "event": "Lũ quét",
        "severity": "Extreme",
        "urgency": "Immediate",
        "certainty": "Observed",
        "response": "Evacuate",
        "onset": None,
        "expires": f"{at + timedelta(hours=3):%Y-%m-%dT%H:%M:%SZ}",
        "instruction": "Rời khỏi bờ suối, lên chỗ cao ngay.",
        "polygons": ["19.80,105.77 19.85,105.77 19.85,105.82 19.80,105.77"],
        "cancellation": {"title": "Hủy thông báo lũ quét", "text": "Nước đã rút, không còn lũ."},
        "translation": None,
    }


def _notice_columns(content: dict[str, Any]) -> dict[str, Any]:
    notice = content.get("notice")
    if notice is None:
        return {}
    expires = datetime.fromisoformat(notice["expires"])
    return {"notice_expires_at": expires, "drill": notice["status"] == "exercise"}


def _sign_off(release: Release, by: User, at: datetime, kind: str) -> SignOff:
    approver = User.objects.get_or_create(username="factory-approver")[0]
    return SignOff.objects.create(
        release=release,
        revision=release.save_revision(user=by),
        kind=kind,
        reason="" if kind == "original" else "Sửa số liệu.",
        status=SignOff.Status.APPROVED,
        submitted_by=by,
        submitted_at=at,
        decided_by=approver,
        decided_at=at,
    )
