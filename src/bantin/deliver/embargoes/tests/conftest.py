"""A sealed text, accredited journalists, and links as the mails carry them."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from pytest_django.fixtures import Settings

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.core.clock import database_now
from bantin.deliver.conftest import Subscriber
from bantin.deliver.embargoes import actions as embargoes
from bantin.deliver.embargoes import links
from bantin.deliver.embargoes.models import Offer
from bantin.publish.record import media
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_sealed_edition
from bantin.receive.accreditations import actions
from bantin.receive.accreditations.models import Agreement
from bantin.receive.contacts.models import Contact
from bantin.receive.subjects.models import Topic

TITLE, WORDS = "Điều chỉnh mức thu phí cầu Hàm Rồng", "Từ ngày mai, xe tải đi đường tránh."
SUBJECTS = {"vi": "Văn bản hạn chế công bố", "en": "A text under embargo"}
HOUR = timedelta(hours=1)
YEAR = timedelta(days=365)


@pytest.fixture(autouse=True)
def _own_folders(settings: Settings, tmp_path: Path) -> None:
    settings.RECORD_ROOT = tmp_path / "record"


@pytest.fixture
def staff(db: None) -> Callable[..., User]:
    def make(role: Role, language: str = "vi") -> User:
        user = User.objects.create_user(f"{role.value}-{language}", language=language)
        user.groups.add(Group.objects.get(name=role.value))
        return user

    return make


@pytest.fixture
def officer(staff: Callable[..., User]) -> User:
    return staff(Role.PRESS_OFFICER)


@pytest.fixture
def agreement(officer: User) -> Agreement:
    return actions.write_agreement(
        text_vi="Tôi không công bố trước giờ.",
        text_en="I publish nothing before the instant.",
        after=0,
        by=officer,
        at=database_now() - 3 * HOUR,
    )


@pytest.fixture
def journalist(subscriber: Subscriber, officer: User) -> Callable[..., Contact]:
    """Somebody who subscribed and is accredited for a year since three hours ago."""

    def make(email: str = "ngan@a.example", *, days: float = 365, **other: str) -> Contact:
        contact, at = subscriber(email, **other), database_now() - 3 * HOUR
        actions.accredit(
            contact.pk,
            since=at,
            until=at + timedelta(days=days),
            checks={"called_back_on": timezone.localdate(at)},
            by=officer,
            at=at,
        )
        return contact

    return make


@pytest.fixture
def sealed(topic: Topic, agreement: Agreement) -> Callable[..., Edition]:
    """An edition with a picture and an attachment, sealed for tomorrow."""

    def make(*, at: datetime | None = None, **words: object) -> Edition:
        paper = media.keep(b"%PDF-1.4 bang so lieu", "application/pdf")
        photo = media.keep(b"\xff\xd8\xff\xe0 anh", "image/jpeg", width=640, height=480)
        attachment = {
            "sha256": paper.sha256,
            "content_type": "application/pdf",
            "size": paper.size,
            "title": "Bảng số liệu",
            "filename": "bang-so-lieu.pdf",
        }
        picture = {
            "sha256": photo.sha256,
            "content_type": "image/jpeg",
            "width": 640,
            "height": 480,
            "alt": "Cầu Hàm Rồng",
            "caption": "",
            "credit": "",
            "filename": "cau.jpg",
            "sizes": [],
        }
        words = {
            "topics": [topic],
            "attachments": [attachment],
            "images": [picture],
            "title": TITLE,
            "text": WORDS,
            **words,
        }
        at = at or database_now().replace(microsecond=0) + timedelta(days=1)
        return make_sealed_edition(words.pop("title"), words.pop("text"), at=at, **words)

    return make


@pytest.fixture
def offer(officer: User) -> Callable[..., list[Offer]]:
    def make(edition: Edition, *contacts: Contact, **other: object) -> list[Offer]:
        values = {"subjects": SUBJECTS, "by": officer, "at": database_now(), **other}
        return embargoes.offer(edition.pk, [one.pk for one in contacts], **values)

    return make


def page_of(edition: Edition, contact: Contact, language: str = "vi") -> str:
    """The path of a contact's own page."""
    return re.sub(r"^http://[^/]+", "", links.address(edition.pk, contact.pk, language))
