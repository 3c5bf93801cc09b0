"""ninjs 1.6, checked against IPTC's own schema."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bantin.publish.newsroom.ninjs import ninjs
from bantin.publish.record.models import Edition

Make = Callable[..., Edition]
SCHEMA = Path(__file__).parents[6] / "shared/data/standards/ninjs/ninjs-schema_1.6.json"


def _check(item: dict[str, Any]) -> dict[str, Any]:
    """What every item has, and the schema where it is there."""
    assert "standard" not in item
    for key in ("firstcreated", "versioncreated"):
        assert item[key].endswith("Z")
        assert "." not in item[key]
    assert json.loads(json.dumps(item)) == item
    return item


@pytest.mark.shared
@pytest.mark.skipif(not SCHEMA.exists(), reason="the schema in ../shared is not there")
def test_every_kind_of_edition_is_valid_by_the_schema_of_iptc(
    live: Make,
    corrected: list[Edition],
    withdrawn: list[Edition],
    image: dict[str, Any],
    document: dict[str, Any],
) -> None:
    checker = Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    rich = live("Có ảnh", "Một ảnh.", images=[image], attachments=[document])
    for edition in [rich, *corrected, *withdrawn]:
        errors = checker.iter_errors(ninjs(edition, first=edition.live.at))
        assert [error.message for error in errors] == []


@pytest.mark.shared
@pytest.mark.skipif(not SCHEMA.exists(), reason="the schema in ../shared is not there")
def test_the_schema_refuses_what_is_wrong(live: Make) -> None:
    checker = Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    item = ninjs(live(), first=live().live.at)
    assert list(checker.iter_errors(item | {"standard": {"name": "ninjs"}}))


def test_an_original_has_its_words_its_subjects_and_its_addresses(live: Make) -> None:
    edition = live()
    item = _check(ninjs(edition, first=edition.live.at))

    assert item["uri"].startswith("tag:127.0.0.1,2026-03-01:release/")
    assert (item["type"], item["version"], item["pubstatus"]) == ("text", "1", "usable")
    assert item["headline"] == edition.title
    assert item["description_text"] == "Bảy ngày."
    assert "Cầu cấm xe tải" in item["body_html"]
    assert [one["name"] for one in item["subject"]] == ["An toàn giao thông"]
    assert [one["code"] for one in item["place"]] == ["ham-giang"]
    assert item["renditions"]["page"]["href"].startswith("http://127.0.0.1:8000/")
    assert item["altids"] == {"sha256": edition.sha256}
    assert "ednote" not in item


def test_a_correction_replaces_the_item_and_says_why(corrected: list[Edition]) -> None:
    first, second = corrected
    old = _check(ninjs(first, first=first.live.at))
    new = _check(ninjs(second, first=first.live.at))

    assert new["uri"] == old["uri"]
    assert (old["version"], new["version"]) == ("1", "2")
    assert new["firstcreated"] == old["versioncreated"] < new["versioncreated"]
    assert new["ednote"] == "Số đúng là 21.300."
    assert new["pubstatus"] == "usable"


def test_a_withdrawal_cancels_the_item(withdrawn: list[Edition]) -> None:
    item = _check(ninjs(withdrawn[1], first=withdrawn[0].live.at))

    assert item["pubstatus"] == "canceled"
    assert item["ednote"] == "Kết quả thử tải chưa đạt."


def test_pictures_and_files_come_along_with_address_type_and_hash(
    live: Make, image: dict[str, Any], document: dict[str, Any]
) -> None:
    edition = live(images=[image], attachments=[document])
    parts = _check(ninjs(edition, first=edition.live.at))["associations"]

    picture, file = parts["picture_1"], parts["file_1"]
    assert picture["renditions"].keys() == {"original", "width_960"}
    assert picture["renditions"]["original"]["width"] == 2000
    assert (picture["headline"], picture["byline"]) == (image["alt"], image["credit"])
    assert picture["altids"] == {"sha256": image["sha256"]}
    assert file["title"] == "Phương án chi tiết"
    assert file["renditions"]["original"]["sizeinbytes"] == document["size"]
    assert document["sha256"] in file["uri"]
