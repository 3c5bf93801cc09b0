"""Every error is a problem, in the language that is asked for, whoever raised it."""

from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from bantin.api.conftest import API
from bantin.api.frame import problems
from bantin.api.frame.limits import Rate, seconds_to_wait
from bantin.api.reading import queries

ABSENT = f"{API}/releases/00000000-0000-4000-8000-000000000000"


def problem(answer: HttpResponse) -> dict[str, Any]:
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"
    assert int(answer["Content-Length"]) == len(answer.content)
    said: dict[str, Any] = answer.json()
    assert said["status"] == answer.status_code
    return said


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", ABSENT, 404),
        ("get", f"{API}/no-such-thing", 404),
        ("get", f"{API}/", 302),
        ("post", f"{API}/changes", 405),
        ("delete", ABSENT, 405),
        ("get", f"{API}/changes?limit=x", 422),
        ("get", f"{API}/releases/x", 422),
    ],
)
def test_errors_are_problems_in_both_languages(
    program: Client, method: str, address: str, status: int
) -> None:
    english = getattr(program, method)(address)
    vietnamese = getattr(program, method)(address, headers={"accept-language": "vi-VN,en;q=0.1"})
    assert english.status_code == vietnamese.status_code == status
    if status < 400:
        return

    with translation.override("en"):
        assert problem(english)["title"] == problems.WORDS[status][0]
    assert problem(vietnamese)["title"] != problem(english)["title"]
    assert (english["Content-Language"], vietnamese["Content-Language"]) == ("en", "vi")
    assert "Accept-Language" in english["Vary"]
    assert (status == 405) == ("Allow" in english)


@pytest.mark.parametrize("language", ["", "fr", "*", "x" * 9000, ";;,q=1"])
def test_other_languages_get_vietnamese(language: str) -> None:
    answer = Client().get(ABSENT, headers={"accept-language": language})

    assert problem(answer)["title"] == "Không có gì ở đây."


def test_a_failure_of_ours_is_a_problem_without_details(
    program: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError("bachyenvangmo")

    monkeypatch.setattr(queries, "filtered", broken)
    program.raise_request_exception = False

    answer = program.get(f"{API}/releases")

    assert problem(answer)["title"] == "Something failed on our side."
    assert b"bachyenvangmo" not in answer.content


def test_a_database_that_cannot_be_used_is_a_problem(
    program: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_args: object, **_more: object) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(queries, "filtered", gone)
    answer = program.get(f"{API}/releases")

    assert problem(answer)["status"] == 503
    assert answer["Retry-After"] == "30"


def test_who_asks_too_often_is_told_how_long_to_wait(program: Client, settings: Any) -> None:
    settings.API_RATES = {**settings.API_RATES, "network": (3, 3600)}
    for _time in range(3):
        assert program.get(f"{API}/topics").status_code == 200

    answer = program.get(f"{API}/topics")

    assert problem(answer)["status"] == 429
    assert 1190 < int(answer["Retry-After"]) <= 1200, "one more each 20 minutes"
    elsewhere = program.get(f"{API}/topics", REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 200


def test_the_wait_is_honest() -> None:
    now = [1000.0]
    rate = Rate(2, 10)
    ask = lambda: seconds_to_wait("someone", rate, clock=lambda: now[0])  # noqa: E731

    assert [ask(), ask(), ask()] == [0, 0, 5]
    now[0] += 4.9
    assert ask() == pytest.approx(0.1)
    now[0] += 0.1
    assert [ask(), ask()] == [0, 5]


def test_neighbours_in_one_ipv6_network_share_a_limit(program: Client, settings: Any) -> None:
    settings.API_RATES = {**settings.API_RATES, "network": (1, 3600)}
    assert program.get(f"{API}/topics", REMOTE_ADDR="2001:db8:0:1::1").status_code == 200

    assert program.get(f"{API}/topics", REMOTE_ADDR="2001:db8:0:1::2").status_code == 429
    assert program.get(f"{API}/topics", REMOTE_ADDR="2001:db8:0:2::1").status_code == 200
