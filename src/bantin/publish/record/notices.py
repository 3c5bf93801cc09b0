"""Urgent notices as people read them: the banner, and what stands on top of a notice's page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from bantin.publish.record.models import Edition
from bantin.publish.record.queries import notices_in_force
from bantin.receive.subjects.cap import Category, Certainty, Response, Severity, Urgency

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ORDER = Severity.values  # the worst first


@dataclass(frozen=True)
class Words:
    """A notice in one of its languages."""

    language: str
    title: str
    event: str
    text: str
    instruction: str


@dataclass(frozen=True)
class Alert:
    """A notice in force, as the banner on every page says it."""

    words: Words
    url: str
    severity: str
    severity_label: "StrOrPromise"
    areas: list[Mapping[str, str]]
    expires: datetime


@dataclass(frozen=True)
class Facts:
    """What people need of a notice before they read it."""

    words: Words
    other: Words | None  # the same in the other language
    drill: bool
    severity: str
    labels: dict[str, "StrOrPromise"]  # category, severity, urgency, certainty, response
    onset: datetime | None
    expires: datetime
    state: str  # in_force, expired, cancelled or replaced; preview before it is live


def alerts(at: datetime) -> list[Alert]:
    """The notices in force at ``at``, the worst first."""
    found = [_alert(edition) for edition in notices_in_force(at)]
    return sorted(found, key=lambda alert: ORDER.index(alert.severity))


def words_in(content: Mapping[str, Any], language: str) -> Words:
    """The words of a notice in ``language``, or in its own where it has no others."""
    translation = content["notice"]["translation"]
    if translation and translation["language"] == language != content["language"]:
        return Words(**{name: translation[name] for name in Words.__dataclass_fields__})
    return Words(
        language=content["language"],
        title=content["title"],
        event=content["notice"]["event"],
        text=content["body_text"],
        instruction=content["notice"]["instruction"],
    )


def facts(content: Mapping[str, Any], *, state: str, language: str | None = None) -> Facts | None:
    """What stands on top of a notice, in ``language`` or the reader's; None for other texts."""
    notice = content.get("notice")
    if not notice:
        return None
    language = language or (get_language() or "vi")[:2]
    words = words_in(content, language)
    other = words_in(content, "vi" if words.language == "en" else "en")
    return Facts(
        words=words,
        other=other if other.language != words.language else None,
        drill=notice["status"] == "exercise",
        severity=notice["severity"],
        labels={
            "category": Category(notice["category"]).label,
            "severity": Severity(notice["severity"]).label,
            "urgency": Urgency(notice["urgency"]).label,
            "certainty": Certainty(notice["certainty"]).label,
            "response": Response(notice["response"]).label,
        },
        onset=datetime.fromisoformat(notice["onset"]) if notice["onset"] else None,
        expires=datetime.fromisoformat(notice["expires"]),
        state=state,
    )


def state_of(edition: Edition, newest: Edition, at: datetime) -> str:
    """Whether a message of a notice holds at ``at``; ``newest`` is the notice's last message."""
    if newest.kind == Edition.Kind.WITHDRAWAL:
        return "cancelled"
    if edition.number != newest.number:
        return "replaced"
    over = edition.notice_expires_at is not None and edition.notice_expires_at <= at
    return "expired" if over else "in_force"


def _alert(edition: Edition) -> Alert:
    content = edition.content
    severity = content["notice"]["severity"]
    assert edition.notice_expires_at is not None  # noqa: S101 - notices_in_force() asks for it
    return Alert(
        words=words_in(content, (get_language() or "vi")[:2]),
        url=edition.get_absolute_url(),
        severity=severity,
        severity_label=Severity(severity).label,
        areas=content["areas"],
        expires=edition.notice_expires_at,
    )
