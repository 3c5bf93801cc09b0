"""What left the office as a file: noted for good, read by administrators."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from bantin.accounts import guards
from bantin.accounts.actions import log_export
from bantin.accounts.errors import NoPurpose
from bantin.accounts.models import Export, User
from bantin.accounts.roles import Role

pytestmark = pytest.mark.django_db
NINE = datetime(2027, 3, 1, 2, 0, tzinfo=UTC)


def _user(role: Role) -> User:
    user = User.objects.create_user(role.value, language="en", display_name=f"<b>{role.value}</b>")
    user.groups.add(Group.objects.get(name=role.value))
    return user


def _export(purpose: str = "Mời họp báo tháng 3") -> Export:
    by = User.objects.filter(username=Role.PRESS_OFFICER).first() or _user(Role.PRESS_OFFICER)
    return log_export(
        User, by=by, at=NINE, purpose=purpose, format=Export.Format.CSV, filter={"a": "b"}, rows=3
    )


def _refused(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except IntegrityError as error:
        return "append-only" in str(error)
    return False


def test_an_export_without_a_purpose_is_refused() -> None:
    with pytest.raises(NoPurpose):
        _export(" \n ")

    assert not Export.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.bulk_create([_unsaved(purpose="")])


def _unsaved(purpose: str) -> Export:
    noted = _export()
    return Export(
        by=noted.by, at=NINE, table=noted.table, format="csv", purpose=purpose, rows=1, filter={}
    )


@pytest.mark.parametrize(
    "sql", ["UPDATE accounts_export SET purpose = 'x'", "DELETE FROM accounts_export"]
)
def test_the_database_lets_nobody_change_the_list(sql: str) -> None:
    _export()

    assert _refused(sql)
    assert Export.objects.get().purpose == "Mời họp báo tháng 3"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has TRUNCATE")
def test_nor_empty_it() -> None:
    _export()
    connection.check_constraints()  # no foreign key waits for the transaction's end

    assert _refused("TRUNCATE accounts_export")


def test_the_refusals_are_what_keeps_it() -> None:
    """Seeds the bug: the tests above can fail."""
    _export()
    guards.TRIGGERS.remove(connection)
    try:
        assert guards.TRIGGERS.missing()
        assert not _refused("DELETE FROM accounts_export")
    finally:
        guards.TRIGGERS.install(connection)
    assert guards.TRIGGERS.missing() == []


def test_administrators_read_the_list_and_nobody_else_does() -> None:
    _export()
    for role in Role:
        client = Client()
        client.force_login(User.objects.filter(username=role.value).first() or _user(role))
        answer = client.get(reverse("exports"))
        assert (answer.status_code == 200) is (role is Role.ADMINISTRATOR), role
        menu = client.get(reverse("wagtailadmin_home")).content.decode()
        assert (reverse("exports") in menu) is (role is Role.ADMINISTRATOR), role
        if role is Role.ADMINISTRATOR:
            page = answer.content.decode()
    assert "Mời họp báo tháng 3" in page
    assert "a=b" in page
    assert "&lt;b&gt;press_officer" in page


def test_an_empty_list_says_so() -> None:
    client = Client()
    client.force_login(_user(Role.ADMINISTRATOR))

    assert "Nothing was exported yet" in client.get(reverse("exports")).content.decode()
