"""The notice as the canonical edition and every preview carry it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bantin.decide.notices.models import NoticeDetails
from bantin.decide.notices.polygons import outlines
from bantin.decide.releases.models import Release

OTHER = {"vi": "en", "en": "vi"}


def details_of(release: Release) -> NoticeDetails | None:
    """What makes ``release`` (saved, or a revision's object) a notice; None for other releases."""
    details: NoticeDetails | None = next(iter(release.notices.all()), None)
    return details


def notice_of(release: Release, go_live_at: datetime) -> dict[str, Any] | None:
    """The member ``notice`` of the canonical JSON; None for a release that is no notice."""
    details = details_of(release)
    if details is None:
        return None
    onset = details.onset_at if details.onset_at and details.onset_at > go_live_at else None
    return {
        "status": "exercise" if details.drill else "actual",
        "category": details.category,
        "event": _line(details.event),
        "severity": details.severity,
        "urgency": details.urgency,
        "certainty": details.certainty,
        "response": details.response,
        "onset": _instant(onset) if onset else None,
        "expires": _instant(expiry(details, go_live_at)),
        "instruction": _text(details.instruction),
        "polygons": outlines(details.polygons),
        "cancellation": {
            "title": _line(details.cancel_title),
            "text": _text(details.cancel_text),
        },
        "translation": _translation(release, details),
    }


def expiry(details: NoticeDetails, go_live_at: datetime) -> datetime:
    """When a notice that goes live at ``go_live_at`` is over."""
    if details.lasts is not None:
        return go_live_at.replace(microsecond=0) + timedelta(minutes=details.lasts)
    assert details.expires_at is not None  # noqa: S101 - a constraint of the table
    return details.expires_at


def _translation(release: Release, details: NoticeDetails) -> dict[str, Any] | None:
    if not details.other_title:
        return None
    return {
        "language": OTHER[release.language],
        "title": _line(details.other_title),
        "event": _line(details.other_event),
        "text": _text(details.other_text),
        "instruction": _text(details.other_instruction),
        "cancellation": {
            "title": _line(details.other_cancel_title),
            "text": _text(details.other_cancel_text),
        },
    }


def _line(words: str) -> str:
    return " ".join(words.split())


def _text(words: str) -> str:
    return words.replace("\r\n", "\n").strip()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
