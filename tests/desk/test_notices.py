"""Notices on the desk: who may do what, what each step looks like, and the one button."""

from typing import Any

import pytest
from django.test import Client

from bantin.accounts.actions import note_second_factor
from bantin.accounts.models import SecondFactorUse, User
from bantin.accounts.roles import Role
from bantin.core.clock import database_now
from bantin.decide.notices.models import NoticeDetails
from bantin.decide.releases import actions as releases
from bantin.decide.releases.models import Release, SignOff
from bantin.publish.record.models import Edition
from bantin.receive.subjects.models import Area, Topic
from tests.desk.conftest import signed_in
from tests.support import notices


@pytest.fixture
def area(db: None) -> Area:
    return Area.objects.create(code="suoi-may", name_vi="Xã Suối Mây")


@pytest.fixture
def second(spokesperson: User) -> User:
    """The spokesperson, who has just shown a second factor in the tests' own session."""
    note_second_factor(spokesperson, session=notices.SESSION, method="totp", at=database_now())
    return spokesperson


@pytest.fixture
def live(officer: User, second: User, topic: Topic, area: Area) -> Edition:
    release = notices.write(officer, topic, area)
    return notices.send(release, by=officer, approver=second)


def typed(topic: Topic, area: Area, **other: Any) -> dict[str, Any]:
    """What the form sends."""
    given = {name: value for name, value in notices.details().items() if value is not None}
    return {
        **given,
        "title": notices.TITLE,
        "language": "vi",
        "until": "180",
        "topics": [topic.pk],
        "areas": [area.pk],
        **other,
    }


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode().partition("<main")[2]


def test_an_empty_list_says_how_to_begin(officer: User) -> None:
    page = shown(signed_in(officer), "/desk/notices/")
    assert "Chưa có thông báo khẩn nào" in page
    assert 'href="/desk/notices/new/"' in page
    assert 'href="/desk/notices/new-drill/"' in page


@pytest.mark.parametrize(("path", "drill"), [("new/", False), ("new-drill/", True)])
def test_an_officer_writes_and_sees_what_people_receive(
    officer: User, topic: Topic, area: Area, path: str, drill: bool
) -> None:
    client = signed_in(officer)
    answer = client.post(f"/desk/notices/{path}", typed(topic, area), follow=True)
    page = answer.content.decode()
    details = NoticeDetails.objects.get()
    assert details.drill is drill
    assert details.release.latest_revision.user == officer
    assert notices.CANCEL_TEXT in page
    assert ("DIỄN TẬP" in page) is drill
    assert ("Đây là thật" in page) is not drill
    assert not SignOff.objects.exists()


def test_a_form_that_is_not_whole_saves_nothing_and_keeps_what_was_typed(
    officer: User, topic: Topic, area: Area
) -> None:
    client = signed_in(officer)
    answer = client.post("/desk/notices/new/", typed(topic, area, severity="", areas=[]))
    assert "Chưa lưu." in answer.content.decode()
    assert notices.TITLE in answer.content.decode()
    assert not Release.objects.exists()


def test_a_notice_opens_in_its_own_form_only(
    officer: User, topic: Topic, area: Area, release: Release
) -> None:
    client, notice = signed_in(officer), notices.write(officer, topic, area)
    answer = client.get(f"/desk/releases/edit/{notice.pk}/")
    assert answer.headers["Location"] == f"/desk/notices/{notice.pk}/edit/"
    for path in ("edit/", "", "cancel/", "cap.xml"):
        assert client.get(f"/desk/notices/{release.pk}/{path}").status_code == 404, path


def test_saving_a_change_voids_what_was_asked_for(officer: User, topic: Topic, area: Area) -> None:
    notice = notices.write(officer, topic, area)
    asked = releases.submit(notice.pk, by=officer, at=database_now())
    client = signed_in(officer)
    address = f"/desk/notices/{notice.pk}/edit/"
    assert "phải duyệt lại" in shown(client, address)
    client.post(address, typed(topic, area, severity="Minor"))
    assert SignOff.objects.get(pk=asked.pk).status == "voided"
    assert NoticeDetails.objects.get().severity == "Minor"
    assert not Edition.objects.exists()


def test_a_drill_is_marked_at_every_step(
    officer: User, spokesperson: User, topic: Topic, area: Area
) -> None:
    drill = notices.write(officer, topic, area, drill=True)
    client = signed_in(officer)
    before = [f"/desk/notices/{drill.pk}/edit/", f"/desk/releases/submit/{drill.pk}/"]
    asked_for = [
        *("/desk/notices/", f"/desk/notices/{drill.pk}/", f"/desk/releases/{drill.pk}/"),
        *("/desk/approvals/", "/desk/releases/", "/desk/"),
    ]
    for path in before:
        assert "DIỄN TẬP" in shown(client, path), path
    asked = releases.submit(drill.pk, by=officer, at=database_now())
    for path in [*asked_for, f"/desk/approvals/{asked.pk}/"]:
        page = shown(client, path)
        assert "DIỄN TẬP" in page, path
        assert "THÔNG BÁO KHẨN" not in page.replace("Thông báo khẩn", ""), path
    decision = shown(signed_in(spokesperson), f"/desk/approvals/{asked.pk}/")
    assert "Duyệt và niêm phong bản diễn tập" in decision
    assert notices.CANCEL_TEXT in decision


def test_opening_the_page_cancels_nothing_and_the_button_asks_for_a_second_factor(
    live: Edition, second: User
) -> None:
    client = signed_in(second)
    address = f"/desk/notices/{live.release_id}/cancel/"
    assert notices.CANCEL_TEXT in shown(client, address)
    assert Edition.objects.count() == 1

    SecondFactorUse.objects.all().delete()
    answer = client.post(address)
    assert "/accounts/2fa/reauthenticate/" in answer.headers["Location"]
    assert Edition.objects.count() == 1

    key = client.session.session_key
    assert key
    note_second_factor(second, session=key, method="totp", at=database_now())
    answer = client.post(address, follow=True)
    assert "Đã hủy." in answer.content.decode()
    assert Edition.objects.get(number=2).live
    assert "không có hiệu lực" in client.post(address, follow=True).content.decode()
    assert Edition.objects.count() == 2


@pytest.mark.parametrize("role", [*(role for role in Role if role != Role.SPOKESPERSON), None])
def test_only_who_may_speak_on_it_cancels(live: Edition, staff: Any, role: Role | None) -> None:
    person = staff("khac", *([role] if role else []), is_superuser=role is None, is_staff=True)
    client = signed_in(person)
    key = client.session.session_key
    assert key
    note_second_factor(person, session=key, method="totp", at=database_now())
    address = f"/desk/notices/{live.release_id}/cancel/"
    assert "Hủy thông báo ngay" not in client.get(address, follow=True).content.decode()
    client.post(address)
    assert Edition.objects.count() == 1


def test_the_list_says_where_each_notice_stands(live: Edition, officer: User, second: User) -> None:
    client = signed_in(officer)
    assert "còn hiệu lực đến" in shown(client, "/desk/notices/")
    assert "<cap" not in shown(client, "/desk/notices/")
    xml = client.get(f"/desk/notices/{live.release_id}/cap.xml")
    assert b"<status>Actual</status>" in xml.content
