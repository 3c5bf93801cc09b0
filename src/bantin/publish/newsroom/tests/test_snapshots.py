"""Finished answers: what is given as fresh holds now, and what is kept outlives the database."""

import gzip
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from bantin.core.clock import database_now
from bantin.publish.imprint.models import Spokesperson
from bantin.publish.newsroom.snapshots import making, published
from bantin.publish.newsroom.snapshots.keeper import Keeper
from bantin.publish.newsroom.snapshots.store import FOLLOWED, Address, Book, Store, place
from bantin.publish.newsroom.tests.conftest import NINE, Make
from bantin.publish.record import keys
from bantin.publish.record.actions import go_live
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_sealed_edition
from bantin.receive.subjects.models import Area, Topic

A_MOMENT = timedelta(seconds=1)


@pytest.fixture
def book(settings: Any, tmp_path: Any) -> Iterator[Book]:
    settings.DATA = tmp_path
    settings.KEEPER_PROCESSES = 1  # helpers see nothing of a test's transaction
    book = Book(place())
    yield book
    book.close()


@pytest.fixture
def keeper(book: Book) -> Callable[[], None]:
    """Look at the record and make everything that is to be made."""
    keeper = Keeper(book)

    def keep() -> None:
        while keeper.turn():
            pass

    return keep


@pytest.fixture
def live(topic: Topic, area: Area, settings: Any, tmp_path: Any) -> Make:
    """Publish an edition as the scheduler does, with signature, ledger and checkpoint."""
    settings.KEY_ROOT = tmp_path / "keys"
    keys.create(settings.KEY_ROOT)

    def make(title: str = "Phân luồng", text: str = "Cầu cấm xe tải.", **words: Any) -> Edition:
        words = {"at": NINE, "topics": [topic], "areas": [area], **words}
        edition = make_sealed_edition(title, text, **words)
        return go_live(edition.pk, clock=lambda: words["at"] + A_MOMENT)

    return make


def away(_execute: Any, *_: object) -> None:
    """The database is gone."""
    raise OperationalError("the server is away")


def paths(at: Any = None) -> list[str]:
    return [address.path for address in published.everything(at or database_now())]


def test_every_published_address_is_kept_as_a_reader_gets_it(
    keeper: Callable[[], None], corrected: list[Edition], withdrawn: list[Edition], reader: Client
) -> None:
    before = {path: reader.get(path).content for path in paths()}

    keeper()

    kept = {path: Store(place()).kept(path) for path in paths()}
    assert len(kept) > 50
    assert all(kept.values())
    assert {path: one.plain() for path, one in kept.items() if one} == before


def test_a_fresh_answer_costs_no_question_and_is_the_live_one(
    keeper: Callable[[], None],
    corrected: list[Edition],
    reader: Client,
    django_assert_num_queries: Any,
) -> None:
    address = corrected[1].get_absolute_url()
    live = reader.get(address)
    keeper()

    with django_assert_num_queries(0):
        fresh = reader.get(address)

    assert fresh.content == live.content
    assert {**fresh.headers, "Vary": ""} == {**live.headers, "Vary": ""}
    assert not fresh.cookies


def test_a_reader_who_takes_gzip_gets_what_was_compressed_once(
    keeper: Callable[[], None], corrected: list[Edition], reader: Client
) -> None:
    keeper()
    plain = reader.get("/")
    packed = reader.get("/", headers={"accept-encoding": "gzip, br"})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["Vary"] == plain["Vary"] == "Accept-Encoding"
    for known in (plain["ETag"], packed["ETag"]):
        again = reader.get("/", headers={"if-none-match": known, "accept-encoding": "gzip"})
        assert (again.status_code, again.content) == (304, b"")


def test_a_correction_outdates_its_release_and_the_lists_and_nothing_else(
    keeper: Callable[[], None], book: Book, live: Make, withdrawn: list[Edition]
) -> None:
    first = live("Có 23.100 tin, bài", "Một năm có 23.100 tin, bài.")
    keeper()
    live(
        "Có 21.300 tin, bài",
        "Nay là 21.300.",
        replaces=first,
        reason="Số đúng.",
        at=database_now() - 5 * A_MOMENT,
    )

    Keeper(book).follow(database_now())

    outdated = {address.path for address in book.to_make(10_000)}
    assert first.get_absolute_url() in outdated
    assert "/" in outdated
    assert "/feed.atom" in outdated
    assert "/ledger/checkpoint" in outdated
    assert "/gioi-thieu/" not in outdated
    assert withdrawn[1].get_absolute_url() not in outdated
    assert not any("/edition.json" in path and path.split("/")[-2] == "1" for path in outdated)


def test_row_28_what_is_withdrawn_is_never_given_as_fresh_again(
    keeper: Callable[[], None], book: Book, live: Make, reader: Client
) -> None:
    first = live("Thông xe cầu tạm", "Cầu tạm thông xe.")
    keeper()
    gone = live(
        "Thu hồi: Thông xe cầu tạm",
        "Xin không dùng.",
        replaces=first,
        kind="withdrawal",
        reason="Kết quả thử tải chưa đạt.",
        at=database_now() - 5 * A_MOMENT,
    )
    Keeper(book).turn()

    moved = reader.get(first.get_absolute_url())
    assert (moved.status_code, moved["Location"]) == (302, gone.get_absolute_url())
    shown = reader.get(moved["Location"]).content.decode()
    assert "Kết quả thử tải chưa đạt." in shown
    home = reader.get("/").content.decode()
    assert gone.get_absolute_url() in home


def test_a_notice_that_begins_or_ends_outdates_every_page(
    keeper: Callable[[], None], book: Book, live: Make, corrected: list[Edition]
) -> None:
    keeper()
    book.note(notices="[4711]")

    Keeper(book).follow(database_now())

    outdated = {address.path for address in book.to_make(10_000)}
    assert {"/", "/gioi-thieu/", corrected[1].get_absolute_url()} <= outdated
    assert not any(path.endswith("edition.json") for path in outdated)


def test_another_name_of_a_topic_outdates_every_page(
    keeper: Callable[[], None], book: Book, corrected: list[Edition], topic: Topic
) -> None:
    keeper()
    Topic.objects.filter(pk=topic.pk).update(name_vi="Giao thông an toàn")

    Keeper(book).follow(database_now())

    assert corrected[1].get_absolute_url() in {one.path for one in book.to_make(10_000)}


def test_while_the_keeper_is_silent_nothing_is_given_as_fresh(
    keeper: Callable[[], None], book: Book, live: Make, reader: Client
) -> None:
    keeper()
    edition = live("Tin mới", "Vừa phát hành.")
    book.note(**{FOLLOWED: repr(time.time() - 60)})

    assert edition.title in reader.get("/").content.decode()


def test_staff_are_never_given_a_finished_answer(
    keeper: Callable[[], None], live: Make, reader: Client, settings: Any
) -> None:
    """The desk's preview asks for “/” with the cookie of who looks at it."""
    keeper()
    edition = live("Tin mới", "Vừa phát hành.")
    assert edition.title not in reader.get("/").content.decode()

    reader.cookies[settings.SESSION_COOKIE_NAME] = "x"

    assert edition.title in reader.get("/").content.decode()


def test_without_the_database_every_published_address_answers(
    keeper: Callable[[], None],
    live: Make,
    image: dict[str, Any],
    document: dict[str, Any],
    reader: Client,
    book: Book,
) -> None:
    live("Cầu mới", "Đã thông xe.", images=[image], attachments=[document])
    keeper()
    book.note(**{FOLLOWED: repr(time.time() - 60)})  # the keeper cannot look at the record either
    everything = [path for path in paths() if not path.startswith("/media/")]
    file = f"/media/{document['sha256']}/phuong-an.pdf"

    with connection.execute_wrapper(away):
        answers = {path: reader.get(path).status_code for path in everything}
        read, missing = reader.get(file), reader.get("/thong-cao/khong-co-12345678/")

    assert [path for path, status in answers.items() if status != 200] == []
    assert b"".join(read) == b"%PDF-1.4 phuong an"
    assert read["Content-Disposition"] == 'attachment; filename="phuong-an.pdf"'
    assert read["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (missing.status_code, missing["Cache-Control"]) == (503, "no-store")


def test_further_pages_of_lists_are_found(
    keeper: Callable[[], None], live: Make, topic: Topic
) -> None:
    for number in range(45):
        live(f"Tin số {number}", "Nội dung.")
    keeper()

    store = Store(place())
    assert store.kept(f"/chu-de/{topic.code}/?page=3")
    assert not store.kept(f"/chu-de/{topic.code}/?page=4")


def test_nothing_that_is_not_public_yet_is_kept(
    keeper: Callable[[], None], sealed: Make, live: Make
) -> None:
    edition = sealed()
    live()
    keeper()

    words = [Store(place()).kept(path) for path in paths()]
    assert not any("Bói cá".encode() in one.plain() for one in words if one)
    assert not Store(place()).kept(edition.get_absolute_url())


def test_an_answer_for_one_person_is_never_kept(monkeypatch: Any, db: None) -> None:
    from django.http import HttpResponse

    response = HttpResponse("Chào bạn")
    response.set_cookie("bantin_session", "x")
    monkeypatch.setattr(making, "_ask", lambda _path: response)

    with pytest.raises(making.Unfit):
        making.answer("/")


def test_another_record_is_kept_anew(
    keeper: Callable[[], None], book: Book, corrected: list[Edition]
) -> None:
    keeper()
    book.plan([Address("/thong-cao/da-mat-12345678/", "release x", 0)])
    book.note(leaf="00")  # as after a restore of an older backup

    Keeper(book).follow(database_now())

    assert "/thong-cao/da-mat-12345678/" not in {one.path for one in book.to_make(10_000)}


@pytest.mark.parametrize("query", ["q=cau", "page=0", "page=2&x=1", "x"])
def test_only_pages_of_lists_have_a_query(
    keeper: Callable[[], None], live: Make, reader: Client, query: str, book: Book
) -> None:
    live()
    keeper()
    book.plan([Address(f"/?{query}", "lists", 0)])
    book.put(f"/?{query}", making.Answer(200, {}, "", making.compressed(b"kept")), fresh=1)

    assert reader.get(f"/?{query}").content != b"kept"


def test_a_damaged_file_keeps_nobody_from_reading(live: Make, reader: Client, book: Book) -> None:
    live()
    place().write_bytes(b"not a database" * 100)

    assert reader.get("/").status_code == 200


def test_a_new_spokesperson_outdates_the_pages_about_the_office_and_no_release(
    keeper: Callable[[], None], book: Book, corrected: list[Edition]
) -> None:
    keeper()
    Spokesperson.objects.create(
        name="Nguyễn Thị Phát",
        position_vi="Phó Giám đốc",
        phone="0200.388.0114",
        email="phatngon@anlac.example",
        since=NINE.date(),
    )

    Keeper(book).follow(database_now())

    outdated = {address.path for address in book.to_make(10_000)}
    assert "/nguoi-phat-ngon/" in outdated
    assert "/en/chinh-sach/rieng-tu/" in outdated
    assert "/" not in outdated
    assert corrected[1].get_absolute_url() not in outdated


def test_a_new_key_outdates_the_pages_that_show_it(
    keeper: Callable[[], None], book: Book, live: Make, settings: Any
) -> None:
    edition = live()
    keeper()
    keys.rotate(settings.KEY_ROOT, at=NINE)

    Keeper(book).follow(database_now())

    outdated = {address.path for address in book.to_make(10_000)}
    assert {"/minh-bach/", "/.well-known/bantin-keys.json"} <= outdated
    assert edition.get_absolute_url() not in outdated


def test_pages_that_an_update_brings_are_kept_too(keeper: Callable[[], None], book: Book) -> None:
    keeper()
    book.drop("/nguoi-phat-ngon/")
    book.note(office="before the update")

    Keeper(book).follow(database_now())

    assert "/nguoi-phat-ngon/" in {address.path for address in book.to_make(10_000)}
