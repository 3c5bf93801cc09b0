"""Releases that are approved and sealed, through the real actions."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from PIL import Image
from pytest_django.fixtures import Settings

from bantin.accounts.actions import note_second_factor
from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.decide.releases.actions import submit
from bantin.decide.releases.models import (
    PressDocument,
    PressImage,
    Release,
    ReleaseAttachment,
    ReleaseImage,
    SignOff,
)
from bantin.publish.record.actions import go_live, seal_release
from bantin.publish.record.models import Edition
from bantin.receive.subjects.models import Topic

NINE = datetime(2027, 3, 1, 2, 0, tzinfo=UTC)  # 09:00 in Asia/Ho_Chi_Minh
AN_HOUR_BEFORE = NINE - timedelta(hours=1)
SESSION = "the-session-of-this-test"

Seal = Callable[..., Edition]
Publish = Callable[..., Edition]


@pytest.fixture(autouse=True)
def _own_folders(settings: Settings, tmp_path: Path) -> None:
    settings.RECORD_ROOT = tmp_path / "record"


def _staff(username: str, role: Role) -> User:
    user = User.objects.create_user(username, password=None)
    user.groups.add(Group.objects.get_or_create(name=role.value)[0])
    return user


@pytest.fixture
def officer(db: None) -> User:
    return _staff("can-bo", Role.PRESS_OFFICER)


@pytest.fixture
def spokesperson(db: None) -> User:
    user = _staff("phat-ngon", Role.SPOKESPERSON)
    note_second_factor(user, session=SESSION, method="totp", at=AN_HOUR_BEFORE)
    return user


@pytest.fixture
def topic(db: None) -> Topic:
    return Topic.objects.create(
        code="giao-thong", name_vi="An toàn giao thông", name_en="Road safety"
    )


@pytest.fixture
def write(officer: User, topic: Topic) -> Callable[..., Release]:
    """Write a release; words by keyword."""

    def make(
        title: str = "Phân luồng giao thông cầu Hàm Rồng",
        body: str = "<p>Từ ngày 1/3, xe tải trên 5 tấn đi đường tránh.</p>",
        summary: str = "Cấm xe tải từ 6 giờ đến 22 giờ.",
        images: dict[str, bytes] | None = None,
        documents: dict[str, bytes] | None = None,
    ) -> Release:
        release = Release.objects.create(title=title, summary=summary, body=body)
        release.topics = [topic]
        for name, data in (images or {}).items():
            picture = PressImage.objects.create(title=name, file=ContentFile(data, name=name))
            release.images.add(ReleaseImage(image=picture, alt="Cầu Hàm Rồng"))
        for name, data in (documents or {}).items():
            document = PressDocument.objects.create(title=name, file=ContentFile(data, name=name))
            release.attachments.add(ReleaseAttachment(document=document))
        release.save()
        release.save_revision(user=officer)
        return release

    return make


@pytest.fixture
def seal(officer: User, spokesperson: User, write: Callable[..., Release]) -> Seal:
    """Submit and approve a release, a new one if none is given, for nine o'clock."""

    def make(
        release: Release | None = None,
        *,
        kind: str = SignOff.Kind.ORIGINAL,
        reason: str = "",
        go_live_at: datetime | None = NINE,
        at: datetime = AN_HOUR_BEFORE,
        **words: object,
    ) -> Edition:
        release = release or write(**words)
        sign_off = submit(
            release.pk, by=officer, at=at, kind=kind, reason=reason, go_live_at=go_live_at
        )
        note_second_factor(spokesperson, session=SESSION, method="totp", at=at)
        return seal_release(sign_off.pk, by=spokesperson, session=SESSION, at=at)

    return make


@pytest.fixture
def publish(seal: Seal) -> Publish:
    """Seal a release and put it live at ``live_at`` (nine o'clock)."""

    def make(
        release: Release | None = None, *, live_at: datetime = NINE, **words: object
    ) -> Edition:
        edition = seal(release, go_live_at=live_at, at=live_at - timedelta(hours=1), **words)
        return Edition.objects.get(pk=go_live(edition.pk, clock=lambda: live_at).pk)

    return make


@pytest.fixture
def picture() -> Callable[..., bytes]:
    """Draw a picture of a size and kind, with what a camera writes into it."""

    def draw(width: int = 2000, height: int = 1000, kind: str = "JPEG") -> bytes:
        exif = Image.Exif()
        exif[0x010F] = "Camera maker"
        exif.get_ifd(0x8825).update({1: "N", 2: (19.0, 48.0, 0.0)})
        out = io.BytesIO()
        Image.linear_gradient("L").resize((width, height)).convert("RGB").save(out, kind, exif=exif)
        return out.getvalue()

    return draw
