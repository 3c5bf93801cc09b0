"""Spokespersons and the office's own words, written on the desk."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.core.clock import database_now
from bantin.publish.imprint import actions, queries
from bantin.publish.imprint.models import PressDesk, Spokesperson, Wording

PERSON = {
    "kind": "spokesperson",
    "name": "Nguyễn Thị Phát",
    "position_vi": "Phó Giám đốc",
    "phone": "0200.388.0114",
    "email": "phatngon@anlac.example",
    "since": "2026-01-01",
    "position": "10",
}


@pytest.fixture
def sign_in(db: None) -> Callable[[Role], Client]:
    def make(role: Role) -> Client:
        user = User.objects.create_user(role.value)
        user.groups.add(Group.objects.get(name=role.value))
        client = Client()
        client.force_login(user)
        return client

    return make


def test_a_press_officer_names_a_spokesperson_and_the_history_says_who_did(
    sign_in: Callable[[Role], Client],
) -> None:
    desk = sign_in(Role.PRESS_OFFICER)

    desk.post(reverse("spokespersons:add"), PERSON)

    person = Spokesperson.objects.get()
    assert person.email == "phatngon@anlac.example"
    history = desk.get(reverse("spokespersons:history", args=[person.pk])).content.decode()
    assert Role.PRESS_OFFICER.value in history


@pytest.mark.parametrize("missing", ["name", "position_vi", "phone", "email", "since"])
def test_what_the_law_makes_public_cannot_be_left_out(
    sign_in: Callable[[Role], Client], missing: str
) -> None:
    answer = sign_in(Role.PRESS_OFFICER).post(reverse("spokespersons:add"), {**PERSON, missing: ""})

    assert answer.status_code == 200
    assert not Spokesperson.objects.exists()


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"kind": "authorised"}, "Ủy quyền phải nêu lĩnh vực và ngày cuối cùng."),
        ({"kind": "authorised", "about_vi": "cứu nạn"}, "Ủy quyền phải nêu lĩnh vực"),
        ({"kind": "authorised", "until": "2027-01-01"}, "Ủy quyền phải nêu lĩnh vực"),
        ({"until": "2025-12-31"}, "Ngày cuối đứng trước ngày đầu."),
    ],
)
def test_an_authorisation_names_its_subject_and_its_end(
    sign_in: Callable[[Role], Client], other: dict[str, str], why: str
) -> None:
    answer = sign_in(Role.PRESS_OFFICER).post(reverse("spokespersons:add"), {**PERSON, **other})

    assert why in answer.content.decode()
    assert not Spokesperson.objects.exists()


@pytest.mark.parametrize("role", [Role.SPOKESPERSON, Role.AUTHORISED_PERSON, Role.COVERAGE_CLERK])
@pytest.mark.parametrize("name", ["spokespersons:add", "policies:add", "time_limits:add"])
def test_nobody_else_writes_here(sign_in: Callable[[Role], Client], role: Role, name: str) -> None:
    answer = sign_in(role).post(reverse(name), PERSON)

    assert answer.status_code == 302
    assert not Spokesperson.objects.exists()


def test_there_is_one_press_desk_and_it_is_filled_in_on_the_desk(
    sign_in: Callable[[Role], Client],
) -> None:
    desk = sign_in(Role.PRESS_OFFICER)
    PressDesk.objects.get_or_create(pk=1)  # from the migration; tests of transactions empty tables

    desk.post(reverse("press_desk:edit", args=[1]), {"phone": "0200.388.0113"})

    assert queries.press_desk().phone == "0200.388.0113"
    with pytest.raises(IntegrityError), transaction.atomic():
        PressDesk.objects.create(pk=2)


def test_words_are_written_with_name_and_time_and_only_the_newest_count(
    sign_in: Callable[[Role], Client],
) -> None:
    desk = sign_in(Role.PRESS_OFFICER)
    for text in ("Một.", "Hai."):
        desk.post(reverse("policies:add"), {"policy": "privacy", "manner": "add", "text_vi": text})

    newest, earlier = queries.wordings("privacy")
    assert (newest.text_vi, earlier.text_vi) == ("Hai.", "Một.")
    assert newest.by is not None
    assert newest.by.username == Role.PRESS_OFFICER.value
    assert newest.at >= earlier.at
    for name in ("policies:edit", "policies:delete"):
        assert desk.post(reverse(name, args=[newest.pk]), {}).status_code in {302, 403}
    assert queries.wordings("privacy") == [newest, earlier]


@pytest.mark.parametrize(
    "words",
    [
        {"manner": "add"},
        {"manner": "replace", "text_en": "Only English."},
        {"manner": "none", "text_vi": "Lời."},
    ],
)
def test_words_without_words_are_refused(db: None, words: dict[str, Any]) -> None:
    officer = User.objects.create_user("officer")

    with pytest.raises(ValidationError):
        actions.write(Wording(policy="privacy", **words), by=officer, at=database_now())

    assert not Wording.objects.exists()


def test_the_database_keeps_words_and_spokespersons(db: None) -> None:
    officer = User.objects.create_user("officer")
    wording = Wording(policy="privacy", manner="add", text_vi="Một.")
    actions.write(wording, by=officer, at=database_now())
    person = Spokesperson.objects.create(**{**PERSON, "since": date(2026, 1, 1)})

    for change in (
        lambda: Wording.objects.update(text_vi="Hai."),
        wording.delete,
        person.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    assert Wording.objects.get().text_vi == "Một."
    assert Spokesperson.objects.exists()
