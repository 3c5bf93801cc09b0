"""Fill the demo office through the same actions that people use, in the order of time."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from bantin.accounts import actions as accounts
from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.core.clock import database_now
from bantin.core.models import Event, Reaction
from bantin.decide.releases import actions as releases
from bantin.decide.releases.models import (
    PressDocument,
    PressImage,
    Release,
    ReleaseAttachment,
    ReleaseImage,
    SignOff,
)
from bantin.demo import content, embargo, history, imprint, notices, people, pictures
from bantin.demo.documents import docx
from bantin.publish.record import actions as record
from bantin.publish.record.models import Edition
from bantin.receive.subjects.models import Area, Topic

SESSION = "demo"
WRITTEN_BEFORE = timedelta(hours=3)
APPROVED_BEFORE = timedelta(minutes=20)
Step = tuple[datetime, Callable[[], None]]


def fill(*, tell: Callable[[], object] = lambda: None) -> None:
    """Make the sample office, once; ``tell`` is called when it begins, not when it is there."""
    if Release.objects.exists():
        return
    tell()
    now = database_now().replace(microsecond=0)
    with transaction.atomic():
        office = content.load("office", today=now.date())
        people.add_subjects(office)
        people.add_staff(office)
        people.add_contacts(office, at=now)
        embargo.prepare(content.load("embargo", today=now.date()), now=now)
        imprint.prepare(content.load("imprint", today=now.date()), now=now)
        rows = content.load("releases", today=now.date())
        by_other = [row["topics"] for row in rows if row["state"] == "approved_by_other"]
        people.authorise(sorted({code for codes in by_other for code in codes}), at=now)
        urgent = content.load("notices", today=now.date())
        notices.add_tester(urgent["tester"], at=now - timedelta(days=90))
        steps = _steps(rows, now)
        steps += [step for row in urgent["notices"] for step in notices.Sent(row).steps(now)]
        for _when, step in sorted(steps, key=lambda step: step[0]):
            step()
        history.note_deliveries(mail_since=now - timedelta(days=2), folder=settings.MAIL_SINK)
        live = {row["key"]: _instant(row, now) for row in rows if row["live_hours_ago"] is not None}
        history.add_coverage(content.load("items", today=now.date()), live=live, now=now)
    _forget_seeding_events()


def throw_away(data: Path) -> None:
    """Delete the demo's data folder, and nothing that is not one."""
    if (data / "bantin.sqlite3").exists() and data.name == "demo":
        shutil.rmtree(data)


def _steps(rows: list[dict[str, Any]], now: datetime) -> list[Step]:
    steps: list[Step] = []
    for number, row in enumerate(rows):
        writer = _Writer(row)
        hours = row["live_hours_ago"]
        at = now - timedelta(hours=2 + number) if hours is None else _instant(row, now)
        written = min(at, now) - WRITTEN_BEFORE
        steps.append((written, _bind(writer.write, written)))
        if hours is None:
            steps.append((at, _bind(writer.leave_as_is, at)))
            continue
        sealed = min(at, now) - APPROVED_BEFORE
        steps.append((sealed, _bind(writer.seal, sealed, at)))
        if at <= now:
            steps.append((at, _bind(writer.go_live, at)))
        for change in row["editions"]:
            changed = at + timedelta(hours=change["after_hours"])
            steps.append((changed, _bind(writer.change, change, changed)))
    return steps


def _instant(row: dict[str, Any], now: datetime) -> datetime:
    return now - timedelta(hours=row["live_hours_ago"])


def _bind(action: Callable[..., None], *arguments: Any) -> Callable[[], None]:
    return lambda: action(*arguments)


class _Writer:
    """One release on its way through the office."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.row = row
        self.release = Release()
        self.author = User.objects.get(username=row["author"])
        other = row["state"] == "approved_by_other"
        role = Role.AUTHORISED_PERSON if other else Role.SPOKESPERSON
        self.approver = User.objects.get(groups__name=role.value)

    def write(self, at: datetime) -> None:
        """Write the draft with its pictures and documents."""
        row = self.row
        self.release = Release(
            title=row["title"],
            summary=row["summary"],
            body=row["body_html"],
            language=row["language"],
            embargo_note=row["embargo_note"],
        )
        self.release.topics = list(Topic.objects.filter(code__in=row["topics"]))
        self.release.areas = list(Area.objects.filter(code__in=row["areas"]))
        self.release.images = [self._image(image) for image in row["images"]]
        self.release.attachments = [self._attachment(a) for a in row["attachments"]]
        self._save(at)

    def leave_as_is(self, at: datetime) -> None:
        """Leave a draft a draft, submitted, or sent back."""
        if self.row["state"] == "draft":
            return
        sign_off = releases.submit(self.release.pk, by=self.author, at=at)
        if self.row["state"] == "returned":
            reason = self.row["return_reason"]
            releases.send_back(sign_off.pk, by=self.approver, at=at, note=reason)

    def seal(self, at: datetime, go_live_at: datetime) -> None:
        """Submit and approve for an instant."""
        self._seal(at, go_live_at, kind="original", reason="")

    def go_live(self, at: datetime) -> None:
        """Put the sealed edition on the record."""
        edition = Edition.objects.get(release=self.release, live=None)
        record.go_live(edition.pk, clock=lambda: at)

    def change(self, change: dict[str, Any], at: datetime) -> None:
        """A correction or a withdrawal, written, approved and live."""
        self.release.title = change["title"]
        self.release.summary = change["summary"]
        self.release.body = change["body_html"]
        self._save(at - timedelta(minutes=40))
        self._seal(at - APPROVED_BEFORE, at, kind=change["kind"], reason=change["reason"])
        self.go_live(at)

    def _seal(self, at: datetime, go_live_at: datetime, *, kind: str, reason: str) -> None:
        sign_off: SignOff = releases.submit(
            self.release.pk,
            by=self.author,
            at=at - timedelta(minutes=10),
            kind=kind,
            reason=reason,
            go_live_at=go_live_at,
        )
        accounts.note_second_factor(self.approver, session=SESSION, method="totp", at=at)
        record.seal_release(sign_off.pk, by=self.approver, session=SESSION, at=at)

    def _save(self, at: datetime) -> None:
        self.release.save()
        revision = self.release.save_revision(user=self.author)
        type(revision).objects.filter(pk=revision.pk).update(created_at=at)
        Release.objects.filter(pk=self.release.pk).update(updated_at=at)
        if self.release.created_at > at:
            Release.objects.filter(pk=self.release.pk).update(created_at=at)

    def _image(self, row: dict[str, str]) -> ReleaseImage:
        known = PressImage.objects.filter(title=row["picture"]).first()
        image = known or self._upload(row)
        return ReleaseImage(
            image=image, alt=row["alt"], caption=row["caption"], credit=row["credit"]
        )

    def _upload(self, row: dict[str, str]) -> PressImage:
        data = pictures.draw(row["picture"])
        kind = "png" if data.startswith(b"\x89PNG") else "jpg"
        image: PressImage = PressImage.objects.create(
            title=row["picture"],
            file=ContentFile(data, name=f"{row['picture']}.{kind}"),
            alt=row["alt"],
            caption=row["caption"],
            credit=row["credit"],
            uploaded_by_user=self.author,
        )
        return image

    def _attachment(self, row: dict[str, Any]) -> ReleaseAttachment:
        name = f"{Path(row['filename']).stem}.docx"
        document = PressDocument.objects.create(
            title=row["title"],
            file=ContentFile(docx(row["title"], row["paragraphs"]), name=name),
            uploaded_by_user=self.author,
        )
        return ReleaseAttachment(document=document, title=row["title"])


def _forget_seeding_events() -> None:
    """What followed from older events was noted by ``history``; only recent ones really run."""
    old = Event.objects.filter(at__lt=database_now() - timedelta(hours=1))
    Reaction.objects.filter(event__in=old).update(status=Reaction.Status.DONE)
