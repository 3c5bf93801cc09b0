"""Editions as newsroom systems read them: IPTC's schemas, and IPTC's own reader of NewsML-G2."""

import json
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from lxml import etree

from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.subjects.models import Area, Topic

with warnings.catch_warnings():  # of its regular expressions
    warnings.simplefilter("ignore")
    from NewsMLG2 import NewsMLG2Document

pytestmark = pytest.mark.django_db
STANDARDS = Path(__file__).parents[3] / "shared" / "data" / "standards"
NINJS = STANDARDS / "ninjs" / "ninjs-schema_3.1.json"
NEWSML = STANDARDS / "newsml-g2" / "NewsML-G2_2.35-spec-All-Power.xsd"
NINE = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
IMAGE = {
    "sha256": "1" * 64,
    "content_type": "image/png",
    "width": 9,
    "height": 9,
    "sizes": [],
    "alt": "Cầu",
    "caption": "Cầu.",
    "credit": "Ảnh: Văn phòng",
    "filename": "a.png",
}
FILE = {
    "sha256": "2" * 64,
    "content_type": "application/pdf",
    "size": 18,
    "title": "Tệp & <i>",
    "filename": "a b.pdf",
}
Publish = Callable[..., Edition]


@pytest.fixture
def publish() -> Publish:
    topic = Topic.objects.create(code="giao-thong", name_vi="Giao thông ]]> & <i>")
    area = Area.objects.create(code="ham-giang", name_vi="Hàm Giang")

    def make(title: str, text: str, *, days: int = 0, **words: Any) -> Edition:
        at = NINE + timedelta(days=days, milliseconds=700)
        words = {"topics": [topic], "areas": [area], "summary": "Tóm & tắt", **words}
        return make_live_edition(title, text, at=at, **words)

    return make


@pytest.fixture
def every_kind(publish: Publish) -> list[Edition]:
    first = publish("Tin \x0b & <b> ]]>", "Chữ \x01", images=[IMAGE], attachments=[FILE])
    second = publish("Bản sửa", "Chữ.", days=1, replaces=first)
    third = publish("Thu hồi", "Thôi.", days=2, replaces=second, kind="withdrawal")
    plain = publish("Plain", "Text.", language="en", summary="", topics=[], areas=[])
    return [first, second, third, plain]


def written(edition: Edition, form: str) -> bytes:
    name = Edition.objects.get(pk=edition.pk).name
    response = Client().get(f"/thong-cao/{name}/phien-ban/{edition.number}/{form}")
    assert response.status_code == 200
    return bytes(response.content)


def checker() -> Draft202012Validator:
    return Draft202012Validator(json.loads(NINJS.read_text(encoding="utf-8")))


@pytest.mark.shared
@pytest.mark.skipif(not NINJS.exists(), reason="the schema under ../shared is not there")
def test_every_kind_of_edition_is_valid_ninjs_3_1(every_kind: list[Edition]) -> None:
    for edition in every_kind:
        errors = checker().iter_errors(json.loads(written(edition, "ninjs-3.1.json")))
        assert [error.message for error in errors] == []


@pytest.mark.shared
@pytest.mark.skipif(not NINJS.exists(), reason="the schema under ../shared is not there")
@pytest.mark.parametrize(
    "wrong",
    [{"version": 2}, {"type": "news"}, {"bodies": [{"role": "main"}]}, {"pubstatus": "usable"}],
)
def test_the_schema_refuses_what_is_wrong(publish: Publish, wrong: dict[str, Any]) -> None:
    item = json.loads(written(publish("Tin", "Chữ."), "ninjs-3.1.json"))
    assert list(checker().iter_errors(item | wrong))


@pytest.mark.shared
@pytest.mark.skipif(
    not (NEWSML.exists() and NEWSML.stat().st_size),
    reason="the schema under ../shared is not there, or empty",
)
def test_every_kind_of_edition_is_valid_newsml(every_kind: list[Edition]) -> None:
    schema = etree.XMLSchema(etree.parse(NEWSML))
    for edition in every_kind:
        item = etree.fromstring(written(edition, "newsml-g2.xml"))
        assert schema.validate(item), schema.error_log


def test_the_reader_of_iptc_reads_what_we_write(every_kind: list[Edition]) -> None:
    read = [
        NewsMLG2Document(written(edition, "newsml-g2.xml")).get_item() for edition in every_kind
    ]

    assert [item.version for item in read] == ["1", "2", "3", "1"]
    assert read[0].guid == read[1].guid == read[2].guid != read[3].guid
    assert {item.standardversion for item in read} == {"2.35"}
    assert [item.itemmeta.pubstatus.qcode for item in read] == [
        *["stat:usable"] * 2,
        "stat:canceled",
        "stat:usable",
    ]
    assert str(read[0].itemmeta.versioncreated) == "2026-03-01T02:00:00Z"
    assert str(read[1].itemmeta.ednote[0]) == "Sửa số liệu."
    assert str(read[0].contentmeta.headline[0]) == "Tin & <b> ]]>"  # it joins spaces
    (data,) = read[3].contentset.inlinedata
    assert str(data) == "<p>Text.</p>"
    assert data.contenttype == "text/html"


def known(item: Any, written: etree._Element) -> None:
    """Every element of ``written`` is one that IPTC's reader knows there, in the standard's order."""
    order = [definition["xml_name"] for _name, definition in item.get_element_definitions()]
    names = [etree.QName(child).localname for child in written]
    assert set(names) <= set(order)
    assert names == sorted(names, key=order.index)


def test_elements_stand_in_the_order_of_the_standard(every_kind: list[Edition]) -> None:
    for edition in every_kind:
        body = written(edition, "newsml-g2.xml")
        item, tree = NewsMLG2Document(body).get_item(), etree.fromstring(body)
        for name in ("itemMeta", "contentMeta", "contentSet"):
            known(getattr(item, name.lower()), tree.find(f"{{*}}{name}"))
        outer = [etree.QName(child).localname for child in tree]
        assert outer == ["catalog", "rightsInfo", "itemMeta", "contentMeta", "contentSet"]
