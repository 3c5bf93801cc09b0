import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bantin.trace.engine import match_schema

SOURCE = Path(__file__).resolve().parents[3]
EDITION = (
    "Đợt mưa lũ từ ngày 6/11 làm 21.300 hộ dân ở ba huyện ven sông Lam Giang bị ngập. "
    "Thiệt hại ban đầu ước tính 345 tỷ đồng, trong đó lúa và hoa màu chiếm hơn một nửa."
)
COPY = EDITION.replace("21.300", "23.100")


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    editions, items = tmp_path / "editions.jsonl.gz", tmp_path / "items.jsonl"
    editions.write_bytes(gzip.compress(json.dumps({"rid": "e1", "text": EDITION}).encode()))
    rows = [{"aid": "copy", "text": COPY}, {"aid": "other", "text": "Đội bóng thắng ba trận."}]
    items.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return editions, items


def trace(
    *arguments: str | Path, lang: str = "en", path: str = str(SOURCE)
) -> subprocess.CompletedProcess[str]:
    """Run the command as a person does."""
    environment = os.environ | {"PYTHONPATH": path, "BANTIN_LANG": lang}
    return subprocess.run(
        [sys.executable, "-m", "bantin.cli.trace", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )


def test_json_has_one_line_for_each_item_and_edition(files: tuple[Path, Path]) -> None:
    run = trace(*files, "--json")

    assert run.returncode == 0
    [line] = [json.loads(line) for line in run.stdout.splitlines()]
    assert set(line) == set(match_schema()["properties"])
    assert (line["item"], line["edition"]) == ("copy", "e1")
    assert line["passages"] == [{"item": [0, len(COPY) - 1], "edition": [0, len(EDITION) - 1]}]
    [drift] = line["drift"]
    assert drift == {
        "kind": "number", "edition": "21.300", "item": "23.100",
        "item_at": [28, 34], "edition_at": [28, 34],
    }  # fmt: skip
    assert run.stderr == ""


def test_the_table_is_in_the_language_asked_for(files: tuple[Path, Path]) -> None:
    english, vietnamese = trace(*files), trace(*files, "--lang", "vi")

    assert "1 of 2 items reproduce or quote one of 1 editions" in english.stdout
    assert "1 trong 2 tin bài chép lại hoặc trích dẫn một trong 1 phiên bản" in vietnamese.stdout
    assert "21.300 → 23.100" in vietnamese.stdout
    assert "items" not in vietnamese.stdout


def test_a_bad_line_is_named_and_the_rest_goes_on(files: tuple[Path, Path]) -> None:
    editions, items = files
    items.write_bytes(b'{"id": "bad", "text": "\xff"}\n' + items.read_bytes())

    run = trace(editions, items, "--json")

    assert run.returncode == 3
    assert "items.jsonl, line 1 left out: it is not UTF-8. Save the file as UTF-8." in run.stderr
    assert len(run.stdout.splitlines()) == 1


def test_a_missing_file_and_a_file_without_editions_are_refused(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    editions, items = files
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")

    for wrong in (tmp_path / "nowhere.jsonl", empty):
        run = trace(wrong, items)
        assert run.returncode == 2
        assert wrong.name in run.stderr
        assert "Traceback" not in run.stderr
    run = trace(editions, tmp_path / "nowhere.jsonl", lang="vi")
    assert run.returncode == 2
    assert "không có tệp hoặc thư mục này" in run.stderr
    assert "No such file" not in run.stderr


def test_reports_are_written_as_a_page_and_as_a_folder(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    page, folder = tmp_path / "report.html", tmp_path / "report"

    assert trace(*files, "--html", page, lang="vi").returncode == 0
    assert trace(*files, "--html", folder).returncode == 0

    text = page.read_text()
    assert "23.100 <small>[1: con số, phiên bản ghi “21.300”]</small></mark>" in text
    assert '<html lang="vi">' in text
    assert "Điểm" in text
    assert {path.name for path in folder.iterdir()} == {"index.html", "000001.html"}
    assert "000001.html" in (folder / "index.html").read_text()
    assert 'rel="up" href="index.html"' in (folder / "000001.html").read_text()


def test_a_folder_of_many_items_has_lists_and_neighbours(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    editions, items, folder = files[0], tmp_path / "many.jsonl", tmp_path / "report"
    rows = ({"id": str(n), "text": COPY, "title": f"Bài {n}"} for n in range(1_001))
    items.write_text("".join(json.dumps(row) + "\n" for row in rows))

    assert trace(editions, items, "--html", folder, "--no-learn").returncode == 0

    assert len(list(folder.glob("0*.html"))) == 1_001
    assert "1,001 of 1,001 items" in (folder / "index.html").read_text()
    for page, links in {
        "index.html": ["next:list-2.html"],
        "list-2.html": ["prev:index.html", "up:index.html"],
        "000001.html": ["up:index.html", "next:000002.html"],
        "001001.html": ["prev:001000.html", "up:list-2.html"],
    }.items():
        found = re.findall(r'rel="(prev|up|next)" href="([^"]*)"', (folder / page).read_text())
        assert [":".join(link) for link in found] == links
    assert (folder / "index.html").read_text().count("<tr data-differs") == 1_000
    assert (folder / "list-2.html").read_text().count("<tr data-differs") == 1


def test_one_page_says_when_it_does_not_show_all(files: tuple[Path, Path], tmp_path: Path) -> None:
    editions, items, page = files[0], tmp_path / "many.jsonl", tmp_path / "report.html"
    rows = ({"id": str(n), "text": COPY} for n in range(201))
    items.write_text("".join(json.dumps(row) + "\n" for row in rows))

    assert trace(editions, items, "--html", page, "--no-learn", "--top", "0").returncode == 0

    text = page.read_text()
    assert "The best 200 matches are shown." in text
    assert text.count("<section ") == 200
    assert "201 copies, 201 differ" in text


def test_a_report_without_matches_says_what_to_look_at(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    items, page, folder = tmp_path / "none.jsonl", tmp_path / "report.html", tmp_path / "report"
    items.write_text(json.dumps({"id": "x", "text": "Đội bóng thắng ba trận."}))

    assert trace(files[0], items, "--html", page).returncode == 0
    assert trace(files[0], items, "--html", folder).returncode == 0

    for text in (page.read_text(), (folder / "index.html").read_text()):
        assert "No item reproduces or quotes an edition." in text
        assert "a lower --threshold" in text
    assert {path.name for path in folder.iterdir()} == {"index.html"}


def test_the_schema_is_printed_without_any_source() -> None:
    run = trace("--schema")

    assert run.returncode == 0
    assert json.loads(run.stdout) == match_schema()


def test_workers_and_limit_and_output(files: tuple[Path, Path], tmp_path: Path) -> None:
    alone, many = tmp_path / "alone.jsonl", tmp_path / "many.jsonl"

    assert trace(*files, "--json", "--output", alone).returncode == 0
    assert trace(*files, "--json", "--output", many, "--workers", "2").returncode == 0
    none = trace(*files, "--json", "--limit", "0")

    assert alone.read_text() == many.read_text() != ""
    assert none.stdout == ""


@pytest.mark.parametrize(("engine", "package"), [("compiled", "numba"), ("ray", "ray")])
def test_another_engine_gives_the_same_lines(
    files: tuple[Path, Path], engine: str, package: str
) -> None:
    pytest.importorskip(package, reason=f"{package} is not installed")

    plain, other = trace(*files, "--json"), trace(*files, "--json", "--engine", engine)

    assert other.returncode == 0
    assert other.stdout == plain.stdout != ""


@pytest.mark.parametrize(("engine", "package"), [("compiled", "numba"), ("ray", "ray")])
def test_an_engine_that_is_not_installed_is_refused_with_what_to_do(
    files: tuple[Path, Path], tmp_path: Path, engine: str, package: str
) -> None:
    (tmp_path / "missing").mkdir()
    (tmp_path / "missing" / f"{package}.py").write_text("raise ImportError")
    path = os.pathsep.join((str(tmp_path / "missing"), str(SOURCE)))

    run = trace(*files, "--engine", engine, lang="vi", path=path)

    assert run.returncode == 2
    assert f"pip install 'bantin[{engine}]'" in run.stderr
    assert "chưa được cài" in run.stderr
    assert "Traceback" not in run.stderr


def test_tracing_starts_without_django() -> None:
    check = "import sys, bantin.cli.trace; sys.exit('django' in sys.modules)"
    environment = os.environ | {"PYTHONPATH": str(SOURCE)}

    assert (
        subprocess.run([sys.executable, "-c", check], env=environment, check=False).returncode == 0
    )
