"""An office with a release in every state, and staff who sign in for real."""

import base64
import gc
import hashlib
import hmac
import io
import struct
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.decide.releases.models import (
    PressDocument,
    PressImage,
    Release,
    ReleaseAttachment,
    ReleaseImage,
)
from bantin.receive.subjects.models import Area, Topic

PASSWORD = "mat-khau-dai-cua-toi"
SECRET = "JBSWY3DPEHPK3PXP"
CANARY = "bachyenvangmo"  # a word that stands in drafts only


def code(at: float | None = None) -> str:
    """The authenticator app's six digits (RFC 6238)."""
    counter = struct.pack(">Q", int(at or time.time()) // 30)
    digest = hmac.new(base64.b32decode(SECRET), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


@pytest.fixture(autouse=True)
def _folders(settings: Settings, tmp_path: Path) -> None:
    settings.RECORD_ROOT = tmp_path / "record"
    cache.clear()


@pytest.fixture(autouse=True)
def _files_that_wagtail_leaves_open() -> Iterator[None]:
    """Wagtail leaves its temporary file open when it makes a smaller copy of a picture."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        gc.collect()


@pytest.fixture
def staff(db: None) -> Callable[..., User]:
    def make(username: str, *roles: Role, totp: bool = False, **fields: object) -> User:
        user = User.objects.create_user(username, password=PASSWORD, **fields)
        user.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
        if totp:
            TOTP.activate(user, SECRET)
            assert Authenticator.objects.filter(user=user).exists()
        return user

    return make


@pytest.fixture
def officer(staff: Callable[..., User]) -> User:
    return staff("can-bo", Role.PRESS_OFFICER, display_name="Cán bộ")


@pytest.fixture
def spokesperson(staff: Callable[..., User]) -> User:
    return staff("phat-ngon", Role.SPOKESPERSON, totp=True, display_name="Người phát ngôn")


def signed_in(user: User) -> Client:
    """A browser in which ``user`` is signed in, without having shown a second factor."""
    client = Client()
    client.force_login(user)
    return client


def jpeg(name: str = "cau.jpg") -> ContentFile:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), (30, 90, 60)).save(data, "JPEG")
    return ContentFile(data.getvalue(), name=name)


@pytest.fixture
def topic(db: None) -> Topic:
    return Topic.objects.create(pk=7001, code="giao-thong", name_vi="An toàn giao thông")


@pytest.fixture
def release(officer: User, topic: Topic) -> Release:
    """A draft with the canary in every text and file name."""
    area = Area.objects.create(pk=7001, code="minh-khai", name_vi="Phường Minh Khai")
    picture = PressImage.objects.create(
        pk=7001, title=CANARY, alt=CANARY, caption=CANARY, file=jpeg(f"{CANARY}.jpg")
    )
    document = PressDocument.objects.create(
        pk=7001, title=CANARY, file=ContentFile(b"%PDF-1.4 " + CANARY.encode(), f"{CANARY}.pdf")
    )
    release = Release.objects.create(
        pk=7001,
        title=f"Phân luồng {CANARY}",
        summary=CANARY,
        body=f"<p>{CANARY}</p>",
        embargo_note=CANARY,
    )
    release.topics = [topic]
    release.areas = [area]
    release.images.add(ReleaseImage(image=picture, alt=CANARY, caption=CANARY))
    release.attachments.add(ReleaseAttachment(document=document))
    release.save()
    release.save_revision(user=officer)
    return release
