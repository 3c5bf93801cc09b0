"""Sending under embargo on the desk, who sees it, and what the pages say afterwards."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.core.clock import database_now
from bantin.deliver.conftest import Subscriber
from bantin.deliver.dispatch.models import Delivery, FanOut
from bantin.deliver.embargoes.models import Embargo, Offer
from bantin.deliver.embargoes.tests.conftest import TITLE, WORDS, page_of
from bantin.publish.record import actions as record
from bantin.publish.record.models import Edition
from bantin.receive.accreditations import actions as accreditations
from bantin.receive.contacts import actions as contacts
from bantin.receive.contacts.models import Contact

pytestmark = pytest.mark.django_db
Journalist = Callable[..., Contact]
Sealed = Callable[..., Edition]
Make = Callable[..., list[Offer]]
Staff = Callable[..., User]
EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form(*chosen: Contact, step: str, **other: str) -> dict[str, object]:
    return {
        "subject_vi": "Văn bản dành cho bạn",
        "subject_en": "A text for you",
        "contact": [str(one.pk) for one in chosen],
        "step": step,
        **other,
    }


def test_from_the_approval_to_the_mails_in_three_steps(
    officer: User, sealed: Sealed, journalist: Journalist, subscriber: Subscriber
) -> None:
    edition, first = sealed(), journalist(name="Lò Văn Một")
    second = journalist("en@a.example", name="Vừ Thị Hai", language="en")
    subscriber("ngoai@a.example", name="Người Ngoài")
    paused = journalist("im@a.example", name="Đang Nghỉ")
    contacts.suppress(paused, at=database_now(), reason="550")
    client, send = signed_in(officer), reverse("embargo_send", args=[edition.pk])

    approval = client.get(reverse("approval", args=[edition.sign_off_id])).content.decode()
    assert f'href="{send}"' in approval
    choose = client.get(send).content.decode()
    assert choose.count(" checked") == 2
    assert "Người Ngoài" not in choose
    assert f'value="{paused.pk}"' not in choose
    assert "Đang Nghỉ" in choose

    look = client.post(send, form(first, second, step="look")).content.decode()
    for words in (TITLE, "Lò Văn Một", "Vừ Thị Hai", "Văn bản dành cho bạn", "A text for you"):
        assert words in look
    assert "Under embargo until" in look
    assert "cho 2 đầu mối liên hệ" in look
    assert not Offer.objects.exists()
    back = client.post(send, form(first, step="choose")).content.decode()
    assert back.count(" checked") == 1
    assert not Delivery.objects.exists()

    page = client.post(send, form(first, second, step="send"), follow=True).content.decode()
    assert set(Offer.objects.values_list("contact", flat=True)) == {first.pk, second.pk}
    assert Delivery.objects.filter(channel="embargo").count() == 2
    assert "Lò Văn Một" in page
    assert "chưa chấp thuận" in page
    again = client.get(send).content.decode()
    assert "Lò Văn Một" not in again
    assert not FanOut.objects.exists()


def test_who_accepted_and_read_what_and_when_is_shown(
    officer: User, sealed: Sealed, journalist: Journalist, offer: Make
) -> None:
    edition, contact = sealed(), journalist(name="Lò Văn Một")
    offer(edition, contact)
    reader = Client()
    reader.post(page_of(edition, contact), {"version": "1"})
    reader.get(page_of(edition, contact))
    client = signed_in(officer)
    page = client.get(reverse("embargo", args=[edition.pk])).content.decode()
    assert "đã chấp thuận" in page
    assert "phiên bản 1" in page
    assert "mở được" in page
    own = client.get(reverse("contact_page", args=[contact.pk])).content.decode()
    assert own.count(TITLE) >= 2
    assert "đang có hiệu lực" in own
    approval = client.get(reverse("approval", args=[edition.sign_off_id])).content.decode()
    assert reverse("embargo", args=[edition.pk]) in approval

    accreditations.revoke(contact.pk, by=officer, at=database_now(), reason="Mất thẻ.")
    dead = client.get(reverse("embargo", args=[edition.pk])).content.decode()
    assert "không còn mở được" in dead


def test_a_refusal_is_said_and_nothing_goes_out(
    officer: User, sealed: Sealed, journalist: Journalist, subscriber: Subscriber
) -> None:
    edition, contact = sealed(), journalist()
    outsider = subscriber("ngoai@a.example")
    client, send = signed_in(officer), reverse("embargo_send", args=[edition.pk])
    for answer in (
        client.post(send, form(step="look")),
        client.post(send, form(step="send")),
        client.post(send, form(outsider, step="look")),
        client.post(send, form(contact, outsider, step="send")),
        client.post(send, form(contact, step="look", subject_vi=TITLE)),
        client.post(send, form(contact, step="send", subject_en=f"Re: {TITLE}")),
    ):
        assert answer.status_code == 200
        assert "notice--stop" in answer.content.decode()
    client.post(send, form(contact, step="send", contact="x"))
    assert not Offer.objects.exists()
    assert not Embargo.objects.exists()

    record.void(edition.pk, by=officer, at=database_now(), reason="hoãn")
    client.post(send, form(contact, step="send"))
    assert not Offer.objects.exists()
    approval = client.get(reverse("approval", args=[edition.sign_off_id])).content.decode()
    assert send not in approval
    assert client.get(reverse("embargo_send", args=[999_999])).status_code == 404


@pytest.mark.parametrize("role", [None, *Role])
def test_row_27_titles_are_for_those_who_read_drafts_and_sending_is_for_press_officers(
    staff: Staff,
    officer: User,
    sealed: Sealed,
    journalist: Journalist,
    offer: Make,
    role: Role | None,
) -> None:
    edition, contact, waiting = sealed(), journalist(), journalist("hai@a.example")
    offer(edition, contact)
    Delivery.objects.update(status="held", due_at=None)
    FanOut.objects.create(
        edition=edition, urgent=False, begun_at=database_now(), held_at=database_now()
    )
    client = signed_in(staff(role, "en")) if role else Client()
    send = reverse("embargo_send", args=[edition.pk])
    pages = {
        name: client.get(address)
        for name, address in {
            "list": reverse("embargoes"),
            "page": reverse("embargo", args=[edition.pk]),
            "send": send,
            "deliveries": reverse("deliveries", args=[edition.pk]),
            "overview": reverse("deliveries_overview"),
            "home": reverse("wagtailadmin_home"),
            "contact": reverse("contact_page", args=[contact.pk]),
            "term": reverse("accreditation", args=[contact.accreditations.get().pk]),
            "figures": "/desk/figures/deliveries/?days=all",
        }.items()
    }
    reads_drafts = role in {Role.PRESS_OFFICER, Role.SPOKESPERSON, Role.AUTHORISED_PERSON}
    sees = role in {Role.PRESS_OFFICER, Role.SPOKESPERSON}
    assert (pages["list"].status_code == 200) is sees
    assert (pages["page"].status_code == 200) is sees
    assert (pages["send"].status_code == 200) is (role == Role.PRESS_OFFICER)
    for answer in pages.values():
        shown = answer.content.decode()
        assert WORDS not in shown
        assert reads_drafts or TITLE not in shown
    client.post(send, form(waiting, step="send"))
    assert Offer.objects.filter(contact=waiting).exists() is (role == Role.PRESS_OFFICER)


def test_row_35_names_and_subjects_are_inert(
    officer: User, sealed: Sealed, journalist: Journalist
) -> None:
    edition, contact = sealed(title=EVIL), journalist(name=EVIL)
    client, send = signed_in(officer), reverse("embargo_send", args=[edition.pk])
    own = form(contact, step="look", subject_vi=EVIL[:30], subject_en="x")
    answers = [client.get(send), client.post(send, own)]
    client.post(send, own | {"step": "send"})
    reader, page = Client(), page_of(edition, contact)
    answers += [
        client.get(reverse("embargoes")),
        client.get(reverse("embargo", args=[edition.pk])),
        client.get(reverse("approval", args=[edition.sign_off_id])),
        reader.get(page),
        reader.post(page, {"version": "1"}, follow=True),
    ]
    for answer in answers:
        html = answer.content.decode()
        assert answer.status_code == 200
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_the_list_shows_what_waits_what_was_offered_and_what_became_of_it(
    officer: User, sealed: Sealed, journalist: Journalist, offer: Make
) -> None:
    offered, waiting = sealed(), sealed(title="Chưa gửi ai")
    offer(offered, journalist())
    client = signed_in(officer)
    page = client.get(reverse("embargoes")).content.decode()
    assert page.count(TITLE) == 2
    assert page.count("Chưa gửi ai") == 1
    record.void(offered.pk, by=officer, at=database_now(), reason="hoãn")
    record.void(waiting.pk, by=officer, at=database_now(), reason="hoãn")
    after = client.get(reverse("embargoes")).content.decode()
    assert after.count(TITLE) == 1
    assert "Chưa gửi ai" not in after
    assert "việc duyệt đã chấm dứt" in after
