"""Staff, journalists, and accreditations through the real actions."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.core.clock import database_now
from bantin.receive.accreditations import actions
from bantin.receive.accreditations.models import Accreditation, Agreement
from bantin.receive.contacts.actions import add_contact
from bantin.receive.contacts.models import Contact

YEAR = timedelta(days=365)
VI, EN = "Tôi không công bố trước giờ.", "I publish nothing before the instant."


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
def journalist(db: None) -> Callable[..., Contact]:
    def make(email: str = "ngan@a.example", **other: object) -> Contact:
        values = {"kind": "journalist", "name": "Khuất Thị Diệu Ngân", **other}
        return add_contact(email=email, **values)[0]

    return make


@pytest.fixture
def accredit(officer: User) -> Callable[..., Accreditation]:
    def make(contact: Contact, **other: object) -> Accreditation:
        at = other.pop("at", None) or database_now()
        values = {
            "since": at,
            "until": at + YEAR,
            "checks": {"card_seen_on": timezone.localdate(at)},
            "by": officer,
            "at": at,
            **other,
        }
        return actions.accredit(contact.pk, **values)

    return make


@pytest.fixture
def write(officer: User) -> Callable[..., Agreement]:
    def make(text_vi: str = VI, text_en: str = EN, **other: object) -> Agreement:
        after = Agreement.objects.count()
        values = {"after": after, "by": officer, "at": database_now(), **other}
        return actions.write_agreement(text_vi=text_vi, text_en=text_en, **values)

    return make
