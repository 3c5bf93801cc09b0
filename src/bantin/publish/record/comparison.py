"""What differs between two texts of a release, in words: revisions of a draft and sealed editions."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from bantin.decide.notices.content import notice_of
from bantin.decide.releases.models import PressDocument, PressImage, Release
from bantin.publish.record import text
from bantin.publish.record.models import Edition
from bantin.receive.subjects.cap import Certainty, Severity, Urgency
from bantin.web.changes import Paragraph, Run, changes, word_changes


@dataclass(frozen=True)
class File:
    """A picture or a document; two with the same ``sha256`` are the same bytes."""

    sha256: str
    name: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True)
class Text:
    """The parts of a release that readers see. ``paragraphs`` are the plain text."""

    title: str
    summary: str
    language: str
    paragraphs: tuple[str, ...]
    topics: tuple[str, ...]
    areas: tuple[str, ...]
    pictures: tuple[File, ...]
    documents: tuple[File, ...]
    notice: dict[str, str] = field(default_factory=dict)  # label: value


@dataclass(frozen=True)
class Differences:
    """From one text to another; empty parts did not change."""

    title: tuple[Run, ...] = ()
    summary: tuple[Run, ...] = ()
    body: tuple[Paragraph, ...] = ()
    others: list[str] = field(default_factory=list)  # sentences

    def __bool__(self) -> bool:
        return bool(self.title or self.summary or self.body or self.others)


def of_release(release: Release) -> Text:
    """The text of a draft, or of a revision's object."""
    body = text.plain(text.sanitise(expand_db_html(release.body)))
    return Text(
        title=release.title,
        summary=release.summary,
        language=release.language,
        paragraphs=_paragraphs(body),
        topics=tuple(topic.name for topic in release.topics.all()),
        areas=tuple(area.name for area in release.areas.all()),
        pictures=tuple(
            File(_sha256(row.image), row.image.filename, row.alt, row.caption, row.credit)
            for row in release.images.all()
        ),
        documents=tuple(
            File(_sha256(row.document), row.title or row.document.title)
            for row in release.attachments.all()
        ),
        notice=_notice(notice_of(release, release.updated_at)),
    )


def of_edition(edition: Edition) -> Text:
    """The text that was sealed."""
    content = edition.content
    return Text(
        title=content["title"],
        summary=content["summary"],
        language=content["language"],
        paragraphs=_paragraphs(content["body_text"]),
        topics=tuple(topic.name for topic in edition.topics.all()),
        areas=tuple(area.name for area in edition.areas.all()),
        pictures=tuple(
            File(i["sha256"], i["filename"], i["alt"], i["caption"], i["credit"])
            for i in content["images"]
        ),
        documents=tuple(File(a["sha256"], a["title"]) for a in content["attachments"]),
        notice=_notice(edition.notice),
    )


def differences(before: Text, after: Text) -> Differences:
    """What changed from ``before`` to ``after``."""
    others = [
        *_language(before, after),
        *_names(_("Topic"), before.topics, after.topics),
        *_names(_("Area"), before.areas, after.areas),
        *_files(_("Image"), before.pictures, after.pictures),
        *_files(_("Attachment"), before.documents, after.documents),
        *_facts(before.notice, after.notice),
    ]
    same = before.paragraphs == after.paragraphs
    return Differences(
        title=_words(before.title, after.title),
        summary=_words(before.summary, after.summary),
        body=() if same else changes(before.paragraphs, after.paragraphs),
        others=others,
    )


def _paragraphs(plain: str) -> tuple[str, ...]:
    return tuple(part for part in plain.split("\n\n") if part)


def _words(before: str, after: str) -> tuple[Run, ...]:
    return () if before == after else word_changes(before, after)


def _language(before: Text, after: Text) -> Iterator[str]:
    if before.language != after.language:
        yield _("Language: %(before)s → %(after)s") % {
            "before": before.language,
            "after": after.language,
        }


def _notice(notice: dict[str, Any] | None) -> dict[str, str]:
    """What a notice says beside its text; when it is over depends on its go-live."""
    if notice is None:
        return {}
    return {
        _("severity"): str(Severity(notice["severity"]).label),
        _("urgency"): str(Urgency(notice["urgency"]).label),
        _("certainty"): str(Certainty(notice["certainty"]).label),
        _("event"): notice["event"],
        _("instruction"): notice["instruction"],
        _("outline"): "; ".join(notice["polygons"]),
        _("cancellation"): _joined(notice["cancellation"], "title", "text"),
        _("the other language"): _flat(notice["translation"]),
    }


def _flat(translation: dict[str, Any] | None) -> str:
    if translation is None:
        return ""
    words = _joined(translation, "title", "event", "text", "instruction")
    return f"{words} – {_joined(translation['cancellation'], 'title', 'text')}"


def _joined(words: dict[str, str], *names: str) -> str:
    return " – ".join(words[name] for name in names)


def _facts(before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    for name, new in after.items():
        old = before.get(name, "")
        if old != new:
            yield _("%(what)s: “%(before)s” → “%(after)s”") % {
                "what": name,
                "before": old,
                "after": new,
            }


def _names(label: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    for name in after:
        if name not in before:
            yield _("%(what)s added: %(name)s") % {"what": label, "name": name}
    for name in before:
        if name not in after:
            yield _("%(what)s removed: %(name)s") % {"what": label, "name": name}


def _files(label: str, before: Sequence[File], after: Sequence[File]) -> Iterator[str]:
    old, new = {f.sha256: f for f in before}, {f.sha256: f for f in after}
    yield from _names(
        label,
        [f.name for key, f in old.items() if key not in new],
        [f.name for key, f in new.items() if key not in old],
    )
    for key in old.keys() & new.keys():
        yield from _file_words(label, old[key], new[key])
    kept = [key for key in new if key in old]
    if kept != [key for key in old if key in new]:
        yield _("%(what)s: the order changed") % {"what": label}


def _file_words(label: str, before: File, after: File) -> Iterator[str]:
    words = {
        _("alternative text"): (before.alt, after.alt),
        _("caption"): (before.caption, after.caption),
        _("credit"): (before.credit, after.credit),
        _("title"): (before.name, after.name),
    }
    for name, (old, new) in words.items():
        if old != new:
            yield _("%(what)s “%(name)s”, %(part)s: “%(before)s” → “%(after)s”") % {
                "what": label,
                "name": after.name,
                "part": name,
                "before": old,
                "after": new,
            }


def _sha256(file: PressImage | PressDocument) -> str:
    try:
        with file.file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return f"missing-{file.pk}"
