"""A stranger reads every page: the Nu Html Checker, by its npm package ``vnu-jar``."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.template.loader import render_to_string

from tests.support import node
from tests.support.desk_pages import Desk
from tests.support.office import ROOT, Office
from tests.support.public_pages import ask, in_both_languages

PASSWORD = "bantin-demo-2026"
STAFF = ("mai.tram", "van.toai")
ALONE = ("400.html", "500.html", "503.html")  # error pages that extend nothing
SCREENS_OF_WAGTAIL = (  # its lists, its forms, its editor
    "releases:",
    "contacts_desk:",
    "wagtailusers_users:",
    "policies:",
    "press_desk:",
    "spokespersons:",
    "time_limits:",
)
BROKEN = {
    "page.html": b"<!doctype html><html lang=vi><title>x</title><p><i id=a></i><i id=a></i>",
    "sheet.css": b"a { colour: red; }",
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><circel r="1"/></svg>',
}


@dataclass(frozen=True)
class Judgement:
    """What the checker said of everything, and where each kind of file lies."""

    folder: Path
    said: list[dict[str, Any]]

    def of(self, *kinds: str, level: str = "error") -> list[tuple[str, str, str]]:
        """File, complaint and markup, for files in the folders of these kinds."""
        return [
            (path.name, one["message"], one.get("extract", "").strip())
            for one in self.said
            if level in {one["type"], one.get("subType")}
            and (path := Path(unquote(urlsplit(one["url"]).path))).parent.name in kinds
        ]


@pytest.fixture(scope="module")
def judgement(
    demo_office: tuple[Office, str],
    samples: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Judgement:
    """Everything is read by one process of the checker."""
    if shutil.which("java") is None:
        missing = "Java is not installed (./run test brings it)"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    folder = tmp_path_factory.mktemp("valid")
    for page, language in in_both_languages():
        shown = ask(demo_office[1], page, language, samples)
        _keep(folder, "public", f"{page.name}.{language}.html", shown)
    for name in ALONE:
        _keep(folder, "alone", name, render_to_string(name).encode())
    for name in STAFF:
        for view, shown in Desk(demo_office[1], name, PASSWORD).pages():
            if not view.startswith(SCREENS_OF_WAGTAIL):
                _keep(folder, "desk", f"{view}.html", shown)
    for file in [
        *(ROOT / "src").rglob("static/**/*.css"),
        *(ROOT / "src").rglob("static/**/*.svg"),
    ]:
        _keep(folder, "static", file.name, file.read_bytes())
    for name, broken in BROKEN.items():
        _keep(folder, "broken", name, broken)
    return Judgement(folder, _said_of(folder))


def _keep(folder: Path, kind: str, name: str, content: bytes) -> None:
    (folder / kind).mkdir(exist_ok=True)
    (folder / kind / name.replace(" ", "-").replace(":", "-")).write_bytes(content)


def _said_of(folder: Path) -> list[dict[str, Any]]:
    jar = node.packages() / "vnu-jar" / "build" / "dist" / "vnu.jar"
    options = ["--format", "json", "--exit-zero-always", "--also-check-css", "--also-check-svg"]
    command = ["java", "-jar", str(jar), *options, *map(str, sorted(folder.rglob("*.*")))]
    done = subprocess.run(command, check=True, capture_output=True, timeout=300)
    said: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    return said


def test_every_type_of_public_page_is_valid(judgement: Judgement) -> None:
    assert judgement.of("public", "alone") == []
    warned = {message for _file, message, _markup in judgement.of("public", level="warning")}
    assert {one for one in warned if "top-level heading" not in one} == set()


def test_our_own_pages_of_the_desk_are_valid(judgement: Judgement) -> None:
    read = {file.stem for file in (judgement.folder / "desk").iterdir()}
    assert {"approvals", "figures", "coverage_item", "contact_page", "webhooks", "exports"} <= read
    assert judgement.of("desk") == []


def test_our_style_sheets_and_drawings_are_valid(judgement: Judgement) -> None:
    read = {file.name for file in (judgement.folder / "static").iterdir()}
    assert {"tokens.css", "site.css", "mark.svg"} <= read
    assert judgement.of("static") == []


def test_the_checker_finds_what_is_broken(judgement: Judgement) -> None:
    assert {file for file, _message, _markup in judgement.of("broken")} == set(BROKEN)
