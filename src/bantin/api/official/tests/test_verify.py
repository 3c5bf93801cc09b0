"""Programs get the page's answers, refusals and limits, and nothing stays of what they sent."""

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files import uploadhandler
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bantin.accounts.models import User
from bantin.api.conftest import API
from bantin.api.frame.tests.test_problems import problem
from bantin.api.keys import actions as keys
from bantin.core.clock import database_now
from bantin.core.models import KeptAnswer
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition, make_sealed_edition
from bantin.trace.coverage.following import shared
from bantin.trace.official import reading
from bantin.trace.official.tests.conftest import (  # noqa: F401 - fixtures
    ADDRESS,
    CORRECTED,
    FIGURES,
    NOON,
    OTHER,
    TEXT,
    TITLE,
    _own_files,
    corrected,
    edition,
    withdrawn,
)
from bantin.trace.official.tests.test_page import CANARY, _files, _rows, headings
from bantin.trace.official.tests.test_reading import docx
from bantin.trace.official.uploads import MOST_BYTES

VERIFY = f"{API}/verify"
CHANGED = TEXT.replace("26 cán bộ", "62 cán bộ").replace("không được", "được")


def send(program: Client, text: str, **more: Any) -> HttpResponse:
    return program.post(VERIFY, {"text": text}, content_type="application/json", **more)


def upload(program: Client, data: bytes, name: str = "x") -> HttpResponse:
    return program.post(VERIFY, {"file": SimpleUploadedFile(name, data)})


def answer(program: Client, text: str) -> dict[str, Any]:
    response = send(program, text)
    assert response.status_code == 200, response.content
    said: dict[str, Any] = response.json()
    return said


@pytest.mark.usefixtures("edition")
@pytest.mark.parametrize(
    ("text", "verdict", "heading"),
    [
        (f"{TITLE}\n\n{TEXT}", "whole", "Official, word for word"),
        (FIGURES, "part", "A part of an official text, word for word"),
        (f"Mọi người chuyển tiếp nhé!\n\n{TEXT}", "framed", "An official text, with other words"),
        (CHANGED, "differs", "Not the official text: words differ"),
        (OTHER, "nothing", "Nothing official has this text"),
    ],
)
def test_the_answer_is_the_page_s(program: Client, text: str, verdict: str, heading: str) -> None:
    page = program.post(f"/en{ADDRESS}", {"text": text}).content.decode()

    assert answer(program, text)["verdict"] == verdict
    assert headings(page)[0].startswith(heading)


def test_differences_are_told_figures_apart(program: Client, edition: Edition) -> None:
    said = answer(program, CHANGED)

    assert said["figures"] == [{"kind": "number", "edition": "26", "given": "62"}]
    runs = [run for passage in said["differences"] for run in passage["words"]]
    assert {"kind": "removed", "text": "không "} in runs
    assert said["edition"]["sha256"] == said["current"]["sha256"] == edition.sha256
    assert 0.9 < said["share"] < 1


def test_a_corrected_text_is_official_and_does_not_hold(
    program: Client, edition: Edition, corrected: Edition
) -> None:
    before, now = answer(program, TEXT), answer(program, CORRECTED)

    assert (before["verdict"], before["holds"], before["withdrawn"]) == ("whole", False, False)
    assert before["edition"]["number"] == 1
    assert before["current"]["number"] == 2
    assert before["current"]["reason"] == corrected.reason
    changed = [run for passage in before["changed_since"] for run in passage["words"]]
    assert {"kind": "added", "text": "62"} in changed
    assert (now["holds"], now["edition"]["number"], now["changed_since"]) == (True, 2, [])


@pytest.mark.usefixtures("withdrawn")
def test_a_withdrawn_text_is_not_to_be_used(program: Client) -> None:
    said = answer(program, TEXT)

    assert (said["verdict"], said["holds"], said["withdrawn"]) == ("whole", False, True)
    assert said["current"]["kind"] == "withdrawal"


@pytest.mark.usefixtures("edition")
def test_what_is_sealed_and_not_live_is_as_good_as_absent(program: Client) -> None:
    absent = send(program, OTHER).content
    make_sealed_edition("Giải bóng chuyền", OTHER, at=NOON.replace(year=2099))

    assert send(program, OTHER).content == absent
    make_live_edition("Giải bóng chuyền", OTHER, at=NOON)
    assert answer(program, OTHER)["verdict"] == "whole"


@pytest.mark.usefixtures("edition")
def test_a_file_is_compared(program: Client) -> None:
    paragraphs = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in TEXT.split("\n\n"))

    said = upload(program, docx(paragraphs), "ban-tin.docx").json()

    assert (said["verdict"], said["holds"]) == ("whole", True)


@pytest.mark.parametrize(
    ("text", "status"),
    [("   ", 400), ("Cầu cấm xe", 400), ("a b " * reading.MOST_CHARACTERS, 413)],
)
def test_what_the_page_refuses_is_refused_in_both_languages(
    program: Client, text: str, status: int
) -> None:
    page = program.post(f"/en{ADDRESS}", {"text": text})
    english = send(program, text)
    vietnamese = send(program, text, headers={"accept-language": "vi"})

    assert page.status_code == english.status_code == vietnamese.status_code == status
    assert problem(english)["title"] == "Nothing was compared."
    assert problem(english)["detail"] in page.content.decode()
    assert problem(vietnamese)["title"] == "Chưa đối chiếu gì."
    assert problem(vietnamese)["detail"] != problem(english)["detail"]


@pytest.mark.parametrize(
    ("data", "status", "why"),
    [
        (b"%PDF-1.4 broken", 400, "damaged"),
        (b"\x7fELF\x00\x01", 415, "cannot be read here"),
        (b"x " * 2_000_000, 413, "characters"),
        (b"x" * (MOST_BYTES + 1), 413, "10 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem_and_none_is_put_on_the_disk(
    program: Client, data: bytes, status: int, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on_the_disk(*_: object) -> None:
        raise AssertionError("a temporary file")

    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", on_the_disk)
    said = problem(upload(program, data))

    assert said["status"] == status
    assert why in said["detail"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{", "application/json", 422),
        ('{"text": 5}', "application/json", 422),
        ("{}", "application/json", 422),
        ("[" * 100_000, "application/json", 422),
        (f'{{"text": "{"a " * 3_000_000}"}}', "application/json", 413),
        ("text=a", "application/x-www-form-urlencoded", 415),
        ("text", "text/plain", 415),
    ],
)
def test_a_body_that_is_not_as_described_is_a_problem(
    program: Client, body: str, kind: str, status: int
) -> None:
    response = program.post(VERIFY, body, content_type=kind)

    assert problem(response)["status"] == status
    assert CANARY not in response.content.decode()


def test_who_has_no_key_may_compare_less_often_and_is_told_how_long_to_wait(
    program: Client, settings: Any
) -> None:
    settings.API_RATES = {**settings.API_RATES, "verify": (2, 3600)}
    now = database_now()
    officer = User.objects.create_user("can-bo")
    key = keys.make(name="x", by=officer, at=now, expires_at=now + timedelta(1)).secret

    answers = [send(program, OTHER) for _time in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 1790 < int(answers[-1]["Retry-After"]) <= 1800
    assert program.get(f"{API}/topics").status_code == 200, "reading has a limit of its own"
    assert send(program, OTHER, headers={"authorization": f"Bearer {key}"}).status_code == 200
    assert send(program, OTHER, REMOTE_ADDR="192.0.2.7").status_code == 200


@pytest.mark.usefixtures("edition")
def test_nothing_stays_of_what_was_sent(
    program: Client, caplog: pytest.LogCaptureFixture, tmp_path: Path, settings: Any
) -> None:
    """No row, no file, no line of a log, no cache, and no answer kept for a repeat."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    now = database_now()
    officer = User.objects.create_user("can-bo")
    key = keys.make(name="x", by=officer, at=now, expires_at=now + timedelta(1)).secret
    headers = {"authorization": f"Bearer {key}", "idempotency-key": "8e03978e-40d5"}
    for who in (headers, {}):  # notes the day of the key, and that somebody asked
        program.post(VERIFY, "{}", content_type="application/json", headers=who)
    caplog.set_level(logging.DEBUG)
    rows, folders = _rows(), (tmp_path, Path(settings.DATA))
    files = [_files(folder) for folder in folders]
    sent = f"{FIGURES}\n{CANARY}"

    with CaptureQueriesContext(connection) as asked:
        answers = [
            send(program, sent, headers=headers),
            upload(program, sent.encode(), f"{CANARY}.txt"),
            upload(program, b"%PDF-1.4 " + sent.encode(), f"{CANARY}.pdf"),
            send(program, f"{sent} " * 2_000),
        ]

    assert [one.status_code for one in answers] == [200, 200, 400, 413]
    for one in answers:
        assert (one["Cache-Control"], one.cookies) == ("no-store", {})
    assert CANARY not in "".join(query["sql"] for query in asked)
    assert _rows() == rows
    assert not KeptAnswer.objects.exists()
    assert [_files(folder) for folder in folders] == files
    assert CANARY not in caplog.text


@pytest.mark.usefixtures("edition")
def test_an_error_of_ours_does_not_tell_the_text(
    program: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(shared, "match", broken)
    program.raise_request_exception = False

    assert problem(send(program, f"{FIGURES} {CANARY}"))["status"] == 500
    assert "broken" in caplog.text
    assert CANARY not in caplog.text


def test_the_description_names_both_bodies_and_no_idempotency_key(program: Client) -> None:
    said = program.get(f"{API}/openapi.json").json()["paths"][VERIFY]["post"]

    assert set(said["requestBody"]["content"]) == {"application/json", "multipart/form-data"}
    assert {"413", "415", "429"} <= set(said["responses"])
    assert "parameters" not in said or not said["parameters"]
