"""Passwords, second factors and what they open (HARDENING rows 31, 32, 40)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from bantin.accounts.models import SecondFactorUse, User
from bantin.accounts.queries import second_factor_shown, session_hash
from bantin.accounts.roles import Role
from bantin.decide.releases import actions
from bantin.decide.releases.models import Release, SignOff
from bantin.publish.record.models import Edition
from tests.desk.conftest import PASSWORD, code, signed_in

START = "2027-03-01T02:00:00+00:00"


def give_password(client: Client, user: User, then: str = "/desk/") -> str:
    data = {"login": user.username, "password": PASSWORD, "next": then}
    return client.post("/accounts/login/", data).headers["Location"]


def sign_in(client: Client, user: User) -> None:
    assert give_password(client, user) == "/accounts/2fa/authenticate/"
    answer = client.post("/accounts/2fa/authenticate/", {"code": code()})
    assert answer.headers["Location"] == "/desk/"


def status_of(sign_off: SignOff) -> str:
    return SignOff.objects.get(pk=sign_off.pk).status


@pytest.fixture
def waiting(release: Release, officer: User) -> SignOff:
    return actions.submit(release.pk, by=officer, at=timezone.now())


def test_the_desk_sends_strangers_to_the_one_login_page(db: None) -> None:
    client = Client()
    assert client.get("/desk/").headers["Location"].startswith("/accounts/login/?next=/desk/")
    old = client.get("/desk/login/?next=/desk/releases/")
    assert old.headers["Location"] == "/accounts/login/?next=%2Fdesk%2Freleases%2F"


def test_a_password_alone_does_not_open_an_account_with_a_second_factor(spokesperson: User) -> None:
    client = Client()
    give_password(client, spokesperson)
    assert client.get("/desk/").status_code == 302
    assert not SecondFactorUse.objects.exists()


def test_a_second_factor_at_login_is_noted_for_the_session_that_results(spokesperson: User) -> None:
    client = Client()
    sign_in(client, spokesperson)
    use = SecondFactorUse.objects.get()
    key = client.session.session_key
    assert key
    assert (use.session, use.method) == (session_hash(key), "totp")
    assert second_factor_shown(spokesperson, session=key, at=timezone.now())
    assert not second_factor_shown(spokesperson, session="another", at=timezone.now())


def test_the_key_of_a_session_is_not_kept(spokesperson: User) -> None:
    client = Client()
    sign_in(client, spokesperson)
    assert not SecondFactorUse.objects.filter(session=client.session.session_key).exists()


def test_a_spokesperson_approves_in_the_session_of_the_second_factor(
    waiting: SignOff, spokesperson: User
) -> None:
    client = Client()
    sign_in(client, spokesperson)
    answer = client.post(f"/desk/approvals/{waiting.pk}/approve/")
    assert answer.headers["Location"] == f"/desk/approvals/{waiting.pk}/"
    assert status_of(waiting) == "approved"
    assert Edition.objects.get().sealed_by == spokesperson


def test_a_session_without_a_second_factor_is_sent_to_show_one_and_back(
    waiting: SignOff, spokesperson: User
) -> None:
    """Row 31: the page asks; the action refuses whatever the page does."""
    client = signed_in(spokesperson)
    elsewhere = Client()
    sign_in(elsewhere, spokesperson)  # a second factor in another browser helps nobody here
    answer = client.post(f"/desk/approvals/{waiting.pk}/approve/")
    assert status_of(waiting) == "open"
    assert not Edition.objects.exists()
    confirm = answer.headers["Location"]
    assert confirm.startswith("/accounts/2fa/reauthenticate/?next=")

    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        cache.clear()
        back = client.post(confirm, {"code": code(), "next": f"/desk/approvals/{waiting.pk}/"})
        assert back.headers["Location"] == f"/desk/approvals/{waiting.pk}/"
        client.post(f"/desk/approvals/{waiting.pk}/approve/")
    assert status_of(waiting) == "approved"


def test_a_second_factor_is_asked_for_again_after_ten_minutes(
    waiting: SignOff, spokesperson: User
) -> None:
    client = Client()
    sign_in(client, spokesperson)
    later = timezone.now() + timedelta(seconds=settings.SECOND_FACTOR_SECONDS + 1)
    with time_machine.travel(later):
        answer = client.post(f"/desk/approvals/{waiting.pk}/approve/")
    assert answer.headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert status_of(waiting) == "open"


def test_who_has_no_second_factor_is_sent_to_set_one_up(
    waiting: SignOff, staff: Callable[..., User]
) -> None:
    client = Client()
    person = staff("phat-ngon-moi", Role.SPOKESPERSON)
    assert give_password(client, person) == "/desk/"
    answer = client.post(f"/desk/approvals/{waiting.pk}/approve/")
    assert answer.headers["Location"] == "/accounts/2fa/"
    assert status_of(waiting) == "open"


def test_a_password_shown_again_is_no_second_factor(waiting: SignOff, spokesperson: User) -> None:
    client = signed_in(spokesperson)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/desk/"})
    client.post(f"/desk/approvals/{waiting.pk}/approve/")
    assert status_of(waiting) == "open"
    assert not SecondFactorUse.objects.exists()


def test_a_superuser_with_a_second_factor_approves_nothing(
    waiting: SignOff, staff: Callable[..., User]
) -> None:
    root = staff("goc", totp=True, is_superuser=True, is_staff=True)
    client = Client()
    sign_in(client, root)
    client.post(f"/desk/approvals/{waiting.pk}/approve/")
    assert status_of(waiting) == "open"
    assert not Edition.objects.exists()


def test_a_disabled_account_is_out_at_once(spokesperson: User, waiting: SignOff) -> None:
    """Row 32: the session, its second factor and a login that is half done."""
    client, half = Client(), Client()
    sign_in(client, spokesperson)
    give_password(half, spokesperson)
    User.objects.filter(pk=spokesperson.pk).update(is_active=False)

    assert client.get("/desk/").headers["Location"].startswith("/accounts/login/")
    client.post(f"/desk/approvals/{waiting.pk}/approve/")
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        cache.clear()
        half.post("/accounts/2fa/authenticate/", {"code": code()})
        assert half.get("/desk/").status_code == 302
    anew = Client()
    anew.post("/accounts/login/", {"login": spokesperson.username, "password": PASSWORD})
    assert anew.get("/desk/").status_code == 302
    assert status_of(waiting) == "open"


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "password/reset/", "password/set/", "login/code/confirm/"]
)
def test_the_ways_that_this_office_does_not_have_are_absent(path: str, officer: User) -> None:
    for client in (Client(), signed_in(officer)):
        assert client.get(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_the_language_switch_leads_nowhere_else(target: str, officer: User) -> None:
    """Row 40."""
    answer = signed_in(officer).post("/accounts/language/", {"language": "en", "next": target})
    assert answer.headers["Location"] == "/desk/"


def test_the_language_is_kept_with_the_account(officer: User) -> None:
    client = signed_in(officer)
    assert 'lang="vi"' in client.get("/desk/").content.decode()
    client.post("/accounts/language/", {"language": "en", "next": "/desk/"})
    officer.refresh_from_db()
    assert officer.language == "en"
    assert '<html lang="en"' in client.get("/desk/").content.decode()


def test_before_login_the_language_is_kept_in_a_cookie(db: None) -> None:
    client = Client()
    client.post("/accounts/language/", {"language": "en", "next": "/accounts/login/"})
    assert "Sign in to the desk" in client.get("/accounts/login/").content.decode()
    client.post("/accounts/language/", {"language": "xx", "next": "/accounts/login/"})
    assert "Sign in to the desk" in client.get("/accounts/login/").content.decode()
    assert client.get("/accounts/language/").status_code == 405


def test_the_code_for_the_app_is_an_image_that_the_policy_allows(officer: User) -> None:
    client = Client()
    give_password(client, officer)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    assert 'class="qr" src="data:image/svg+xml' in page
    assert "<style" not in page
    assert " style=" not in page
