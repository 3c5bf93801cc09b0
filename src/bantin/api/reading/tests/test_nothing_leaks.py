"""Rows 25 and 26: the API knows nothing of what is not public."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from bantin.api.conftest import API, Make
from bantin.publish.record.models import Edition, Voiding

CANARY = "bói cá"
ABSENT = "00000000-0000-4000-8000-000000000000"
LISTS = [
    f"{API}/releases",
    f"{API}/releases?topic=giao-thong",
    f"{API}/releases?area=ham-rong&kind=original&language=vi",
    f"{API}/releases?since=2098-01-01T00:00:00Z",
    f"{API}/changes",
    f"{API}/topics",
    f"{API}/areas",
    f"{API}/notices",
    f"{API}/openapi.json",
    "/api/",
    "/en/api/",
]


def seen(answer: HttpResponse) -> tuple[int, bytes, dict[str, str]]:
    """All that a reader can tell of an answer."""
    return answer.status_code, answer.content, dict(answer.headers)


@pytest.fixture
def hidden(sealed: Make, document: dict[str, Any]) -> list[Edition]:
    """One edition that waits for its instant, one that was voided, one notice."""
    waiting = sealed(attachments=[document])
    void = sealed("Chim bói cá thứ hai")
    Voiding.objects.create(edition=void, at=void.sealed_at, reason="Bản thảo đã sửa.")
    return [waiting, void, sealed("Bói cá khẩn", notice={})]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"if-none-match": "*"},
        {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"accept-language": "vi"},
    ],
    ids=repr,
)
def test_row_25_what_waits_answers_byte_for_byte_as_what_never_was(
    program: Client, hidden: list[Edition], headers: dict[str, str]
) -> None:
    endings = ["", "/editions", "/editions/1", "/editions/2", "?topic=giao-thong"]
    for ending in endings:
        absent = seen(program.get(f"{API}/releases/{ABSENT}{ending}", headers=headers))
        assert absent[0] == 404
        for edition in hidden:
            sent = {**headers, **({"if-none-match": f'"{edition.sha256[:32]}"'} if headers else {})}
            answer = program.get(f"{API}/releases/{edition.uid}{ending}", headers=sent)
            assert seen(answer) == absent


def test_row_25_a_file_that_waits_answers_as_none(
    program: Client, hidden: list[Edition], document: dict[str, Any]
) -> None:
    absent = seen(program.get(f"{API}/media/{'0' * 64}"))

    assert absent[0] == 404
    assert seen(program.get(f"{API}/media/{document['sha256']}")) == absent


def test_row_25_the_next_edition_changes_nothing_before_its_instant(
    program: Client, live: Make, sealed: Make
) -> None:
    first = live()
    one = f"{API}/releases/{first.uid}"
    addresses = [*LISTS, one, f"{one}/editions", f"{one}/editions/1", f"{one}/editions/2"]
    before = [seen(program.get(address)) for address in addresses]

    sealed(replaces=first, kind="correction")

    assert [seen(program.get(address)) for address in addresses] == before


def test_row_26_a_canary_is_in_no_answer(
    program: Client, hidden: list[Edition], live: Make
) -> None:
    live()

    for address in LISTS:
        said = program.get(address).content.decode()
        assert CANARY not in said.lower(), address
        assert not any(edition.uid.hex[:8] in said for edition in hidden), address


def test_row_26_the_sweep_finds_what_is_public(program: Client, live: Make) -> None:
    live("Bản tin chim bói cá")

    found = [address for address in LISTS if CANARY in program.get(address).content.decode()]

    assert {LISTS[0], LISTS[1], LISTS[2], f"{API}/changes"} == set(found)
