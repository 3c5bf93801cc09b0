"""Keys: shown once, kept as a hash, dead at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.api.conftest import API
from bantin.api.keys import actions
from bantin.api.keys.actions import Made
from bantin.api.keys.errors import EndsBeforeItBegins
from bantin.api.keys.models import Key
from bantin.core.clock import database_now

A_DAY = timedelta(days=1)
ClientOf = Callable[[Role], Client]


@pytest.fixture
def officer() -> User:
    return User.objects.create_user("can-bo")


@pytest.fixture
def made(officer: User) -> Made:
    now = database_now()
    return actions.make(name="Báo Hàm Giang", by=officer, at=now, expires_at=now + A_DAY)


@pytest.fixture
def client_of() -> ClientOf:
    def log_in(role: Role) -> Client:
        user = User.objects.create_user(role.value, language="en")
        user.groups.add(Group.objects.get(name=role.value))
        client = Client()
        client.force_login(user)
        return client

    return log_in


def ask(secret: str) -> int:
    headers = {"authorization": f"Bearer {secret}"}
    return Client().get(f"{API}/topics", headers=headers).status_code


def test_a_key_is_kept_only_as_a_hash(made: Made) -> None:
    row = Key.objects.values().get()

    assert made.secret.startswith("bantin_")
    assert made.secret not in str(row)
    assert len(made.secret) > 40
    assert ask(made.secret) == 200


def test_row_32_a_revoked_key_is_dead_at_once(made: Made, officer: User) -> None:
    assert ask(made.secret) == 200

    assert actions.revoke(made.key.pk, by=officer, at=database_now())

    assert ask(made.secret) == 401
    assert not actions.revoke(made.key.pk, by=officer, at=database_now())


def test_unknown_expired_and_revoked_keys_are_answered_the_same(made: Made, officer: User) -> None:
    def answer(secret: str) -> bytes:
        refused = Client().get(f"{API}/topics", headers={"authorization": f"bearer {secret}"})
        assert (refused.status_code, refused["WWW-Authenticate"]) == (401, "Bearer")
        return bytes(refused.content)

    unknown = answer("bantin_x")
    Key.objects.update(made_at=database_now() - 2 * A_DAY, expires_at=database_now() - A_DAY)
    expired = answer(made.secret)
    actions.revoke(made.key.pk, by=officer, at=database_now())

    assert unknown == expired == answer(made.secret)


def test_the_last_use_is_known_by_the_day_and_written_once(
    made: Made, django_assert_num_queries: Callable[..., object]
) -> None:
    ask(made.secret)
    made.key.refresh_from_db()
    assert made.key.last_used_on is not None

    now = database_now()
    with django_assert_num_queries(0):
        actions.note_use(made.key, at=now)


def test_a_key_that_would_have_expired_is_not_made(officer: User) -> None:
    with pytest.raises(EndsBeforeItBegins):
        actions.make(name="x", by=officer, at=database_now(), expires_at=database_now() - A_DAY)

    assert not Key.objects.exists()


def test_who_writes_reads(officer: User) -> None:
    now = database_now()
    made = actions.make(
        name="x", by=officer, at=now, expires_at=now + A_DAY, reads_webhooks=False,
        writes_webhooks=True,
    )  # fmt: skip

    assert made.key.reads_webhooks


def test_a_fast_key_may_ask_more_often_than_its_network(
    made: Made, settings: object, program: Client
) -> None:
    settings.API_RATES = {"network": (1, 3600), "key": (2, 3600), "fast": (3, 3600)}
    assert [program.get(f"{API}/topics").status_code for _ in range(2)] == [200, 429]
    assert [ask(made.secret) for _ in range(3)] == [200, 200, 429]

    cache.clear()
    Key.objects.update(fast=True)

    assert [ask(made.secret) for _ in range(4)] == [200, 200, 200, 429]


def test_wrong_keys_are_counted_for_the_network(settings: object) -> None:
    settings.API_RATES = {**settings.API_RATES, "network": (2, 3600)}

    assert [ask(f"bantin_{number}") for number in range(3)] == [401, 401, 429]


def test_a_key_is_made_on_the_desk_and_shown_once(client_of: ClientOf) -> None:
    desk = client_of(Role.PRESS_OFFICER)
    wishes = {"name": "Báo Hàm Giang", "reads_webhooks": "on", "until": "2099-01-01"}

    page = desk.post(reverse("api_key_add"), wishes)
    secret = page.content.decode().partition('value="bantin_')[2].partition('"')[0]

    assert ask(f"bantin_{secret}") == 200
    listed = desk.get(reverse("api_keys")).content.decode()
    assert "Báo Hàm Giang" in listed
    assert secret not in listed
    assert "no-store" in page["Cache-Control"]
    desk.post(reverse("api_key_revoke", args=[Key.objects.get().pk]))
    assert ask(f"bantin_{secret}") == 401


def test_a_day_that_is_over_is_refused_on_the_desk(client_of: ClientOf) -> None:
    desk = client_of(Role.ADMINISTRATOR)

    page = desk.post(reverse("api_key_add"), {"name": "x", "until": "2020-01-01"})

    assert "would have expired already" in page.content.decode()
    assert not Key.objects.exists()


@pytest.mark.parametrize("role", [Role.SPOKESPERSON, Role.AUTHORISED_PERSON, Role.COVERAGE_CLERK])
def test_others_reach_no_key(client_of: ClientOf, made: Made, role: Role) -> None:
    desk = client_of(role)

    for name in ("api_keys", "api_key_add"):
        assert desk.get(reverse(name)).status_code == 302
    desk.post(reverse("api_key_add"), {"name": "x", "until": "2099-01-01"})
    desk.post(reverse("api_key_revoke", args=[made.key.pk]))
    assert Key.objects.filter(revoked_at=None).count() == 1
