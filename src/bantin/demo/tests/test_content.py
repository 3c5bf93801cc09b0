"""The demo's texts hold together: codes, keys, pictures, copies, addresses and dates."""

import csv
import io
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree
from PIL import Image

from bantin.demo import content, pictures

FOLDER = Path(content.__file__).parent
FILES = [
    path for path in sorted(FOLDER.rglob("*")) if path.suffix in {".json", ".jsonl", ".csv", ".xml"}
]
ALLOWED_TAGS = {"h2", "p", "ul", "li", "ol", "strong", "em", "a"}
SOFTWARE_NAMESPACES = {"www.w3.org", "purl.org"}
COPIES = {"full", "excerpt", "paragraph", "quote", "changed_figure", "outdated", "transcript"}
RUN = 40

Record = dict[str, Any]


def read(name: str) -> Any:
    return content.load(name, today=content.WRITTEN_ON)


OFFICE: Record = read("office")
RELEASES: dict[str, Record] = {release["key"]: release for release in read("releases")}
ITEMS: list[Record] = read("items")
OUTLETS: dict[str, Record] = {outlet["code"]: outlet for outlet in OFFICE["outlets"]}
TOPICS = {topic["code"] for topic in OFFICE["topics"]}
AREAS = {area["code"] for area in OFFICE["areas"]}


def bodies(release: Record) -> list[str]:
    return [release["body_html"], *(edition["body_html"] for edition in release["editions"])]


def folded(text: str) -> str:
    """Lower case, without tags, diacritics and punctuation, one space between words."""
    bare = unicodedata.normalize(
        "NFD", re.sub("<[^>]+>", " ", text).replace("đ", "d").replace("Đ", "D")
    )
    kept = "".join(letter for letter in bare.lower() if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", kept))


def marks(text: str) -> list[str]:
    return [
        letter for letter in unicodedata.normalize("NFD", text) if unicodedata.combining(letter)
    ]


def shares_a_run(item: str, release: str) -> bool:
    return any(item[at : at + RUN] in release for at in range(len(item) - RUN + 1))


def import_rows() -> Iterator[Record]:
    sample = content.feed("nhap-tin-bai.csv", today=content.WRITTEN_ON)
    yield from csv.DictReader(io.StringIO(sample))
    for line in content.feed("nhap-tin-bai.jsonl", today=content.WRITTEN_ON).splitlines():
        yield json.loads(line)


def feed_links() -> list[str]:
    feed = ElementTree.fromstring(content.feed("tin-moi.xml", today=content.WRITTEN_ON))
    return [str(link.text) for link in feed.iterfind("channel/item/link")]


def test_the_office_is_as_large_as_the_tour_says() -> None:
    kinds = Counter(contact["kind"] for contact in OFFICE["contacts"])

    assert kinds == {"journalist": 45, "creator": 10, "resident": 25}
    assert (len(TOPICS), len(AREAS), len(OUTLETS), len(OFFICE["staff"])) == (10, 13, 14, 6)
    assert (len(RELEASES), len(ITEMS)) == (26, 70)


def test_no_code_key_or_address_is_used_twice() -> None:
    for rows, field in (
        (OFFICE["topics"], "code"),
        (OFFICE["areas"], "code"),
        (OFFICE["outlets"], "code"),
        (OFFICE["contacts"], "email"),
        (OFFICE["staff"], "username"),
        (read("releases"), "key"),
        (ITEMS, "key"),
    ):
        repeated = [
            value for value, times in Counter(row[field] for row in rows).items() if times > 1
        ]
        assert not repeated


def test_areas_and_contacts_name_what_exists() -> None:
    assert {area["parent"] for area in OFFICE["areas"]} <= AREAS | {None}
    for contact in OFFICE["contacts"]:
        assert set(contact["topics"]) <= TOPICS
        assert set(contact["areas"]) <= AREAS
        assert contact["consent_text"]
        if contact["kind"] == "resident":
            assert contact["outlet"] is None
        else:
            assert contact["email"].endswith(f"@{OUTLETS[contact['outlet']]['domain']}")


@pytest.mark.parametrize("release", RELEASES.values(), ids=RELEASES)
def test_a_release_names_what_exists(release: Record) -> None:
    assert set(release["topics"]) <= TOPICS
    assert set(release["areas"]) <= AREAS
    assert release["author"] in {person["username"] for person in OFFICE["staff"]}
    assert {image["picture"] for image in release["images"]} <= set(pictures.NAMES)
    assert all(image["alt"] and image["caption"] and image["credit"] for image in release["images"])


@pytest.mark.parametrize("release", RELEASES.values(), ids=RELEASES)
def test_a_release_has_an_instant_only_when_it_was_sealed(release: Record) -> None:
    hours = release["live_hours_ago"]
    match release["state"]:
        case "live" | "approved_by_other" | "withdrawn":
            assert 0 < hours <= 45 * 24
            assert all(0 < edition["after_hours"] < hours for edition in release["editions"])
        case "scheduled":
            assert hours < 0
        case _:
            assert hours is None
            assert not release["editions"]
    assert ("return_reason" in release) == (release["state"] == "returned")


@pytest.mark.parametrize("release", RELEASES.values(), ids=RELEASES)
def test_release_html_uses_allowed_tags_that_are_closed(release: Record) -> None:
    for body in bodies(release):
        elements = list(ElementTree.fromstring(f"<body>{body}</body>").iter())[1:]
        assert {element.tag for element in elements} <= ALLOWED_TAGS
        for element in elements:
            assert set(element.attrib) <= ({"href"} if element.tag == "a" else set())


def test_a_vietnamese_release_is_as_long_as_a_press_release() -> None:
    lengths = {
        key: len(re.sub("<[^>]+>", " ", release["body_html"]).split())
        for key, release in RELEASES.items()
        if release["language"] == "vi"
    }

    assert not {key: words for key, words in lengths.items() if not 300 <= words <= 700}


def test_four_releases_are_corrected_and_one_is_withdrawn() -> None:
    kinds = Counter(
        edition["kind"] for release in RELEASES.values() for edition in release["editions"]
    )

    assert kinds == {"correction": 4, "withdrawal": 1}
    report = RELEASES["tong-ket-bao-chi"]
    assert "23.100 tin, bài" in report["body_html"]
    assert "21.300 tin, bài" in report["editions"][0]["body_html"]
    assert "23.100" not in report["editions"][0]["body_html"]


@pytest.mark.parametrize("item", ITEMS, ids=[item["key"] for item in ITEMS])
def test_an_item_stands_on_its_outlets_domain_after_its_release(item: Record) -> None:
    assert item["url"].startswith(f"https://{OUTLETS[item['outlet']]['domain']}/")
    if item["about"] is None:
        assert item["hours_ago"] > 0
        assert "after_minutes" not in item
    else:
        assert 0 < item["after_minutes"] < RELEASES[item["about"]]["live_hours_ago"] * 60
        assert item["language"] == RELEASES[item["about"]]["language"]


@pytest.mark.parametrize(
    "item", [item for item in ITEMS if item["how"] in COPIES], ids=lambda item: item["key"]
)
def test_a_copy_contains_a_run_of_its_release(item: Record) -> None:
    texts = [folded(body) for body in bodies(RELEASES[item["about"]])]

    assert any(shares_a_run(folded(item["text"]), text) for text in texts)


@pytest.mark.parametrize(
    "item", [item for item in ITEMS if item["how"] == "none"], ids=lambda item: item["key"]
)
def test_an_item_about_no_release_copies_none(item: Record) -> None:
    text = folded(item["text"])

    assert item["about"] is None
    assert not [
        key for key, release in RELEASES.items() if shares_a_run(text, folded(release["body_html"]))
    ]


def figures(text: str) -> set[str]:
    return set(re.findall(r"\d[\d.,/]*\d|\d|Lò Văn \w+", text))


def test_a_changed_figure_is_in_no_edition() -> None:
    changed = [item for item in ITEMS if item["how"] == "changed_figure"]

    assert len(changed) >= 8
    for item in changed:
        official = {figure for body in bodies(RELEASES[item["about"]]) for figure in figures(body)}
        assert figures(item["text"]) - official, item["key"]


def test_an_outdated_copy_carries_what_only_the_first_edition_said() -> None:
    outdated = [item for item in ITEMS if item["how"] == "outdated"]

    assert len(outdated) == 5
    for item in outdated:
        first, second = bodies(RELEASES[item["about"]])
        wrong = figures(first) - figures(second)
        assert wrong & figures(item["text"]), item["key"]


def test_transcripts_have_no_punctuation_and_three_items_no_diacritics() -> None:
    transcripts = [item["text"] for item in ITEMS if item["how"] == "transcript"]
    bare = [item for item in ITEMS if item["language"] == "vi" and not marks(item["text"])]

    assert len(transcripts) == 4
    assert not [text for text in transcripts if re.search(r"[,;:!?“”]|\.(?!\d)", text)]
    assert len(bare) == 3


def test_every_address_is_used_once_in_the_coverage_and_the_import_samples() -> None:
    addresses = (
        [item["url"] for item in ITEMS] + [row["url"] for row in import_rows()] + feed_links()
    )

    assert len(addresses) == len(set(addresses)) == 88


def test_import_samples_name_outlets_and_copy_live_releases() -> None:
    live = [folded(body) for release in RELEASES.values() for body in bodies(release)]
    rows = list(import_rows())

    assert {row["outlet"] for row in rows} <= set(OUTLETS)
    for row in rows:
        assert list(row) == [
            "url",
            "outlet",
            "title",
            "published",
            "author",
            "medium",
            "form",
            "text",
        ]
    copies = [row for row in rows if any(shares_a_run(folded(row["text"]), text) for text in live)]
    assert len(copies) == 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_texts_are_composed_unicode(path: Path) -> None:
    assert unicodedata.is_normalized("NFC", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_domain_is_imagined(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    hosts = set(re.findall(r"https?://([^/\s\"<)]+)", text)) | set(
        re.findall(r"@([\w.-]+\w)", text)
    )
    hosts |= set(re.findall(r"\b[\w-]+\.(?:vn|com|net|org|info|io)\b", text))

    assert not {
        host for host in hosts - SOFTWARE_NAMESPACES - {"w3.org"} if not host.endswith(".example")
    }


def test_dates_move_with_the_day_of_the_demo() -> None:
    in_march = date(2027, 3, 1)
    releases = {release["key"]: release for release in content.load("releases", today=in_march)}
    feed = content.feed("tin-moi.xml", today=in_march)

    assert "từ 22 giờ ngày 05/03/2027" in releases["phan-luong-cau-ham-giang"]["title"]
    assert "from 5 March 2027" in releases["ham-giang-bridge-diversion"]["title"]
    assert "<pubDate>Sun, 28 Feb 2027 17:05:00 +0700</pubDate>" in feed
    assert "2027-03-01T08:25:00+07:00" in content.feed("nhap-tin-bai.jsonl", today=in_march)
    assert "2026" not in feed


@pytest.mark.parametrize("name", pictures.NAMES)
def test_a_picture_fills_the_sheet(name: str) -> None:
    picture = Image.open(io.BytesIO(pictures.draw(name)))

    assert (picture.format, picture.size) == ("JPEG", (1600, 1000))
    assert len(picture.quantize(64).getcolors() or []) == 64


def test_a_picture_is_drawn_the_same_every_time() -> None:
    drawn = pictures.draw("night-city")
    pictures.draw.cache_clear()

    assert pictures.draw("night-city") == drawn


def test_an_unknown_picture_is_refused() -> None:
    with pytest.raises(KeyError):
        pictures.draw("no-such-picture")
