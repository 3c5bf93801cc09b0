"""Releases and editions: filters, pages, what one says, and what caches may know."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from bantin.api.conftest import API, NINE, Make
from bantin.core.clock import database_now
from bantin.publish.record.models import Edition
from bantin.receive.subjects.models import Topic

AN_HOUR = timedelta(hours=1)


def titles(program: Client, **asked: object) -> list[str]:
    answer = program.get(f"{API}/releases", asked)
    assert answer.status_code == 200, answer.content
    return [item["title"] for item in answer.json()["items"]]


@pytest.fixture
def corrected(live: Make) -> list[Edition]:
    first = live("Có 23.100 tin, bài")
    return [first, live("Có 21.300 tin, bài", at=NINE + AN_HOUR, replaces=first)]


def test_only_the_current_edition_of_each_release_is_listed(
    program: Client, corrected: list[Edition], live: Make
) -> None:
    live("Tin sau", at=NINE + 2 * AN_HOUR)

    assert titles(program) == ["Tin sau", "Có 21.300 tin, bài"]


def test_filters_narrow_the_list(program: Client, live: Make, corrected: list[Edition]) -> None:
    other = Topic.objects.create(code="y-te", name_vi="Y tế")
    live("In English", language="en", topics=[other], areas=[], at=NINE + 3 * AN_HOUR)
    correction, english = "Có 21.300 tin, bài", "In English"

    assert titles(program, topic="y-te") == [english]
    assert titles(program, topic="khong-co") == []
    assert titles(program, area="ham-giang") == [correction]
    assert titles(program, area="ham-rong") == [correction], "a part belongs to its whole"
    assert titles(program, language="en") == [english]
    assert titles(program, kind="correction") == [correction]
    assert titles(program, kind="withdrawal") == []
    assert titles(program, since="2026-03-01T12:00:00+07:00") == [english]
    assert titles(program, until="2026-03-01T05:00:00Z") == [correction], "until is not in"


@pytest.mark.parametrize(
    "asked",
    [
        {"limit": 101},
        {"limit": 0},
        {"language": "fr"},
        {"since": "2026"},
        {"since": "2026-03-01T00:00:00"},
        {"until": "0001-01-01T00:00:00+14:00"},
        {"topic": "a b"},
        {"topic": "\x00"},
        {"cursor": "%"},
    ],
    ids=repr,
)
def test_a_value_that_does_not_fit_is_named(program: Client, asked: dict[str, Any]) -> None:
    answer = program.get(f"{API}/releases", asked)

    assert answer.status_code == 422
    (wrong,) = answer.json()["errors"]
    assert (wrong["in"], wrong["name"]) == ("query", next(iter(asked)))


def test_pages_have_everything_once_also_when_instants_are_the_same(
    program: Client, live: Make
) -> None:
    made = [live(f"Tin {number}", at=NINE + number // 3 * AN_HOUR).title for number in range(8)]

    seen, asked = [], {"limit": 3}
    for _page in range(3):
        page = program.get(f"{API}/releases", asked).json()
        seen += [item["title"] for item in page["items"]]
        asked["cursor"] = page["next"]

    assert seen == made[::-1]
    assert page["next"] is None


def test_an_edition_says_all_that_proves_it(
    program: Client, live: Make, document: dict[str, Any]
) -> None:
    edition = live(attachments=[document], summary="Bảy ngày.")

    said = program.get(f"{API}/releases/{edition.uid}/editions/1").json()

    assert said["content"] == edition.content
    assert (said["sha256"], said["live_at"]) == (edition.sha256, "2026-03-01T02:00:00Z")
    assert said["text"] == "Cầu cấm xe tải."
    assert said["topics"] == [
        {"code": "giao-thong", "vi": "An toàn giao thông", "en": "Road safety"}
    ]
    path = said["proof"]["sealed"].partition(":8000")[2]
    assert program.get(path).content == bytes(edition.canonical)
    file = program.get(said["attachments"][0]["url"].partition(":8000")[2])
    assert b"".join(file) == b"%PDF-1.4 phuong an"
    file.close()


def test_a_release_has_its_current_edition_and_all_of_them(
    program: Client, corrected: list[Edition]
) -> None:
    uid = corrected[0].uid
    said = program.get(f"{API}/releases/{uid}").json()

    assert (said["current"]["number"], said["first_live_at"]) == (2, "2026-03-01T02:00:00Z")
    assert [one["number"] for one in said["editions"]] == [1, 2]
    assert said["current"]["replaces"] == corrected[0].sha256
    assert program.get(f"{API}/releases/{uid}/editions").json()["items"] == said["editions"]
    assert program.get(f"{API}/releases/{uid}/editions/3").status_code == 404


def test_a_file_says_what_it_is_and_who_has_it(
    program: Client, live: Make, document: dict[str, Any]
) -> None:
    edition = live(attachments=[document])

    said = program.get(f"{API}/media/{document['sha256']}").json()

    assert (said["size"], said["title"]) == (document["size"], "Phương án chi tiết")
    assert [one["uid"] for one in said["editions"]] == [str(edition.uid)]
    assert program.get(f"{API}/media/{'0' * 64}").status_code == 404


def test_topics_and_areas_say_what_they_are(program: Client, live: Make) -> None:
    live()

    (topic,) = program.get(f"{API}/topics").json()["items"]
    whole, part = program.get(f"{API}/areas").json()["items"]

    assert (topic["code"], topic["editions"]) == ("giao-thong", 1)
    assert (whole["part_of"], part["part_of"], part["editions"]) == (None, "ham-rong", 1)


def test_a_notice_is_there_while_it_holds(program: Client, live: Make) -> None:
    now = database_now().replace(microsecond=0)
    live("Lũ quét", notice={}, at=now - AN_HOUR)
    live("Diễn tập", notice={"status": "exercise"}, at=now - AN_HOUR)
    live("Đã qua", notice={}, at=now - 4 * AN_HOUR)

    (notice,) = program.get(f"{API}/notices").json()["items"]

    assert (notice["words"][0]["title"], notice["severity"]) == ("Lũ quét", "Extreme")
    assert program.get(notice["cap"].partition(":8000")[2]).status_code == 200


READ = ["releases", "changes", "topics", "areas", "notices", "openapi.json"]


@pytest.mark.parametrize("what", READ)
def test_what_is_unchanged_is_answered_with_304(program: Client, live: Make, what: str) -> None:
    live()
    first = program.get(f"{API}/{what}")
    etag = first["ETag"]

    assert etag.startswith('"')
    assert first["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in first
    assert "Cookie" not in first.get("Vary", "")
    known = program.get(f"{API}/{what}", headers={"if-none-match": etag})
    assert (known.status_code, known.content, known["ETag"]) == (304, b"", etag)
    head = program.head(f"{API}/{what}")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", etag)


def test_a_new_edition_ends_304_by_etag_and_by_date(program: Client, live: Make) -> None:
    live()
    first = program.get(f"{API}/releases")
    same = {"if-modified-since": first["Last-Modified"]}
    assert program.get(f"{API}/releases", headers=same).status_code == 304

    live("Tin sau", at=NINE + AN_HOUR)

    assert program.get(f"{API}/releases", headers=same).status_code == 200
    known = {"if-none-match": first["ETag"]}
    assert program.get(f"{API}/releases", headers=known).status_code == 200


def test_a_correction_that_leaves_a_topic_ends_304_by_date(program: Client, live: Make) -> None:
    live("Cũ hơn", at=NINE - AN_HOUR)
    first = live()
    before = program.get(f"{API}/releases", {"topic": "giao-thong"})
    live("Nơi khác", replaces=first, topics=[], at=NINE + AN_HOUR)

    after = program.get(
        f"{API}/releases",
        {"topic": "giao-thong"},
        headers={"if-modified-since": before["Last-Modified"]},
    )

    assert after.status_code == 200
    assert [item["title"] for item in after.json()["items"]] == ["Cũ hơn"]


def test_the_second_in_which_something_went_live_has_no_date(program: Client, live: Make) -> None:
    live(at=database_now() - timedelta(milliseconds=1))

    answer = program.get(f"{API}/changes")

    assert len(answer.json()["items"]) == 1
    assert "Last-Modified" not in answer


def test_a_page_on_another_site_may_read_but_not_with_a_key(program: Client) -> None:
    allowed = program.options(f"{API}/changes")

    assert (allowed.status_code, allowed["Access-Control-Allow-Origin"]) == (204, "*")
    assert "If-None-Match" in allowed["Access-Control-Allow-Headers"]
    assert "Authorization" not in allowed["Access-Control-Allow-Headers"]
