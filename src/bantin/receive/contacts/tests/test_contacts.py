"""Who may be written to, who asked for what, and how that ends."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from bantin.receive.contacts import actions, links, lists, queries
from bantin.receive.contacts.errors import (
    ConsentWithoutWords,
    FileRefused,
    NotAnAddress,
    NotOneLine,
)
from bantin.receive.contacts.models import Contact
from bantin.receive.subjects.models import Area, Topic

pytestmark = pytest.mark.django_db
NINE = datetime(2027, 3, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def traffic() -> Topic:
    return Topic.objects.create(code="giao-thong", name_vi="An toàn giao thông")


@pytest.fixture
def fire() -> Topic:
    return Topic.objects.create(code="chay", name_vi="Phòng cháy")


@pytest.fixture
def province() -> Area:
    return Area.objects.create(code="tinh", name_vi="Tỉnh An Lạc")


@pytest.fixture
def ward(province: Area) -> Area:
    return Area.objects.create(code="minh-khai", name_vi="Minh Khai", parent=province)


@pytest.fixture
def other_ward(province: Area) -> Area:
    return Area.objects.create(code="ham-giang", name_vi="Hàm Giang", parent=province)


def _contact(email: str, *, consent: bool = True, **asked: object) -> Contact:
    contact, _new = actions.add_contact(kind="resident", name="", email=email)
    if consent:
        actions.record_consent(contact, text="Tôi đồng ý.", source="Mẫu", at=NINE)
    actions.subscribe(contact, at=NINE, **asked)
    return contact


def _who(topics: list[Topic], areas: list[Area] | None = None, language: str = "vi") -> set[str]:
    asked = queries.asked_for(
        topics=[t.pk for t in topics], areas=[a.pk for a in areas or []], languages=[language]
    )
    found = queries.reachable().filter(asked)
    return {contact.email.partition("@")[0] for contact in found}


def test_a_text_goes_to_whoever_asked_for_its_topic_area_and_language_or_for_any(
    traffic: Topic, fire: Topic, ward: Area, other_ward: Area, province: Area
) -> None:
    _contact("tat-ca@a.example")
    _contact("giao-thong@a.example", topic=traffic)
    _contact("chay@a.example", topic=fire)
    _contact("phuong@a.example", area=ward)
    _contact("phuong-khac@a.example", area=other_ward)
    _contact("ca-tinh@a.example", area=province)
    _contact("english@a.example", language="en")

    assert _who([traffic], [ward]) == {"tat-ca", "giao-thong", "phuong", "ca-tinh"}
    assert _who([fire], [province]) == {"tat-ca", "chay", "phuong", "phuong-khac", "ca-tinh"}
    assert _who([fire], [], "en") == {
        "tat-ca", "chay", "phuong", "phuong-khac", "ca-tinh", "english",
    }  # fmt: skip


def test_topic_and_area_must_match_in_the_same_subscription(
    traffic: Topic, fire: Topic, ward: Area, other_ward: Area
) -> None:
    contact = _contact("a@a.example", topic=traffic, area=ward)
    actions.subscribe(contact, topic=fire, area=other_ward, at=NINE)

    assert _who([traffic], [ward]) == {"a"}
    assert _who([traffic], [other_ward]) == set()


def test_nobody_gets_anything_without_consent_or_when_suppressed(traffic: Topic) -> None:
    _contact("khong-dong-y@a.example", consent=False)
    actions.suppress(_contact("hong@a.example"), at=NINE, reason="550 no such mailbox")
    actions.withdraw_consent(_contact("rut-lai@a.example"), at=NINE + timedelta(days=1))
    _contact("duoc@a.example")

    assert _who([traffic]) == {"duoc"}


def test_the_first_reason_of_a_suppression_stays_and_lifting_it_sends_again(
    traffic: Topic,
) -> None:
    contact = _contact("a@a.example")
    actions.suppress(contact, at=NINE, reason="550 5.1.1 no such mailbox")
    actions.suppress(contact, at=NINE, reason="later")
    contact.refresh_from_db()
    assert contact.suppressed_because == "550 5.1.1 no such mailbox"

    actions.lift_suppression(contact)
    assert _who([traffic]) == {"a"}


@pytest.mark.parametrize(
    "email",
    ["", "khong-phai", "a@b", "a b@c.example", "a@c.example\r\nBcc: d@e.example", "<a@b.vn>"],
)
def test_a_bad_address_is_refused(email: str) -> None:
    with pytest.raises(NotAnAddress):
        actions.add_contact(kind="resident", name="", email=email)

    assert not Contact.objects.exists()


@pytest.mark.parametrize("name", ["A\r\nBcc: x@y.example", "A\nB", "A\x00", "A\u2028B"])
def test_row_38_a_name_with_a_line_break_is_refused_everywhere(name: str) -> None:
    with pytest.raises(NotOneLine):
        actions.add_contact(kind="resident", name=name, email="a@a.example")
    with pytest.raises(ValidationError):
        Contact(kind="resident", name=name, email="a@a.example").full_clean()

    assert not Contact.objects.exists()


def test_the_database_itself_refuses_line_breaks_and_a_second_spelling_of_an_address() -> None:
    Contact.objects.create(kind="resident", name="A", email="a@a.example")

    for name, email in [("A\nB", "b@a.example"), ("A", "A@a.example")]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Contact.objects.create(kind="resident", name=name, email=email)
    assert Contact.objects.count() == 1


def test_a_consent_without_words_is_refused() -> None:
    contact, _new = actions.add_contact(kind="resident", name="", email="a@a.example")

    with pytest.raises(ConsentWithoutWords):
        actions.record_consent(contact, text="  ", source="Mẫu", at=NINE)
    assert not contact.consents.exists()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_row_41_only_a_post_ends_the_subscription(prefix: str, traffic: Topic) -> None:
    contact = _contact("a@a.example")
    page = f"{prefix}/huy-dang-ky/{links.unsubscribe_token(contact.pk)}/"
    scanner = Client(enforce_csrf_checks=True)

    assert scanner.get(page).status_code == 200
    assert scanner.head(page).status_code == 200
    assert _who([traffic]) == {"a"}

    answer = scanner.post(page, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert _who([traffic]) == set()
    assert contact.consents.get().withdrawn_at is not None
    assert scanner.post(page).status_code == 200


def test_a_forged_link_ends_nothing(traffic: Topic) -> None:
    contact = _contact("a@a.example")
    token = links.unsubscribe_token(contact.pk)

    for forged in (f"{contact.pk}", f"{contact.pk + 1}{token[1:]}", token[:-2], "0.x"):
        assert Client().post(f"/huy-dang-ky/{forged}/").status_code == 404
    assert _who([traffic]) == {"a"}


LIST = (
    "kind,name,email,language,outlet,topics,areas,consent\n"
    "journalist,Lều Quang Thức,thuc@a.example,vi,,giao-thong,,Tôi đồng ý.\n"
    "resident,Chị Sáu,sau@a.example,vi,,,,\n"
    "resident,Anh Bảy,bay@@a.example,vi,,,,Tôi đồng ý.\n"
    "resident,Anh Tám,tam@a.example,vi,,khong-co,,Tôi đồng ý.\n"
)


def test_importing_a_list_twice_changes_nothing_and_every_refused_line_says_why(
    traffic: Topic,
) -> None:
    data = b"\xef\xbb\xbf" + LIST.encode()
    first = lists.import_contacts(data, source="ds.csv", at=NINE)
    again = lists.import_contacts(data, source="ds.csv", at=NINE)

    assert (first.added, first.known) == (1, 0)
    assert (again.added, again.known) == (0, 1)
    assert [number for number, _why in first.refused] == [3, 4, 5]
    assert "khong-co" in first.refused[2][1]
    assert _who([traffic]) == {"thuc"}
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"a,b\n1,2\n", b"", b"x" * (lists.LARGEST + 1)])
def test_what_is_no_list_is_refused_whole(data: bytes) -> None:
    with pytest.raises(FileRefused):
        lists.import_contacts(data, source="x", at=NINE)

    assert not Contact.objects.exists()
