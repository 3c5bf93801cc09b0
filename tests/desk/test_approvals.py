"""The approval page: what it tells, and what its buttons do."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from bantin.accounts.actions import note_second_factor
from bantin.accounts.models import User
from bantin.decide.releases import actions
from bantin.decide.releases.models import LookedAt, Release, SignOff
from bantin.publish.record.models import Edition, GoLive
from tests.desk.conftest import signed_in


@pytest.fixture
def phone(spokesperson: User) -> Client:
    """The spokesperson's browser, in which a second factor was shown."""
    client = signed_in(spokesperson)
    key = client.session.session_key
    assert key
    note_second_factor(spokesperson, session=key, method="totp", at=timezone.now())
    return client


@pytest.fixture
def waiting(release: Release, officer: User) -> SignOff:
    instant = timezone.now() + timedelta(hours=1)
    return actions.submit(release.pk, by=officer, at=timezone.now(), go_live_at=instant)


def status_of(sign_off: SignOff) -> str:
    return SignOff.objects.get(pk=sign_off.pk).status


def page(client: Client, sign_off: SignOff) -> str:
    return client.get(f"/desk/approvals/{sign_off.pk}/").content.decode()


def test_the_page_shows_the_text_the_note_and_the_instant(phone: Client, waiting: SignOff) -> None:
    shown = page(phone, waiting)
    assert "Ghi chú hạn chế công bố" in shown
    assert f"{timezone.localtime(waiting.go_live_at):%H:%M}" in shown
    assert "Duyệt và niêm phong" in shown
    assert "/desk/file/images/" in shown


def test_the_page_shows_what_changed_since_the_last_look_and_keeps_showing_it(
    phone: Client, waiting: SignOff, release: Release, officer: User, spokesperson: User
) -> None:
    assert "Thay đổi từ lần bạn xem trước" not in page(phone, waiting)
    release.body = "<p>Từ ngày 2/3, 23.100 lượt xe.</p>"
    release.save()
    release.save_revision(user=officer)
    actions.note_edit(release, by=officer, at=timezone.now())
    again = actions.submit(release.pk, by=officer, at=timezone.now())
    for _ in range(2):
        shown = page(phone, again)
        assert "Thay đổi từ lần bạn xem trước" in shown
        assert "23.100" in shown
        assert "<del>" in shown
        assert "<ins>" in shown
    assert LookedAt.objects.get(person=spokesperson).revision_id == again.revision_id


def test_a_reason_is_needed_to_send_back(phone: Client, waiting: SignOff) -> None:
    address = f"/desk/approvals/{waiting.pk}/send-back/"
    assert "Thiếu lý do" in phone.post(address, {"note": " "}, follow=True).content.decode()
    assert status_of(waiting) == "open"
    phone.post(address, {"note": "Sai ngày"})
    assert status_of(waiting) == "returned"
    assert "Sai ngày" in page(phone, waiting)


def test_approving_from_the_page_seals_and_does_not_publish(
    phone: Client, waiting: SignOff
) -> None:
    phone.post(f"/desk/approvals/{waiting.pk}/approve/")
    assert status_of(waiting) == "approved"
    assert Edition.objects.count() == 1
    assert not GoLive.objects.exists()
    assert "Tự phát hành lúc" in page(phone, waiting)


def test_calling_off_keeps_the_edition_private_and_lets_it_be_submitted_again(
    phone: Client, waiting: SignOff, officer: User
) -> None:
    phone.post(f"/desk/approvals/{waiting.pk}/approve/")
    phone.post(f"/desk/approvals/{waiting.pk}/call-off/", {"reason": "Sai ngày"})
    assert status_of(waiting) == "voided"
    assert Edition.objects.get().voided.reason == "Sai ngày"
    assert actions.submit(waiting.release_id, by=officer, at=timezone.now()).status == "open"


def test_a_press_officer_sees_no_button_to_approve(waiting: SignOff, officer: User) -> None:
    client = signed_in(officer)
    shown = page(client, waiting)
    assert "Duyệt và niêm phong" not in shown
    assert "Trả lại" not in shown
    client.post(f"/desk/approvals/{waiting.pk}/approve/")
    client.post(f"/desk/approvals/{waiting.pk}/send-back/", {"note": "x"})
    assert status_of(waiting) == "open"


def test_who_edited_last_is_told_why_not(
    phone: Client, release: Release, officer: User, spokesperson: User
) -> None:
    release.save_revision(user=spokesperson)
    sign_off = actions.submit(release.pk, by=officer, at=timezone.now())
    shown = page(phone, sign_off)
    assert "phải có người khác duyệt" in shown
    assert "Duyệt và niêm phong" not in shown
    phone.post(f"/desk/approvals/{sign_off.pk}/approve/")
    assert status_of(sign_off) == "open"


@pytest.mark.parametrize("verb", ["approve", "send-back", "call-off"])
def test_looking_never_decides(verb: str, phone: Client, waiting: SignOff) -> None:
    assert phone.get(f"/desk/approvals/{waiting.pk}/{verb}/").status_code == 405
    assert status_of(waiting) == "open"


def test_the_home_page_says_what_waits(phone: Client, waiting: SignOff) -> None:
    shown = phone.get("/desk/").content.decode()
    assert '<span class="count">1</span>' in shown
    assert waiting.release.title in shown
