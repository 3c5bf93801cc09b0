"""Our JSON-LD as strangers read it.

Adobe's validator takes it out of the pages as search engines do. It knows no NewsArticle, so
Google's types of the vocabulary of schema.org (schema-dts) say whether every property is one that
there is, with a value that it may have.
"""

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from bantin.publish.imprint.models import PressDesk, Spokesperson
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.subjects.models import Area, Topic
from tests.support import node

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
READER = Path(node.__file__).with_name("structured-data.mjs")
Judge = Callable[[str, dict[str, Any]], str]


@pytest.fixture
def pages() -> list[str]:
    """The home page, the pages about the office, a release, its correction, its withdrawal."""
    words = {"position_vi": "Phó </script>", "phone": "0200.388.0114", "email": "a@b.example"}
    Spokesperson.objects.create(name="Nguyễn Thị Phát", since=NINE.date(), **words)
    PressDesk.objects.filter(pk=1).update(phone_always="0200.388.0115", address_vi="Số 1 & 2")
    topic = Topic.objects.create(code="giao-thong", name_vi="Giao thông </script> & <i>")
    area = Area.objects.create(code="ham-giang", name_vi="Hàm Giang")
    words = {"topics": [topic], "areas": [area], "summary": "Tóm tắt"}
    first = make_live_edition("Tin </script> & <b>", "Chữ.", at=NINE, **words)
    second = make_live_edition("Sửa", "Chữ.", at=NINE.replace(day=2), replaces=first)
    kind = {"kind": "withdrawal", "language": "en"}
    third = make_live_edition("Gone", "x", at=NINE.replace(day=3), replaces=second, **kind)
    editions = [f"/thong-cao/{e.name}/phien-ban/{e.number}/" for e in (first, second, third)]
    addresses = ["/", "/en/", "/gioi-thieu/", *editions, f"/en{third.get_absolute_url()}"]
    addresses.append("/nguoi-phat-ngon/")
    return [Client().get(address).content.decode() for address in addresses]


def read(pages: list[str], folder: Path) -> list[dict[str, Any]]:
    """What Adobe's validator finds in each page."""
    (folder / "node_modules").symlink_to(node.packages())
    script = Path(shutil.copy(READER, folder))
    command = ["node", str(script)]
    done = subprocess.run(
        command, input=json.dumps(pages).encode(), check=True, capture_output=True, timeout=120
    )
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """Whether a value is of a type of schema.org: what TypeScript says against it."""

    def check(type: str, value: dict[str, Any]) -> str:
        source = tmp_path / "data.ts"
        source.write_text(
            f"import type {{ {type}, WithContext }} from 'schema-dts';\n"
            f"const data: WithContext<{type}> = {json.dumps(value, ensure_ascii=False)};\n",
            encoding="utf-8",
        )
        compiler = node.packages() / "typescript" / "bin" / "tsc"
        options = ["--noEmit", "--strict", "--skipLibCheck", "--moduleResolution", "node"]
        command = ["node", str(compiler), *options, str(source)]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
        return done.stdout

    return check


def blocks(pages: list[str]) -> list[dict[str, Any]]:
    found = []
    for page in pages:
        assert page.count('<script type="application/ld+json">') == 1
        text = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
        found.append(json.loads(text))
    return found


def test_adobes_validator_finds_one_thing_on_each_page_and_nothing_wrong(
    pages: list[str], tmp_path: Path
) -> None:
    broken = '<script type="application/ld+json">{"@type": "NewsArticle", }</script>'
    *answers, last = read([*pages, broken], tmp_path)

    types = [list(answer["found"]) for answer in answers]
    assert types == [["GovernmentOrganization"]] * 3 + [["NewsArticle"]] * 4 + [
        ["GovernmentOrganization"]
    ]
    assert [answer["errors"] for answer in answers] == [[]] * len(pages)
    assert [answer["issues"] for answer in answers] == [[]] * len(pages)
    assert last["errors"] or last["issues"]


def test_every_property_is_one_of_schema_org(
    pages: list[str], judge: Judge, tmp_path: Path
) -> None:
    (tmp_path / "node_modules").symlink_to(node.packages())
    for value in blocks(pages):
        assert judge(value["@type"], value) == ""
    article = blocks(pages)[3]
    assert "headlin" in judge("NewsArticle", article | {"headlin": "x"})
    assert "correction" in judge("NewsArticle", article | {"correction": {"@type": "Offer"}})


def test_a_correction_says_what_was_wrong_and_where_our_policy_stands(pages: list[str]) -> None:
    _home, _english, about, first, second, third, last, _press = blocks(pages)

    assert "correction" not in first
    assert second["correction"]["text"] == "Sửa số liệu."
    assert second["datePublished"] == first["datePublished"] == "2026-03-01T02:00:00Z"
    assert second["dateModified"] == "2026-03-02T02:00:00Z"
    assert first["@id"] == second["@id"] == third["@id"] == last["@id"]
    assert third["publisher"]["name"] == "Press Office"
    for office in (about, first["publisher"]):
        assert office["@type"] == "GovernmentOrganization"
        assert office["correctionsPolicy"] == "http://127.0.0.1:8000/chinh-sach/dinh-chinh/"
    assert third["publishingPrinciples"] == "http://127.0.0.1:8000/en/chinh-sach/dinh-chinh/"
    assert about["contactPoint"]["email"]
