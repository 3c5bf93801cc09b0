"""The desk's page of feed subscribers and browsers: numbers for all, hosts for programs only."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.core.clock import database_now
from bantin.deliver.endpoints import actions, overview
from bantin.deliver.endpoints.models import Endpoint

pytestmark = pytest.mark.django_db
EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


@pytest.fixture
def client_of() -> Callable[..., Client]:
    def log_in(role: Role, language: str = "en") -> Client:
        user = User.objects.create_user(f"{role.value}-{language}", language=language)
        user.groups.add(Group.objects.get(name=role.value))
        client = Client()
        client.force_login(user)
        return client

    return log_in


def make(channel: str = "websub", *, days: int = 2, **other: Any) -> Endpoint:
    values = {"address": "https://doc-tin.example/callback/secret-path", "name": "doc-tin.example"}
    since = database_now() - timedelta(days=days)
    return Endpoint.objects.create(channel=channel, since=since, **(values | other))


def test_an_empty_page_says_how_people_come(client_of: Callable[..., Client]) -> None:
    html = client_of(Role.PRESS_OFFICER).get(reverse("endpoints")).content.decode()
    assert "Nobody follows our feeds by WebSub yet" in html
    vietnamese = client_of(Role.PRESS_OFFICER, "vi").get(reverse("endpoints")).content.decode()
    assert "Chưa có ai theo dõi nguồn tin" in vietnamese


def test_programs_are_listed_by_host_and_browsers_only_counted(
    client_of: Callable[..., Client],
) -> None:
    make(expires_at=database_now() + timedelta(days=3))
    make("webpush", address="https://push.example/who-i-am", name="push.example")
    make("webhook", name="has-a-page-of-its-own.example")
    html = client_of(Role.PRESS_OFFICER).get(reverse("endpoints")).content.decode()

    assert "doc-tin.example" in html
    assert "secret-path" not in html
    assert "push.example" not in html
    assert "has-a-page-of-its-own" not in html
    assert html.count("endpoints/") >= 1
    assert html.count('class="plot"') == 2


def test_counts_and_days(client_of: Callable[..., Client]) -> None:
    now = database_now()
    make(days=40)
    make(days=2)
    make(days=5, expires_at=now - timedelta(days=1))
    actions.close(make(days=20).pk, at=now - timedelta(days=10), reason="410 Gone")

    assert overview.counts(["websub"], now) == [
        overview.Counts("websub", open=2, expired=1, closed=1)
    ]
    line = overview.line("websub", now)
    assert (line.first, line.last, line.highest) == (1, 3, 3)
    assert len(line.points.split()) == overview.DAYS
    html = client_of(Role.SPOKESPERSON).get(reverse("endpoints")).content.decode()
    assert "410 Gone" in html


def test_only_who_may_closes_and_only_what_is_listed(client_of: Callable[..., Client]) -> None:
    program, browser = make(), make("webpush")
    button = reverse("endpoint_close", args=[program.pk])
    administrator, clerk = client_of(Role.SPOKESPERSON), client_of(Role.COVERAGE_CLERK)
    assert "/close/" not in administrator.get(reverse("endpoints")).content.decode()
    administrator.post(button)
    clerk.post(button)
    assert clerk.get(reverse("endpoints")).status_code in {302, 403}
    assert Endpoint.objects.filter(closed_at=None).count() == 2

    officer = client_of(Role.PRESS_OFFICER)
    assert officer.get(button).status_code == 405
    assert "Nothing more is sent" in officer.post(button, follow=True).content.decode()
    assert "closed already" in officer.post(button, follow=True).content.decode()
    officer.post(reverse("endpoint_close", args=[browser.pk]))

    program.refresh_from_db()
    assert program.closed_because == "closed on the desk"
    assert Endpoint.objects.get(closed_at=None) == browser


def test_row_35_a_hostile_host_is_inert(client_of: Callable[..., Client]) -> None:
    make(name=EVIL[:160])
    actions.close(make(name=EVIL[:160]).pk, at=database_now(), reason=EVIL)
    html = client_of(Role.PRESS_OFFICER).get(reverse("endpoints")).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
