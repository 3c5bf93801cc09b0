"""``/changes``: nothing missed, nothing twice, and a cursor for ever."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from bantin.api.conftest import API, NINE, Make
from bantin.core.clock import database_now
from bantin.publish.record import queries
from bantin.publish.record.actions import go_live
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_sealed_edition


def ask(program: Client, cursor: str = "", limit: int = 100) -> dict[str, Any]:
    asked = {"limit": limit} | ({"cursor": cursor} if cursor else {})
    answer = program.get(f"{API}/changes", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()  # type: ignore[no-any-return]


def follow(program: Client, cursor: str = "", limit: int = 2) -> tuple[list[str], str]:
    """The titles of everything behind a cursor, and the cursor behind that."""
    seen, more = [], True
    while more:
        said = ask(program, cursor, limit)
        seen += [item["title"] for item in said["items"]]
        cursor, more = said["cursor"], said["more"]
    return seen, cursor


def test_everything_comes_once_in_the_ledgers_order(program: Client, live: Make) -> None:
    made = [live(f"Tin {number}").title for number in range(5)]
    seen, cursor = follow(program)
    assert seen == made
    assert follow(program, cursor) == ([], cursor)

    made = [live(f"Sau {number}").title for number in range(3)]

    assert follow(program, cursor)[0] == made


def test_an_edition_that_was_replaced_is_still_told(program: Client, live: Make) -> None:
    first = live("Sai")
    live("Đúng", replaces=first, at=NINE + timedelta(hours=1))

    assert follow(program)[0] == ["Sai", "Đúng"]


def test_a_drill_is_not_told_and_stops_nothing(program: Client, live: Make) -> None:
    live("Trước")
    live("Diễn tập", notice={"status": "exercise"})
    live("Sau")

    assert follow(program, limit=1)[0] == ["Trước", "Sau"]


def test_a_cursor_before_everything_can_be_kept_too(program: Client, live: Make) -> None:
    cursor = ask(program)["cursor"]
    live("Tin")

    assert follow(program, cursor)[0] == ["Tin"]


def test_a_cursor_needs_no_secret_of_ours(program: Client, live: Make, settings: Any) -> None:
    live("Trước")
    cursor = ask(program)["cursor"]
    settings.SECRET_KEY = "another"
    live("Sau")

    assert follow(program, cursor)[0] == ["Sau"]


def test_instants_that_run_against_the_order_lose_nothing(live: Make) -> None:
    """Row 1 took its instant later than row 2, as when it waited less for the ledger."""
    live("Một", at=NINE + timedelta(milliseconds=50))
    live("Hai", at=NINE)

    between = queries.changes(NINE + timedelta(milliseconds=20), after=-1, limit=10)
    later = queries.changes(NINE + timedelta(milliseconds=60), after=-1, limit=10)

    assert between == [], "telling “Hai” first would lose “Một” for ever"
    assert [edition.title for edition in later] == ["Một", "Hai"]


@pytest.mark.parametrize("cursor", ["AA", "AQ1", "AQAAAAAAAAAAAAAAAAAAAAAA", "x" * 60])
def test_a_cursor_that_we_never_gave_is_refused(program: Client, live: Make, cursor: str) -> None:
    live()

    answer = program.get(f"{API}/changes", {"cursor": cursor})

    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")


def test_a_cursor_of_a_list_does_not_fit_here(program: Client, live: Make) -> None:
    live("Một")
    live("Hai")
    other = program.get(f"{API}/releases", {"limit": 1}).json()["next"]

    assert program.get(f"{API}/changes", {"cursor": other}).status_code == 409


def test_a_ledger_put_back_from_a_copy_is_noticed(program: Client, live: Make) -> None:
    """Its numbers are given again: going on would miss what has them now."""
    from bantin.api.frame import cursors

    edition = live("Tin")
    forgotten = cursors.Place(edition.live.ledger_index, "0123456789abcdef")

    answer = program.get(f"{API}/changes", {"cursor": cursors.of_place(forgotten)})

    assert answer.status_code == 409
    assert "another" not in answer.json()["title"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_a_slow_transaction_with_an_earlier_number_is_not_missed(program: Client) -> None:
    at = database_now().replace(microsecond=0) - timedelta(seconds=5)
    slow, quick = (make_sealed_edition(title, "x", at=at) for title in ("Chậm", "Nhanh"))
    has_its_number, may_commit, waits = (threading.Event() for _ in range(3))

    def go_slowly() -> None:
        with transaction.atomic():
            go_live(slow.pk)
            has_its_number.set()
            may_commit.wait(30)
        connections.close_all()

    def go_quickly() -> None:
        has_its_number.wait(30)
        waits.set()
        go_live(quick.pk)
        connections.close_all()

    threads = [threading.Thread(target=go) for go in (go_slowly, go_quickly)]
    for thread in threads:
        thread.start()
    waits.wait(30)
    seen, cursor = follow(program)
    assert seen == [], "the number is given, the text is not public yet"
    may_commit.set()
    more = []
    while any(thread.is_alive() for thread in threads):
        titles, cursor = follow(program, cursor, limit=1)
        more += titles
    for thread in threads:
        thread.join(30)
    more += follow(program, cursor)[0]

    assert more == ["Chậm", "Nhanh"]
    assert list(Edition.objects.order_by("live__ledger_index")) == [slow, quick]
