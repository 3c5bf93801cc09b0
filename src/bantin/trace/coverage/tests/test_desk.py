"""The register on the desk: who may open it, what it shows, and that nothing in it acts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.publish.record.models import Edition
from bantin.receive.contacts.models import Outlet
from bantin.trace.coverage import actions
from bantin.trace.coverage.models import ImportRun, Item

from .conftest import FIRST, NOON, OTHER, TEN, TEXT, person

Add = Callable[..., Item]
Correct = Callable[..., Edition]
PAGES = ["coverage_list", "coverage_import", "coverage_outdated", "coverage_outdated_csv"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", [Role.COVERAGE_CLERK, Role.PRESS_OFFICER, Role.ADMINISTRATOR])
def test_those_who_work_with_coverage_open_it(
    client: Client, db: None, name: str, role: Role
) -> None:
    client.force_login(person("nguoi-dung", role))

    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("role", [Role.SPOKESPERSON, Role.AUTHORISED_PERSON])
def test_others_get_403_and_change_nothing(client: Client, add: Add, role: Role) -> None:
    item = add(OTHER)
    client.force_login(person("nguoi-khac", role))
    row = {"way": "text", "text-title": "A", "text-text": "B"}

    answers = [client.get(reverse(name)) for name in PAGES]
    answers.append(client.get(reverse("coverage_item", args=[item.pk])))
    answers.append(client.post(reverse("coverage_trace", args=[item.pk])))
    answers.append(client.post(reverse("coverage_import"), row))

    # Wagtail answers a refusal inside its pages with a way back to the desk's first page.
    assert all(answer.status_code in {302, 403} for answer in answers)
    assert not any(item.title in answer.content.decode() for answer in answers)
    assert Item.objects.count() == 1


def test_strangers_are_sent_to_the_login(client: Client, add: Add) -> None:
    item = add(OTHER)
    for address in [reverse("coverage_list"), reverse("coverage_item", args=[item.pk])]:
        answer = client.get(address)
        assert answer.status_code == 302
        assert "login" in answer["Location"]


def test_the_list_is_narrowed_by_its_address(
    desk: Client, edition: Edition, add: Add, correct: Correct, channel: Outlet
) -> None:
    add(TEXT, title="Bản chép đúng")
    add(TEXT.replace("2.700", "7.200"), title="Bản chép sai số")
    add(OTHER, title="Giải bóng chuyền", url="https://anlacpho.example/1")
    actions.trace_item(Item.objects.get(title="Bản chép đúng").pk, at=TEN)

    def shown(**query: str) -> set[str]:
        page = desk.get(reverse("coverage_list"), query).context["page"]
        return {item.title for item in page}

    everything = {"Bản chép đúng", "Bản chép sai số", "Giải bóng chuyền"}
    assert shown() == everything
    assert shown(state="matched") == everything - {"Giải bóng chuyền"}
    assert shown(state="unmatched") == {"Giải bóng chuyền"}
    assert shown(state="drift") == {"Bản chép sai số"}
    assert shown(outlet="an-lac-pho") == {"Giải bóng chuyền"}
    assert shown(kind="creator_channel") == {"Giải bóng chuyền"}
    assert shown(medium="social") == {"Giải bóng chuyền"}
    assert shown(topic="giao-thong") == everything - {"Giải bóng chuyền"}
    assert shown(words="BONG CHUYEN") == {"Giải bóng chuyền"}
    assert shown(words="cầu hàm giang sai") == {"Bản chép sai số"}
    assert shown(since="2026-03-02", until="2026-03-02") == everything
    assert shown(since="2026-03-03") == set()
    assert shown(state="nonsense", since="31/02", edition="x'") == everything


def test_an_item_is_shown_beside_its_edition(
    desk: Client, edition: Edition, add: Add, correct: Correct
) -> None:
    item = add(f"Lời dẫn của tòa soạn. {TEXT.replace('2.700', '7.200')}", author="Mai Trâm")
    correct()
    actions.trace_item(item.pk, at=NOON)

    answer = desk.get(reverse("coverage_item", args=[item.pk]))

    page = answer.content.decode()
    [one] = answer.context["compared"]
    assert "".join(piece.text for piece in one.texts.item) == item.text
    assert "".join(piece.text for piece in one.texts.edition) == edition.text
    assert [(d["edition"], d["item"]) for d in one.drift] == [("2.700", "7.200")]
    assert one.current.number == 2
    assert '<svg class="map"' in page
    assert page.count('<rect class="d"') == 2
    for number, words in (("2.700", "7.200"), ("7.200", "2.700")):
        after = page[page.index(f">{number}<sub>") :][:200]
        assert "con số" in after or "figure" in after
        assert f"“{words}”" in after
    assert "<del>26</del>" in page
    assert "<ins>62</ins>" in page
    assert 'rel="noopener noreferrer nofollow"' in page
    assert f"{edition.get_absolute_url()}phien-ban/1/" in page


@pytest.mark.parametrize("name", ["coverage_list", "coverage_outdated"])
def test_no_page_counts_or_filters_by_author(desk: Client, add: Add, name: str) -> None:
    add(OTHER, author="Mai Trâm")

    assert "Mai Trâm" not in desk.get(reverse(name), {"author": "Mai Trâm"}).content.decode()


def test_row_35_markup_in_titles_texts_and_sources_is_inert(
    desk: Client, edition: Edition, add: Add
) -> None:
    attack = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    item = add(f"{attack} {FIRST}", title=attack, author=attack)
    actions.add_items(
        [{"title": attack, "text": "x", "url": "javascript:alert(3)"}],
        by=User.objects.get(username="theo-doi"),
        at=TEN,
        source=attack,
    )
    addresses = [
        reverse("coverage_list"),
        reverse("coverage_item", args=[item.pk]),
        reverse("coverage_import"),
        reverse("coverage_import_run", args=[ImportRun.objects.latest("pk").pk]),
        reverse("wagtailadmin_home"),
    ]

    for address in addresses:
        answer = desk.get(address)
        page = answer.content.decode()
        assert answer.status_code == 200, address
        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address
        assert 'href="javascript:' not in page, address
        assert "unsafe-inline" not in answer["Content-Security-Policy"], address


def test_our_pages_have_no_inline_script_or_style(desk: Client, edition: Edition, add: Add) -> None:
    item = add(FIRST)
    page = desk.get(reverse("coverage_item", args=[item.pk])).content.decode()
    main = page[page.index('class="coverage') :]

    assert " style=" not in main[: main.index("</main>")]
    assert "onclick" not in main[: main.index("</main>")]


def test_a_file_is_imported_on_the_page(desk: Client, paper: Outlet) -> None:
    upload = SimpleUploadedFile("tin.csv", b"title,text,zzz\nM\xe1\xbb\x99t,Hai,3\n,,\nBa,,\n")

    answer = desk.post(
        reverse("coverage_import"), {"way": "file", "file-file": upload}, follow=True
    )

    page = answer.content.decode()
    assert Item.objects.get().title == "Một"
    assert "zzz" in page
    assert answer.context["run"].rejected[0]["row"] == 4


def test_a_refused_import_says_so_on_the_page(desk: Client) -> None:
    upload = SimpleUploadedFile("tin.pdf", b"%PDF-1.7")

    answer = desk.post(reverse("coverage_import"), {"way": "file", "file-file": upload})

    assert answer.status_code == 200
    assert "tin.pdf" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_an_address_in_our_network_is_refused_on_the_page(desk: Client) -> None:
    for way in ("feed", "address"):
        answer = desk.post(
            reverse("coverage_import"), {"way": way, f"{way}-url": "http://127.0.0.1:1/"}
        )
        assert "127.0.0.1" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_outdated_copies_are_listed_with_the_wrong_and_the_right_figure(
    desk: Client, edition: Edition, add: Add, correct: Correct
) -> None:
    item = add(TEXT, title="=HYPERLINK(1)")
    correct()
    actions.trace_item(item.pk, at=NOON)

    page = desk.get(reverse("coverage_outdated")).content.decode()
    table = desk.get(reverse("coverage_outdated_csv"))

    assert '<del class="cov-wrong">26</del>' in page
    assert '<ins class="cov-right">62</ins>' in page
    assert table.content.startswith(b"\xef\xbb\xbf")
    text = table.content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert "18.400,14.800" in text


def test_the_first_page_tells_of_new_items_and_outdated_copies(
    desk: Client, edition: Edition, add: Add, correct: Correct
) -> None:
    item = add(TEXT, at=timezone.now() - timedelta(hours=1))
    correct(at=timezone.now() - timedelta(minutes=5))
    actions.trace_item(item.pk, at=timezone.now())

    page = desk.get(reverse("wagtailadmin_home")).content.decode()

    assert "cov-panel" in page
    assert item.title in page
    assert "is-urgent" in page
