"""The page: every answer, what it bounds, and that nothing stays of what was sent."""

import io
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from bantin.publish.record.models import Edition
from bantin.publish.record.paper.drawing import draw
from bantin.publish.record.tests.factories import make_live_edition, make_sealed_edition
from bantin.trace.coverage.following import shared
from bantin.trace.official import reading
from bantin.trace.official.tests.conftest import (
    ADDRESS,
    CORRECTED,
    FIGURES,
    FIRST,
    NINE,
    NOON,
    OTHER,
    TEXT,
    TITLE,
)
from bantin.trace.official.tests.test_reading import docx
from bantin.trace.official.uploads import MOST_BYTES

Ask = Callable[..., str]
CANARY = "chim bói cá mỏ đỏ bay qua cầu lúc nửa đêm"


def headings(page: str) -> list[str]:
    return [
        strip_tags(found).strip() for found in re.findall(r"<h[23].*?</h[23]>", page, re.DOTALL)
    ]


def test_the_form_sets_no_cookie_and_may_be_cached(reader: Client, db: None) -> None:
    answer = reader.get(ADDRESS)
    assert answer.status_code == 200
    assert answer.cookies == {}
    assert "public" in answer.headers["Cache-Control"]
    assert reader.get(ADDRESS, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.usefixtures("edition")
def test_the_whole_text_is_official_word_for_word(ask: Ask) -> None:
    page = ask(f"{TITLE}\n\n{TEXT}")
    assert "Chính thức, đúng từng từ" in headings(page)
    assert "/phien-ban/1/" in page


@pytest.mark.usefixtures("edition")
def test_a_program_may_send_the_text_without_a_place_for_a_file(ask: Ask, reader: Client) -> None:
    form = "application/x-www-form-urlencoded"
    answer = reader.post(ADDRESS, urlencode({"text": TEXT}), content_type=form)
    assert (answer.status_code, headings(answer.content.decode())) == (200, headings(ask(TEXT)))


@pytest.mark.usefixtures("edition")
def test_the_page_answers_in_english_too(ask: Ask) -> None:
    page = ask(FIGURES, "/en/kiem-chung/")
    assert "A part of an official text, word for word" in headings(page)


@pytest.mark.usefixtures("edition")
def test_differences_are_shown_figures_first(ask: Ask) -> None:
    page = ask(TEXT.replace("26 cán bộ", "62 cán bộ").replace("không được", "được"))
    assert headings(page)[:3] == [
        "Không phải nguyên văn bản chính thức: có từ khác",
        "Số liệu, ngày tháng, tên riêng khác nhau",
        "Mọi từ khác nhau",
    ]
    assert re.findall(r"<td><ins>(.*?)</ins></td><td><del>(.*?)</del>", page) == [("26", "62")]
    assert "không" in strip_tags(re.findall(r"<del>.*?</del>", page, re.DOTALL)[-1])


@pytest.mark.usefixtures("corrected")
def test_an_edition_that_was_corrected_names_the_current_one_and_the_change(ask: Ask) -> None:
    page = ask(TEXT)
    assert headings(page)[:2] == [
        "Chính thức, đúng từng từ",
        "Sau đó đã đính chính: phiên bản 2 hiện có hiệu lực",
    ]
    assert "Sửa số liệu." in page
    assert "14.800" in page


@pytest.mark.usefixtures("corrected")
def test_the_current_edition_is_called_current(ask: Ask) -> None:
    page = ask(CORRECTED)
    assert headings(page)[0] == "Chính thức, đúng từng từ"
    assert "đính chính" not in " ".join(headings(page))


@pytest.mark.usefixtures("corrected")
def test_a_part_that_was_not_corrected_counts_for_the_current_edition(ask: Ask) -> None:
    page = ask(FIRST)
    assert "Một phần của văn bản chính thức, đúng từng từ" in headings(page)
    assert "/phien-ban/2/" in page


@pytest.mark.usefixtures("withdrawn")
def test_a_withdrawn_text_is_not_to_be_used(ask: Ask) -> None:
    page = ask(TEXT)
    assert "Thông cáo này đã được thu hồi: xin không tiếp tục sử dụng" in headings(page)
    assert "notice--sure" not in page


@pytest.mark.usefixtures("edition")
def test_what_nobody_published_has_no_answer_but_advice(ask: Ask) -> None:
    page = ask(OTHER)
    assert "Không có văn bản chính thức nào như thế này" in headings(page)
    assert f"mailto:{settings.MAIL_FROM}" in page
    assert "/phien-ban/" not in page


def test_what_is_sealed_and_not_live_is_as_good_as_absent(ask: Ask, edition: Edition) -> None:
    make_sealed_edition("Giải bóng chuyền", OTHER, at=NOON.replace(year=2099))
    absent = ask(OTHER)
    Edition.objects.get(title="Giải bóng chuyền")
    assert "Không có văn bản chính thức nào như thế này" in headings(absent)


@pytest.mark.usefixtures("edition")
def test_a_new_edition_is_recognised_at_once(ask: Ask) -> None:
    assert "Không có văn bản chính thức nào như thế này" in headings(ask(OTHER))
    make_live_edition("Giải bóng chuyền", OTHER, at=NOON)
    assert "Chính thức, đúng từng từ" in headings(ask(OTHER))


@pytest.mark.usefixtures("edition")
def test_markup_in_a_text_is_inert(ask: Ask) -> None:
    page = ask(f"<script>alert(1)</script> {FIGURES}")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.usefixtures("edition")
def test_a_file_is_compared(reader: Client) -> None:
    paragraphs = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in TEXT.split("\n\n"))
    file = SimpleUploadedFile("ban-tin.docx", docx(paragraphs))
    page = reader.post(ADDRESS, {"text": "", "file": file}).content.decode()
    assert "Chính thức, đúng từng từ" in headings(page)


def test_our_own_pdf_is_recognised(reader: Client, edition: Edition) -> None:
    file = SimpleUploadedFile("ban-in.pdf", draw(edition))
    page = reader.post(ADDRESS, {"text": "", "file": file}).content.decode()
    assert headings(page)[0] == "Văn bản chính thức, kèm lời lẽ khác ở xung quanh"


@pytest.mark.parametrize(
    ("text", "status"),
    [("", 400), ("   ", 400), ("Cầu cấm xe", 400), ("a b " * reading.MOST_CHARACTERS, 413)],
)
def test_too_little_and_too_much_is_refused(
    reader: Client, db: None, text: str, status: int
) -> None:
    answer = reader.post(ADDRESS, {"text": text})
    assert answer.status_code == status
    assert 'role="alert"' in answer.content.decode()


def test_a_file_that_is_too_large_is_refused_and_not_put_on_the_disk(
    reader: Client, db: None, tmp_path: Path, settings: Any
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    before = set(tmp_path.iterdir())
    file = SimpleUploadedFile("x.txt", b"x" * (MOST_BYTES + 1))
    answer = reader.post(ADDRESS, {"file": file})
    assert answer.status_code == 413
    assert f"{MOST_BYTES // 2**20} MB" in answer.content.decode()
    assert set(tmp_path.iterdir()) == before


def test_row_46_one_network_is_limited_and_told_when_to_come_back(
    reader: Client, db: None, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "verify": "2/10m/ip"}
    answers = [reader.post(ADDRESS, {"text": OTHER}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "600"
    assert reader.get(ADDRESS).status_code == 200
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert other.post(ADDRESS, {"text": OTHER}).status_code == 200


def _rows() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def _files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("edition")
def test_nothing_stays_of_what_was_sent(
    reader: Client, caplog: pytest.LogCaptureFixture, tmp_path: Path, settings: Any
) -> None:
    """No row, no file, no line of a log, no cookie, no cache; failing ones included."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    caplog.set_level(logging.DEBUG)
    rows, folders = _rows(), (tmp_path, Path(settings.DATA))
    files = [_files(folder) for folder in folders]
    sent = f"{FIGURES}\n{CANARY}"
    bodies: list[dict[str, Any]] = [
        {"text": sent},
        {"file": SimpleUploadedFile(f"{CANARY}.txt", sent.encode())},
        {"file": SimpleUploadedFile(f"{CANARY}.pdf", b"%PDF-1.4 " + sent.encode())},
        {"text": f"{sent} " * 2_000},
    ]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answers = [reader.post(ADDRESS, body) for body in bodies]
    assert [answer.status_code for answer in answers] == [200, 200, 400, 413]
    assert CANARY in answers[0].content.decode()
    for answer in answers:
        assert answer.cookies == {}
        assert "no-store" in answer.headers["Cache-Control"]
    assert not [q for q in asked if not q["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert CANARY not in "".join(query["sql"] for query in asked)
    assert _rows() == rows
    assert [_files(folder) for folder in folders] == files
    assert CANARY not in caplog.text


@pytest.mark.usefixtures("edition")
def test_an_error_of_ours_does_not_log_the_text(
    ask: Ask, reader: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(shared, "match", broken)
    reader.raise_request_exception = False
    assert reader.post(ADDRESS, {"text": f"{FIGURES} {CANARY}"}).status_code == 500
    assert "broken" in caplog.text
    assert CANARY not in caplog.text


def test_the_code_of_a_print_says_that_it_is_current(reader: Client, edition: Edition) -> None:
    answer = reader.get(f"{ADDRESS}{edition.sha256[:16]}/")
    page = answer.content.decode()
    assert "Phiên bản này là chính thức và hiện hành" in headings(page)
    assert edition.sha256 in page
    assert answer.cookies == {}


def test_the_code_of_a_print_says_what_replaced_it(
    reader: Client, edition: Edition, corrected: Edition
) -> None:
    page = reader.get(f"/en{ADDRESS}{edition.sha256[:16]}/").content.decode()
    assert "Corrected since: edition 2 holds now" in headings(page)
    assert "14.800" in page
    assert "This edition is official and current" not in page


def test_an_unknown_code_a_short_one_and_one_to_come_are_absent(
    reader: Client, edition: Edition
) -> None:
    sealed = make_sealed_edition("Mai", OTHER, at=NINE.replace(year=2099))
    for prefix in ("0" * 16, edition.sha256[:15], sealed.sha256[:16], sealed.sha256):
        assert reader.get(f"{ADDRESS}{prefix}/").status_code == 404
    assert reader.get(f"{ADDRESS}{sealed.sha256}.svg").status_code == 404


def test_a_release_carries_its_code(reader: Client, edition: Edition) -> None:
    page = reader.get(edition.get_absolute_url()).content.decode()
    source = f"/kiem-chung/{edition.sha256}.svg"
    assert f'src="{source}"' in page
    answer = reader.get(source)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "immutable" in answer.headers["Cache-Control"]
    assert io.BytesIO(answer.content).read(200).count(b"<svg") == 1
