"""Accounts on the desk: administrators make them, and make no superusers and no approvals."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, Permission

from bantin.accounts.grants import apply_grants, granted
from bantin.accounts.models import User
from bantin.accounts.roles import Role
from tests.desk.conftest import signed_in

NEW = {
    "username": "can-bo-moi",
    "display_name": "Nguyễn Thị Mới",
    "title": "Cán bộ",
    "language": "vi",
    "password1": "mot-mat-khau-that-dai",
    "password2": "mot-mat-khau-that-dai",
}


@pytest.fixture
def administrator(staff: Callable[..., User]) -> User:
    return staff("quan-tri", Role.ADMINISTRATOR)


def group(role: Role) -> int:
    return Group.objects.get(name=role.value).pk


def test_an_administrator_makes_an_account_with_a_role(administrator: User) -> None:
    data = NEW | {"groups": [group(Role.PRESS_OFFICER)], "is_superuser": "on", "is_staff": "on"}
    assert signed_in(administrator).post("/desk/users/new/", data).status_code == 302
    made = User.objects.get(username="can-bo-moi")
    assert made.get_full_name() == "Nguyễn Thị Mới"
    assert [g.name for g in made.groups.all()] == ["press_officer"]
    assert not made.is_superuser


def test_the_list_names_roles_in_words(administrator: User) -> None:
    page = signed_in(administrator).get("/desk/users/").content.decode()
    assert "quản trị viên" in page
    assert "administrator<" not in page


def test_nobody_changes_their_own_roles(administrator: User) -> None:
    client = signed_in(administrator)
    data = {"username": "quan-tri", "language": "vi", "groups": [group(Role.SPOKESPERSON)]}
    assert client.post(f"/desk/users/edit/{administrator.pk}/", data).status_code == 302
    assert [g.name for g in administrator.groups.all()] == ["administrator"]


def test_an_administrator_disables_an_account(administrator: User, officer: User) -> None:
    theirs = signed_in(officer)
    data = {"username": "can-bo", "language": "vi", "groups": [group(Role.PRESS_OFFICER)]}
    signed_in(administrator).post(f"/desk/users/edit/{officer.pk}/", data)
    officer.refresh_from_db()
    assert not officer.is_active
    assert theirs.get("/desk/").status_code == 302


def test_other_roles_do_not_reach_accounts(officer: User, spokesperson: User) -> None:
    for person in (officer, spokesperson):
        client = signed_in(person)
        for address in ("/desk/users/", "/desk/users/new/", f"/desk/users/edit/{officer.pk}/"):
            assert client.get(address).headers["Location"] == "/desk/"
        client.post("/desk/users/new/", NEW)
    assert not User.objects.filter(username="can-bo-moi").exists()


def test_every_granted_permission_exists(db: None) -> None:
    known = {
        f"{p.content_type.app_label}.{p.codename}"
        for p in Permission.objects.select_related("content_type")
    }
    missing = {name for role in Role for name in granted(role)} - known
    assert missing == set()


def test_a_right_slipped_in_by_hand_is_gone_after_the_next_migrate(db: None) -> None:
    clerks = Group.objects.get(name=Role.COVERAGE_CLERK.value)
    clerks.permissions.add(Permission.objects.get(codename="view_release"))
    apply_grants()
    assert not clerks.permissions.filter(codename="view_release").exists()
    assert clerks.permissions.filter(codename="access_admin").exists()


def test_those_who_may_not_see_drafts_hold_no_right_to_them(db: None) -> None:
    for role in (Role.COVERAGE_CLERK, Role.ADMINISTRATOR):
        assert not {n for n in granted(role) if n.endswith("_release") or "image" in n}
