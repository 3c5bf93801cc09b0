"""Contacts as a file: what is in it, who may have it, and that it is noted first."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from bantin.accounts.models import Export, User
from bantin.accounts.roles import Role
from bantin.receive.contacts import actions, exports
from bantin.receive.contacts.models import Contact, Outlet
from bantin.receive.subjects.models import Topic

pytestmark = pytest.mark.django_db
NINE = datetime(2027, 3, 1, 2, 0, tzinfo=UTC)
WISH = {"purpose": "Mời họp báo tháng 3", "format": "csv"}


@pytest.fixture
def client_of() -> Callable[[Role], Client]:
    def log_in(role: Role) -> Client:
        user = User.objects.create_user(role.value, language="en")
        user.groups.add(Group.objects.get(name=role.value))
        client = Client()
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def officer(client_of: Callable[[Role], Client]) -> Client:
    return client_of(Role.PRESS_OFFICER)


@pytest.fixture
def people(traffic: Topic, fire: Topic) -> None:
    outlet = Outlet.objects.create(code="bao", name="Báo An Lạc", kind="newspaper")
    one, _new = actions.add_contact(
        kind="journalist", name="=HYPERLINK(1)", email="mot@a.example", outlet=outlet
    )
    actions.record_consent(one, text="Tôi đồng ý.", source="Mẫu", at=NINE)
    actions.subscribe(one, topic=traffic, at=NINE)
    two, _new = actions.add_contact(kind="resident", name="Khuất Thị Ngân", email="hai@a.example")
    actions.subscribe(two, topic=fire, at=NINE)
    gone, _new = actions.add_contact(kind="resident", name="", email="xoa@a.example")
    Contact.objects.filter(pk=gone.pk).update(forgotten_at=NINE)


def _address(**filters: str) -> str:
    return f"{reverse('contact_export')}?{urlencode(filters)}"


def _lines(body: bytes) -> list[dict[str, str]]:
    assert body.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


@pytest.mark.usefixtures("people")
def test_the_page_says_what_leaves_before_anything_does(officer: Client) -> None:
    page = officer.get(_address(kind="resident")).content.decode()

    assert "1 contact leaves the office" in page
    assert "1 of them may not be written to" in page
    assert "resident" in page
    assert "hai@a.example" not in page
    assert not Export.objects.exists()


@pytest.mark.usefixtures("people")
def test_without_a_purpose_nothing_leaves(officer: Client) -> None:
    for purpose in ("", "  "):
        answer = officer.post(_address(), WISH | {"purpose": purpose})
        assert "Content-Disposition" not in answer.headers
        assert "mot@a.example" not in answer.content.decode()
    assert not Export.objects.exists()


@pytest.mark.usefixtures("people")
def test_a_csv_opens_in_a_spreadsheet_and_computes_nothing(officer: Client) -> None:
    answer = officer.post(_address(), WISH)

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert ".csv" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    lines = {line["E-mail"]: line for line in _lines(answer.content)}
    assert set(lines) == {"mot@a.example", "hai@a.example"}  # nobody who had themselves deleted
    assert lines["mot@a.example"]["Name"] == "'=HYPERLINK(1)"
    assert lines["mot@a.example"]["Outlet"] == "Báo An Lạc"
    assert lines["mot@a.example"]["Topics"] == "Road safety"
    assert lines["mot@a.example"]["State"] == "gets our texts"
    assert lines["hai@a.example"]["State"] == "no consent in force"


@pytest.mark.usefixtures("people")
def test_a_workbook_has_the_same_rows(officer: Client) -> None:
    answer = officer.post(_address(), WISH | {"format": "xlsx"})

    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[1] for row in rows] == ["E-mail", "mot@a.example", "hai@a.example"]
    assert rows[1][0] == "'=HYPERLINK(1)"
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.usefixtures("people")
def test_each_export_is_noted_without_its_rows(officer: Client) -> None:
    officer.post(_address(kind="journalist", q="Báo"), WISH)

    noted = Export.objects.get()
    assert noted.by.username == Role.PRESS_OFFICER
    assert noted.table.model_class() is Contact
    assert (noted.format, noted.purpose, noted.rows) == ("csv", "Mời họp báo tháng 3", 1)
    assert noted.filter == {"kind": "journalist", "q": "…"}  # what was searched for may be a name
    assert "mot@" not in str([*Export.objects.values_list()])


@pytest.mark.usefixtures("people")
def test_nothing_leaves_that_could_not_be_noted(
    officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_arguments: object, **_named: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(exports, "log_export", full_disk)
    with pytest.raises(OSError, match="no space"):
        officer.post(_address(), WISH)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"kind": "resident"}, {"hai"}),
        ({"state": "reachable"}, {"mot"}),
        ({"state": "no_consent"}, {"hai"}),
        ({"q": "khuất"}, {"hai"}),
        ({"q": "an lạc"}, {"mot"}),
        ({"kind": "creator"}, set()),
    ],
)
def test_the_file_holds_what_the_list_shows(
    officer: Client, filters: dict[str, str], found: set[str]
) -> None:
    lines = _lines(officer.post(_address(**filters), WISH).content)
    shown = officer.get(reverse("contacts_desk:list"), filters).content.decode()

    assert {line["E-mail"].partition("@")[0] for line in lines} == found
    assert {who for who in ("mot", "hai") if f"{who}@a.example" in shown} == found


@pytest.mark.usefixtures("people")
def test_a_topic_is_noted_by_its_code(officer: Client, traffic: Topic) -> None:
    lines = _lines(officer.post(_address(topic=str(traffic.pk)), WISH).content)

    assert [line["E-mail"] for line in lines] == ["mot@a.example"]
    assert Export.objects.get().filter == {"topic": "giao-thong"}


@pytest.mark.usefixtures("people")
def test_a_wrong_filter_exports_nobody(officer: Client) -> None:
    for filters in ({"kind": "nobody"}, {"topic": "999999"}):
        assert officer.post(_address(**filters), WISH).status_code == 302
    assert not Export.objects.exists()


def test_a_workbook_takes_only_so_many(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(3):
        actions.add_contact(kind="resident", name="", email=f"nguoi-{n}@a.example")
    monkeypatch.setattr(exports, "MOST_IN_A_WORKBOOK", 2)

    refused = officer.post(_address(), WISH | {"format": "xlsx"}).content.decode()

    assert "A workbook holds 2 rows at most" in refused
    assert not Export.objects.exists()
    assert len(_lines(officer.post(_address(), WISH).content)) == 3


@pytest.mark.usefixtures("people")
def test_only_who_may_change_contacts_exports_them(client_of: Callable[[Role], Client]) -> None:
    for role in Role:
        client = client_of(role)
        may = role is Role.PRESS_OFFICER
        for answer in (client.get(_address()), client.post(_address(), WISH)):
            assert (answer.status_code == 200) is may, role
            assert may or b"a.example" not in answer.content
    assert Export.objects.count() == 1

    reader = User.objects.create_user("reader")
    rights = ["access_admin", "view_contact"]  # looking is not enough
    reader.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client()
    client.force_login(reader)
    assert client.get(reverse("contacts_desk:list")).status_code == 200
    assert client.post(_address(), WISH).status_code == 302
    assert Export.objects.count() == 1


@pytest.mark.usefixtures("people")
def test_wagtails_own_exports_hold_nobody(officer: Client) -> None:
    table = b"".join(officer.get(reverse("contacts_desk:list"), {"export": "csv"}))
    assert not table.strip()
    book = b"".join(officer.get(reverse("contacts_desk:list"), {"export": "xlsx"}))
    assert not any(any(row) for row in load_workbook(io.BytesIO(book)).active.values)
    history = reverse("wagtailadmin_reports:site_history")  # it would name them
    assert officer.get(history, {"export": "csv"}).status_code == 404


def test_each_file_that_the_desk_hands_out_is_known() -> None:
    """A new one has to be looked at: does it hold personal data, and is it noted?"""
    source = Path(exports.__file__).parents[2]
    handing_out = {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if "tests" not in path.parts and "attachment; filename" in path.read_text(encoding="utf-8")
    }
    assert handing_out == {
        "publish/newsroom/views/files.py",  # pictures of the public record
        "receive/contacts/exports.py",  # contacts: noted
        "receive/contacts/views/preferences.py",  # a person's own data, to that person
        "report/reports/desk.py",  # figures: counts, and titles of our own texts
        "trace/coverage/desk/outdated.py",  # published items: outlet, title, address
    }
