"""A stranger reads every page: the Nu Html Checker, by its npm package ``vnu-jar``."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string

from tests.support import node
from tests.support.desk_pages import Desk
from tests.support.office import ROOT, Office
from tests.support.public_pages import ask, in_both_languages

PASSWORD = "bantin-demo-2026"
STAFF = ("mai.tram", "khanh.vy", "van.toai")
ALONE = ("400.html", "500.html", "503.html")  # error pages that extend nothing
SCREENS_OF_WAGTAIL = ("releases:", "contacts_desk:", "wagtailusers_users:")  # lists, the editor
BROKEN = b"<!doctype html><html lang=vi><title>x</title><body><p><div id=a></div></p><i id=a>"


def said_of(files: Iterable[Path]) -> list[dict[str, Any]]:
    """What the checker has to say; one process reads all the files."""
    if shutil.which("java") is None:
        missing = "Java is not installed (./run test brings it)"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    jar = node.packages() / "vnu-jar" / "build" / "dist" / "vnu.jar"
    options = ["--format", "json", "--exit-zero-always", "--also-check-css", "--also-check-svg"]
    command = ["java", "-jar", str(jar), *options, *map(str, files)]
    done = subprocess.run(command, check=True, capture_output=True, timeout=300)
    said: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    return said


def errors(said: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """What is wrong, in which file, and the markup around it."""
    return [
        (Path(one["url"]).name, one["message"], one.get("extract", "").strip())
        for one in said
        if one["type"] != "info"
    ]


def warnings(said: list[dict[str, Any]]) -> set[str]:
    return {one["message"] for one in said if one.get("subType") == "warning"}


def kept(folder: Path, name: str, page: bytes) -> Path:
    file = folder / f"{name.replace(' ', '-').replace(':', '-')}.html"
    file.write_bytes(page)
    return file


def test_every_type_of_public_page_is_valid(
    demo_office: tuple[Office, str], samples: dict[str, str], tmp_path: Path
) -> None:
    pages = [
        kept(tmp_path, f"{page.name}.{language}", ask(demo_office[1], page, language, samples))
        for page, language in in_both_languages()
    ]
    alone = [kept(tmp_path, name, render_to_string(name).encode()) for name in ALONE]
    broken = kept(tmp_path, "broken", BROKEN)

    said = said_of([*pages, *alone, broken])

    found = errors(said)
    assert [one for one in found if one[0] != broken.name] == []
    assert any("Duplicate ID" in message for _name, message, _extract in found)
    assert {one for one in warnings(said) if "top-level heading" not in one} == set()


def test_our_own_pages_of_the_desk_are_valid(
    demo_office: tuple[Office, str], tmp_path: Path
) -> None:
    found = {}
    for name in STAFF:
        for view, page in Desk(demo_office[1], name, PASSWORD).pages():
            if not view.startswith(SCREENS_OF_WAGTAIL):
                found[view] = kept(tmp_path, view, page)
    assert {"approvals", "figures", "coverage_item", "contact_page", "webhooks"} <= set(found)

    assert errors(said_of(found.values())) == []


def test_our_style_sheets_and_drawings_are_valid(tmp_path: Path) -> None:
    files = [*(ROOT / "src").rglob("static/**/*.css"), *(ROOT / "src").rglob("static/**/*.svg")]
    assert {"tokens.css", "mark.svg"} <= {file.name for file in files}
    broken = tmp_path / "broken.css"
    broken.write_text("a { colour: red; }")

    found = errors(said_of([*files, broken]))

    assert [one for one in found if one[0] != broken.name] == []
    assert len(found) == 1
