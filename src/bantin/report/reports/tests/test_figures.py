"""Every figure opens rows, and there are exactly as many rows as the figure says."""

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from bantin.accounts.roles import Role
from bantin.deliver.dispatch.models import Delivery
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.contacts.models import Contact, Outlet
from bantin.report.reports import queries
from bantin.report.reports.figures import BUCKET_LABELS, duration, report
from bantin.report.reports.period import Period
from bantin.trace.coverage import actions
from bantin.trace.coverage.models import Item
from bantin.trace.coverage.tests.conftest import FIRST, NINE, OTHER, TEN, TEXT, person

Add = Callable[..., Item]
Correct = Callable[..., Edition]
A_DAY = timedelta(days=1)
NOW = NINE + 3 * A_DAY
PAGES = ["figures", "figures_csv", "figures_xlsx", "figures_editions", "figures_pickup"]
PAGES += ["figures_deliveries"]


@pytest.fixture
def office(
    edition: Edition, add: Add, correct: Correct, channel: Outlet, paper: Outlet, desk: Client
) -> Any:
    """Three releases, a correction, a withdrawal, six items, four deliveries; seen on 5 March."""
    old = make_live_edition("Thông cáo cũ", "Văn bản cũ hoàn toàn khác.", at=NINE - 60 * A_DAY)
    spring = make_live_edition("Giải bóng chuyền mùa xuân", OTHER, at=NINE + 2 * A_DAY)
    add(TEXT, at=TEN)
    add(TEXT.replace("2.700", "7.200"), at=TEN + A_DAY, form="article")
    add(OTHER, at=NINE + 2 * A_DAY + timedelta(minutes=40), medium="print")
    add(FIRST, url="https://anlacpho.example/1", at=NOW - timedelta(hours=1))
    add("Một bài viết riêng của tòa soạn về chợ hoa.", url="https://la.example/1", at=TEN)
    add("Bài không rõ ngày.", published="", url="https://la.example/2", at=TEN)
    add(TEXT, at=NINE - 40 * A_DAY)
    correct(at=NINE + 2 * A_DAY)
    make_live_edition("Thu hồi", "Đã thu hồi.", at=NOW, replaces=spring, kind="withdrawal")
    for item in Item.objects.all():
        actions.trace_item(item.pk, at=NOW)
    for number, status in enumerate(["queued", "queued", "refused", "quarantined"]):
        contact = Contact.objects.create(kind="resident", email=f"{number}@a.example")
        Delivery.objects.create(
            edition=old if number == 3 else spring,
            recipient=contact,
            channel="email",
            status=status,
            queued_at=NINE - 60 * A_DAY if number == 3 else NINE,
            due_at=NINE if status == "queued" else None,
        )
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        yield desk


QUERIES = ["", "days=all", "since=2026-03-02&until=2026-03-02", "since=2026-03-03"]


@pytest.mark.parametrize("query", QUERIES)
def test_each_number_opens_exactly_as_many_rows(office: Client, query: str) -> None:
    answer = office.get(f"{reverse('figures')}?{query}")
    found = answer.context["report"]
    cells = [cell for b in found.breakdowns for _label, row in b.rows for cell in row]

    for figure in [*found.all, *cells]:
        page = office.get(figure.address).content.decode()
        rows = re.search(r'data-count="(\d+)"', page)
        assert rows is not None, figure
        assert int(rows[1]) == figure.count, figure
        assert page.count("<tr data-row>") == figure.count, figure
    empty_days = [bar for bar in found.days if not bar.count][:1]
    for bar in [*(bar for bar in found.days if bar.count), *empty_days, *found.waits]:
        page = office.get(bar.address).content.decode()
        assert page.count("<tr data-row>") == bar.count, bar


def test_the_numbers_are_right(office: Client) -> None:
    found = report(NOW + timedelta(hours=2), Period("2026-03-01", "2026-03-06"))

    assert {figure.name: figure.count for figure in found.record} == {
        "releases": 2,
        "editions": 4,
        "corrections": 1,
        "withdrawals": 1,
    }
    assert {figure.name: figure.count for figure in found.coverage} == {
        "items": 6,
        "matched": 4,
        "matched_share": 4,
        "drift": 1,
        "outdated": 3,
    }
    assert found.coverage[2].shown == "67 %"
    assert sum(bar.count for bar in found.days) == 6
    assert sum(bar.count for bar in found.waits) == 2
    assert {figure.name: figure.count for figure in found.delivery} == {
        "deliveries": 3,
        "deliveries_queued": 2,
        "deliveries_refused": 1,
    }


def test_waiting_times_count_from_go_live_to_the_first_item_after_it(office: Client) -> None:
    found = queries.waits(NOW, Period())

    waits = {edition.title: wait for edition, wait in found}
    assert waits["Thông cáo cũ"] is None
    assert waits["Giải bóng chuyền mùa xuân"] == timedelta(minutes=40)
    assert min(wait for wait in waits.values() if wait) == timedelta(minutes=40)
    assert queries.median_wait(found) == timedelta(minutes=50)


@pytest.mark.parametrize("role", [Role.SPOKESPERSON, Role.AUTHORISED_PERSON])
@pytest.mark.parametrize("name", PAGES)
def test_others_do_not_see_the_figures(client: Client, db: None, name: str, role: Role) -> None:
    client.force_login(person("nguoi-khac", role))

    answer = client.get(reverse(name))

    assert answer.status_code in {302, 403}
    assert "data-count" not in answer.content.decode()


def test_recipients_are_not_named(office: Client) -> None:
    page = office.get(f"{reverse('figures_deliveries')}?days=all").content.decode()

    assert page.count("<tr data-row>") == 4
    assert "@a.example" not in page


def test_exports_say_the_same_numbers_and_hold_no_formula(office: Client) -> None:
    paper = Outlet.objects.get(code="bao-dong-lac")
    paper.name = "=cmd|' /C calc'!A0"
    paper.save()
    page = office.get(f"{reverse('figures')}?days=all").context["report"]

    text = office.get(f"{reverse('figures_csv')}?days=all").content
    book = office.get(f"{reverse('figures_xlsx')}?days=all").content

    assert text.startswith(b"\xef\xbb\xbf")
    assert "\n=cmd" not in text.decode("utf-8-sig")
    sheets = load_workbook(io.BytesIO(book))
    shown = {row[0].value: row[1].value for row in sheets.worksheets[0].iter_rows(min_row=2)}
    for figure in page.all:
        assert shown[str(figure.label)] == figure.count
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert any(str(cell.value).startswith("'=cmd") for cell in cells)


@pytest.mark.parametrize(
    ("wait", "bucket"),
    [
        (timedelta(0), "15m"),
        (timedelta(minutes=15), "1h"),
        (timedelta(hours=1), "3h"),
        (timedelta(hours=5), "6h"),
        (timedelta(hours=24), "3d"),
        (timedelta(days=400), "later"),
        (None, "none"),
    ],
)
def test_each_waiting_time_has_one_bar(wait: timedelta | None, bucket: str) -> None:
    assert queries.bucket_of(wait) == bucket
    assert bucket in BUCKET_LABELS


def test_many_days_become_months(db: None) -> None:
    first, last = datetime(2026, 1, 15, tzinfo=UTC).date(), datetime(2026, 5, 3, tzinfo=UTC).date()

    spans = list(queries.spans(first, last))

    assert len(spans) == 5
    assert spans[0] == (first, datetime(2026, 1, 31, tzinfo=UTC).date())
    assert spans[-1][1] == last


def test_durations_are_words(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    assert duration(timedelta(seconds=5))
    assert "2" in duration(timedelta(hours=2, minutes=14))
    assert "14" in duration(timedelta(hours=2, minutes=14))
