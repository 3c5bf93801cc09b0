"""A database that cannot be used is said in words, and nothing else is broken by it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client

from bantin.core.clock import database_now
from bantin.core.models import Heartbeat
from bantin.web import health


@pytest.fixture(autouse=True)
def _static(settings: object, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path


def test_a_read_only_database_is_said_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OperationalError("attempt to write a readonly database")

    monkeypatch.setattr("bantin.publish.newsroom.views.pages.database_now", broken)
    answer = Client().get("/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    text = answer.content.decode()
    assert "chưa được lưu" in text
    assert "bantin doctor" in text
    assert "readonly" not in text


def test_health_says_that_the_database_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(health, "_problems", gone)
    answer = Client().get("/health")
    assert answer.status_code == 503
    assert answer.json() == {"ok": False, "problems": ["database"]}


@pytest.mark.django_db
def test_health_names_silent_processes() -> None:
    answer = Client().get("/health")
    assert answer.status_code == 503
    assert answer.json()["problems"] == ["worker is silent", "scheduler is silent"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ago", "said"),
    [(timedelta(seconds=5), False), (timedelta(minutes=3), True), (timedelta(days=2), False)],
)
def test_health_names_a_keeper_that_fell_silent_and_none_that_never_was(
    ago: timedelta, said: bool
) -> None:
    Heartbeat.objects.create(kind="keeper", host="web-1", at=database_now() - ago)
    problems = Client().get("/health").json()["problems"]
    assert ("keeper is silent" in problems) is said
