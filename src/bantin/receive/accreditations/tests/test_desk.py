"""Accrediting, revoking and writing the agreement on the desk."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.core.clock import database_now
from bantin.receive.accreditations import actions, queries
from bantin.receive.accreditations.models import Accreditation, Agreement
from bantin.receive.contacts.models import Contact

pytestmark = pytest.mark.django_db
Staff = Callable[..., User]
Make = Callable[..., Contact]
Accredit = Callable[..., Accreditation]
Write = Callable[..., Agreement]
EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def filled_in(**other: str) -> dict[str, str]:
    today = timezone.localdate()
    values = {
        "email": "Ngan@a.example",
        "since": today.isoformat(),
        "until": (today + timedelta(days=30)).isoformat(),
        "card_seen_on": today.isoformat(),
        "note": "Thẻ nhà báo số 0123.",
    }
    return values | other


def test_a_contact_is_accredited_by_address_from_now_to_the_end_of_the_last_day(
    officer: User, journalist: Make
) -> None:
    contact, client = journalist(), signed_in(officer)
    page = client.post(reverse("accreditation_new"), filled_in(), follow=True)
    term = Accreditation.objects.get()
    assert term.contact == contact
    assert term.checked_by == officer
    assert queries.is_accredited(contact.pk, database_now())
    last = timezone.localtime(term.until - timedelta(seconds=1))
    assert last.date().isoformat() == filled_in()["until"]
    html = page.content.decode()
    for words in ("Thẻ nhà báo số 0123.", str(officer), "đang có hiệu lực"):
        assert words in html


def test_the_contacts_own_page_leads_there_with_the_address_filled_in(
    officer: User, journalist: Make
) -> None:
    contact, client = journalist(), signed_in(officer)
    page = client.get(reverse("contact_page", args=[contact.pk])).content.decode()
    link = f"{reverse('accreditation_new')}?contact={contact.pk}"
    assert f'href="{link}"' in page
    assert 'value="ngan@a.example"' in client.get(link).content.decode()


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"email": "khong-co@a.example"}, "Không có đầu mối nào dùng địa chỉ này"),
        ({"card_seen_on": ""}, "Chưa kiểm tra gì"),
        ({"until": "2020-01-01"}, "thời hạn phải bắt đầu từ hôm nay"),
        ({"card_seen_on": "2099-01-01"}, "có ngày kiểm tra ở tương lai"),
    ],
)
def test_a_form_that_is_refused_says_why_and_saves_nothing(
    officer: User, journalist: Make, other: dict[str, str], why: str
) -> None:
    journalist()
    answer = signed_in(officer).post(reverse("accreditation_new"), filled_in(**other))
    assert answer.status_code == 200
    assert why in answer.content.decode()
    assert not Accreditation.objects.exists()


def test_a_revocation_asks_for_a_reason_and_a_look_revokes_nothing(
    officer: User, journalist: Make, accredit: Accredit
) -> None:
    contact, client = journalist(), signed_in(officer)
    address = reverse("accreditation_revoke", args=[accredit(contact).pk])
    client.get(address)
    client.post(address, {"reason": " "})
    assert queries.is_accredited(contact.pk, database_now())

    page = client.post(address, {"reason": "Thẻ đã bị thu hồi."}, follow=True).content.decode()
    assert not queries.is_accredited(contact.pk, database_now())
    assert "Thẻ đã bị thu hồi." in page
    again = client.post(address, {"reason": "Lần hai."}, follow=True).content.decode()
    assert "Lần hai." not in again


def test_a_version_is_read_once_more_before_it_is_in_force_and_the_old_one_stays(
    officer: User, write: Write
) -> None:
    write()
    client, address = signed_in(officer), reverse("agreement_new")
    assert "Tôi không công bố trước giờ." in client.get(address).content.decode()
    words = {"text_vi": "Lời mới.", "text_en": "New words.", "after": "1"}

    read = client.post(address, words | {"step": "read"}).content.decode()
    assert 'name="step" value="save"' in read
    assert Agreement.objects.count() == 1
    back = client.post(address, words | {"step": "write"}).content.decode()
    assert 'name="step" value="read"' in back
    assert Agreement.objects.count() == 1

    client.post(address, words | {"step": "save"})
    assert queries.current_agreement().text_vi == "Lời mới."
    late = client.post(address, words | {"text_vi": "Khác.", "step": "save"}).content.decode()
    assert "notice--stop" in late
    assert Agreement.objects.count() == 2
    old = client.get(reverse("agreement_version", args=[1])).content.decode()
    assert "Tôi không công bố trước giờ." in old
    assert client.get(reverse("agreement_version", args=[9])).status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_and_does_what_the_table_says(
    staff: Staff, journalist: Make, accredit: Accredit, role: Role
) -> None:
    contact = journalist()
    term = accredit(contact)
    client = signed_in(staff(role, "en"))
    views = role in {Role.PRESS_OFFICER, Role.ADMINISTRATOR, Role.SPOKESPERSON}
    changes = views and role != Role.SPOKESPERSON
    assert (client.get(reverse("accreditations")).status_code == 200) is views
    assert (client.get(reverse("agreement")).status_code == 200) is views
    assert (client.get(reverse("accreditation", args=[term.pk])).status_code == 200) is views
    revoke = reverse("accreditation_revoke", args=[term.pk])
    for address in (reverse("accreditation_new"), reverse("agreement_new"), revoke):
        assert (client.get(address).status_code == 200) is changes
    client.post(revoke, {"reason": "x"})
    words = {"text_vi": "x", "text_en": "y", "after": "0", "step": "save"}
    client.post(reverse("agreement_new"), words)
    assert queries.is_accredited(contact.pk, database_now()) is not changes
    assert Agreement.objects.exists() is changes


def test_row_35_names_notes_and_words_are_inert(
    officer: User, journalist: Make, accredit: Accredit, write: Write
) -> None:
    contact = journalist(name=EVIL)
    term = accredit(contact, note=EVIL)
    write(EVIL, EVIL)
    actions.accept(contact.pk, 1, language="vi", link=EVIL, at=database_now())
    client = signed_in(officer)
    addresses = [
        reverse("accreditations"),
        reverse("accreditation", args=[term.pk]),
        reverse("accreditation_revoke", args=[term.pk]),
        reverse("agreement"),
        reverse("contact_page", args=[contact.pk]),
    ]
    for address in addresses:
        html = client.get(address).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_the_list_finds_by_state_and_by_words(
    officer: User, journalist: Make, accredit: Accredit
) -> None:
    soon = journalist("som@a.example", name="Lò Văn Sớm")
    later = journalist("sau@a.example", name="Vừ Thị Sau")
    now = database_now()
    accredit(soon, until=now + timedelta(days=3))
    accredit(later, since=now + timedelta(days=3))
    client = signed_in(officer)

    def shown(query: str) -> list[str]:
        html = client.get(f"{reverse('accreditations')}?{query}").content.decode()
        return re.findall(r'accreditations/\d+/">([^<]+)</a>', html)

    assert shown("") == ["Lò Văn Sớm"]
    assert shown("state=soon") == ["Lò Văn Sớm"]
    assert shown("state=later") == ["Vừ Thị Sau"]
    assert sorted(shown("state=all")) == ["Lò Văn Sớm", "Vừ Thị Sau"]
    assert shown("state=all&q=sau@") == ["Vừ Thị Sau"]
    assert shown("state=%00&q=%25") == []
