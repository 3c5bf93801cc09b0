"""The documentation says what the code does: names, defaults, commands, rights, links."""

import ast
import contextlib
import io
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polib
import pytest
import typer
from django.contrib.auth.models import Group

from bantin.accounts.grants import granted
from bantin.accounts.models import User
from bantin.accounts.roles import Role, holds
from bantin.cli.app import app
from bantin.core import events
from bantin.decide.releases import queries as releases
from bantin.deliver.embargoes.queries import may_offer
from bantin.receive.accreditations.queries import may_accredit
from bantin.trace import engine
from bantin.trace.coverage.desk.access import READERS
from tests.support import documents
from tests.support.documents import DOCS, REFERENCE, ROOT, read
from tools import flow

SOURCE = ROOT / "src" / "bantin"
LARGEST_IMAGE = 300_000  # bytes
VARIABLE = re.compile(r"BANTIN_[A-Z_]*[A-Z]")
PAGES = [pytest.param(page, id=page.relative_to(ROOT).as_posix()) for page in documents.pages()]


# --- settings


def code() -> Iterator[ast.Module]:
    """Our source, and what runs the tests."""
    places = [*SOURCE.rglob("*.py"), *(ROOT / "tools").glob("*.py")]
    places += [ROOT / "conftest.py", ROOT / "tests" / "conftest.py"]
    for path in places:
        if not {"tests", "migrations"} & set(path.parts) or path.name == "conftest.py":
            yield ast.parse(read(path))


def variables_read() -> dict[str, set[str | None]]:
    """Each variable with the defaults that its readers give; None where one is worked out."""
    found: dict[str, set[str | None]] = defaultdict(set)
    for module in code():
        for node in ast.walk(module):
            if isinstance(node, ast.Constant) and VARIABLE.fullmatch(str(node.value)):
                found[str(node.value)]
            elif isinstance(node, ast.Call) and node.args and (name := _variable(node.args[0])):
                found[name].add(_default(node))
    return found


def _variable(node: ast.expr) -> str | None:
    name = node.value if isinstance(node, ast.Constant) else None
    return name if isinstance(name, str) and VARIABLE.fullmatch(name) else None


def _default(call: ast.Call) -> str | None:
    given = [*call.args[1:], *(keyword.value for keyword in call.keywords)]
    if not given or not isinstance(given[0], ast.Constant):
        return None
    value = given[0].value
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"`{value}`" if value else "empty"


def variables_described() -> dict[str, str]:
    """Each variable of the reference with its default, as written."""
    rows = documents.rows(read(REFERENCE / "settings.md"))
    return {cells[0].strip("`"): cells[1] for cells in rows if cells[0].startswith("`BANTIN_")}


def test_every_variable_is_described_and_every_described_one_is_read() -> None:
    assert set(variables_described()) == set(variables_read())


def test_described_defaults_are_the_real_ones() -> None:
    described = variables_described()
    real = {
        name: defaults.pop()
        for name, defaults in variables_read().items()
        if len(defaults) == 1 and defaults != {None}
    }
    assert len(real) > 10
    assert {name: described[name] for name in real} == real


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_only_variables_that_exist(page: Path) -> None:
    assert set(VARIABLE.findall(read(page))) <= set(variables_described())


# --- commands


def commands_there() -> dict[str, Any]:
    """Every command of the command line, by its words; groups have ``commands``."""
    found: dict[str, Any] = {}

    def walk(command: Any, words: str) -> None:
        found[words] = command
        for name, child in getattr(command, "commands", {}).items():
            walk(child, f"{words} {name}".strip())

    walk(typer.main.get_command(app), "")
    return found


def options_of(command: Any) -> set[str]:
    """All spellings of a command's options, help left out."""
    names = {
        name
        for parameter in command.params
        if parameter.param_type_name == "option"
        for name in (*parameter.opts, *parameter.secondary_opts)
    }
    return names - {"--help", "-h"}


def arguments_of(command: Any) -> int:
    """How many arguments a command takes."""
    return sum(parameter.param_type_name == "argument" for parameter in command.params)


def commands_described() -> dict[str, tuple[int, set[str]]]:
    """Each command of the reference: its arguments and options."""
    found = {}
    for heading, body in documents.sections(
        read(REFERENCE / "command-line.md"), "### `bantin "
    ).items():
        words = heading.rstrip("`").split()
        name = " ".join(word for word in words if not word.isupper())
        bullets = re.findall(r"^- (`--[^:]*):", body, flags=re.MULTILINE)
        options = {option for bullet in bullets for option in re.findall(r"`(--?[a-z-]+)", bullet)}
        found[name] = (sum(map(str.isupper, words)), options)
    return found


def test_every_command_is_described_with_its_arguments_and_options() -> None:
    real = {
        words: (arguments_of(command), options_of(command))
        for words, command in commands_there().items()
        if not hasattr(command, "commands")
    }
    assert commands_described() == real


def test_options_of_the_program_itself_are_described() -> None:
    beginning = read(REFERENCE / "command-line.md").partition("\n## ")[0]
    named = set(re.findall(r"`bantin (--[a-z-]+)`", beginning))
    assert named == options_of(commands_there()[""])


def run_commands() -> set[str]:
    """The commands of ``./run``, from its own case labels."""
    labels = re.findall(r"^([a-z]+(?: \| --?\w+)*)\)$", read(ROOT / "run"), flags=re.MULTILINE)
    return {label.split()[0] for label in labels}


def complaint(command: documents.Command) -> str | None:
    """What is wrong with a command as a page writes it, if anything."""
    words = list(command.words)
    if command.program == "run":
        if not words or words[0] in {"…", "..."}:
            return None
        if words[0] not in run_commands():
            return f"./run {words[0]} does not exist"
        if words[0] in {"test", "check", "format"}:
            return None
        if words[0] == "bench":
            return _complaint_about_benchmark(words[1:])
        words = words[1:] if words[0] == "bantin" else words
    return _complaint_about(words)


def _complaint_about_benchmark(words: list[str]) -> str | None:
    there = {path.stem for path in (ROOT / "benchmarks").glob("*.py")} | {"NAME"}
    return None if not words or words[0] in there else f"./run bench has no {words[0]}"


def _complaint_about(words: list[str]) -> str | None:
    there, name = commands_there(), ""
    while words and f"{name} {words[0]}".strip() in there:
        name = f"{name} {words.pop(0)}".strip()
    if words and hasattr(there[name], "commands") and re.fullmatch("[a-z][a-z-]*", words[0]):
        return f"bantin {name} {words[0]} does not exist"
    unknown = {w for w in words if w.startswith("-")} - options_of(there[name]) - {"--help"}
    return f"bantin {name} has no {sorted(unknown)}" if unknown else None


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_only_commands_that_exist(page: Path) -> None:
    named = list(documents.commands(page))
    assert [wrong for command in named if (wrong := complaint(command))] == []


def test_commands_in_pages_are_seen() -> None:
    named = [command for page in documents.pages() for command in documents.commands(page)]
    assert len(named) > 60
    assert complaint(documents.Command("", "bantin", ("ledger", "mend"))) is not None
    assert complaint(documents.Command("", "bantin", ("serve", "--fast"))) is not None
    assert complaint(documents.Command("", "run", ("deploy",))) is not None
    assert complaint(documents.Command("", "run", ("bench", "weather"))) is not None


# --- events


def recorded() -> set[str]:
    """The names of all events that the code records."""
    return {name for module in code() for name in _recorded_in(module)}


def _recorded_in(module: ast.Module) -> Iterator[str]:
    for function in ast.walk(module):
        if not isinstance(function, ast.FunctionDef):
            continue
        for name in (call.args[0] for call in _calls(function, "events", {"record", "record_all"})):
            if isinstance(name, ast.Constant):
                yield str(name.value)
            elif isinstance(name, ast.Name):
                place = [argument.arg for argument in function.args.args].index(name.id)
                yield from _handed_in(module, function.name, place)


def _handed_in(module: ast.Module, function: str, place: int) -> Iterator[str]:
    """What the module's own calls of ``function`` give as argument number ``place``."""
    for call in ast.walk(module):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == function:
            given = call.args[place]
            assert isinstance(given, ast.Constant), "the name of an event is written out"
            yield str(given.value)


def _calls(node: ast.AST, owner: str, names: set[str]) -> Iterator[ast.Call]:
    for call in ast.walk(node):
        function = call.func if isinstance(call, ast.Call) else None
        if not isinstance(function, ast.Attribute) or function.attr not in names:
            continue
        if isinstance(call, ast.Call) and getattr(function.value, "id", "") == owner:
            yield call


def test_every_event_is_described_and_every_described_one_is_recorded() -> None:
    found = recorded()
    assert "release.approved" in found  # one whose name is handed to a helper
    rows = documents.rows(read(REFERENCE / "events.md"))
    assert {cells[0].strip("`") for cells in rows if len(cells) == 3 and "." in cells[0]} == found


def test_every_reaction_is_described() -> None:
    rows = documents.rows(read(REFERENCE / "events.md"))
    described = {c[0].strip("`"): c[1] for c in rows if len(c) == 2 and "." in c[0]}
    real = {name: handlers for name, handlers in events._handlers.items() if handlers}
    assert described.keys() == real.keys()
    for name, handlers in real.items():
        for handler in handlers:
            assert f"`{'.'.join(handler.split('.')[1:3])}`" in described[name]


# --- roles

Predicate = Callable[[User], bool]
MAY: dict[str, Predicate] = {
    "read drafts and requests for approval": releases.may_see_releases,
    "write releases, upload images and documents": lambda u: u.has_perm("releases.change_release"),
    "submit, take back": releases.may_submit,
    "approve, send back": releases.may_decide,
    "call an approval off before its instant": lambda u: (
        releases.may_decide(u) or releases.may_submit(u)
    ),
    "cancel a notice in force, alone": releases.may_decide,
    "lift another person's lock on a draft": lambda u: u.has_perm("releases.unlock_release"),
    "contacts and outlets, with consents, imports and exports": lambda u: u.has_perm(
        "contacts.change_contact"
    ),
    "see who got an edition": lambda u: u.has_perm("dispatch.view_delivery"),
    "send again what was refused or set aside; hold back, release, drop": lambda u: u.has_perm(
        "dispatch.change_delivery"
    ),
    "see who is accredited, and the embargo agreement": lambda u: u.has_perms(
        ["accreditations.view_accreditation", "accreditations.view_agreement"]
    ),
    "accredit, revoke, write the agreement": may_accredit,
    "see who was offered and who read a text under embargo": lambda u: u.has_perm(
        "embargoes.view_offer"
    ),
    "send a text under embargo": may_offer,
    "see where systems, rooms and browsers get our texts": lambda u: u.has_perm(
        "endpoints.view_endpoint"
    ),
    "connect, try out and close them": lambda u: u.has_perm("endpoints.change_endpoint"),
    "see, make and revoke keys for the API": lambda u: u.has_perms(
        ["api_keys.view_key", "api_keys.add_key", "api_keys.change_key"]
    ),
    "topics and areas": lambda u: u.has_perm("subjects.change_topic"),
    "spokespersons, press desk, time limits, policies": lambda u: u.has_perms(
        ["imprint.change_spokesperson", "imprint.change_pressdesk", "imprint.add_wording"]
    ),
    "coverage and figures: read, import, trace": lambda u: holds(u, *READERS),
    "staff accounts and authorisations": lambda u: u.has_perms(
        ["accounts.change_user", "releases.change_authorisation"]
    ),
    "read who exported what": lambda u: u.has_perm("accounts.view_export"),
}


def test_permissions_are_those_that_the_code_grants() -> None:
    text = read(REFERENCE / "roles.md")
    described = {
        role: frozenset(re.findall(r"`([^`]+)`", permissions))
        for role, permissions in re.findall(r"^`(\w+)`\n: (.+)$", text, flags=re.MULTILINE)
    }
    assert described == {role.value: granted(role) for role in Role}


@pytest.mark.django_db
def test_the_table_of_roles_says_what_the_code_allows() -> None:
    heading, _rule, *rows = documents.rows(read(REFERENCE / "roles.md"))
    assert heading[1:] == [str(role.name).lower().replace("_", " ") for role in Role]
    described = {cells[0]: [cell != "–" for cell in cells[1:]] for cells in rows}
    people = [_member(role) for role in Role]
    assert described == {what: [may(person) for person in people] for what, may in MAY.items()}


def _member(role: Role) -> User:
    user = User.objects.create_user(role.value, password=None)
    user.groups.add(Group.objects.get(name=role.value))
    return user


# --- words on the screen


def translations() -> set[tuple[str, str]]:
    """English and Vietnamese of every text that our catalogues have."""
    paths = [*SOURCE.rglob("locale/vi/LC_MESSAGES/*.po")]
    entries = [entry for path in paths for entry in polib.pofile(str(path)) if not entry.obsolete]
    return {(e.msgid, e.msgstr) for e in entries if e.msgstr and re.search(r"\w{3}", _bare(e))}


def _bare(entry: polib.POEntry) -> str:
    """An English text without its places: one that is nothing but places would fit anything."""
    return re.sub(r"%\(\w+\)s", "", entry.msgid)


def _pattern(text: str) -> re.Pattern[str]:
    """``text`` with its places open, whatever the case of its first letter."""
    places = re.split(r"%\(\w+\)s", text)
    return re.compile(".+".join(map(re.escape, places)), re.IGNORECASE)


def test_screens_are_called_what_they_are_called() -> None:
    known = [(_pattern(en), _pattern(vi)) for en, vi in translations()]
    pairs = [
        pair
        for page in documents.pages()
        for pair in re.findall(r"\*\*([^*\n]+)\*\* \(\*([^*\n]+)\*\)", read(page))
    ]
    assert len(pairs) > 30
    wrong = [(vi, en) for vi, en in pairs if not _known(known, en, vi)]
    assert wrong == []


def _known(known: list[tuple[re.Pattern[str], re.Pattern[str]]], en: str, vi: str) -> bool:
    return any(there.fullmatch(vi) for here, there in known if here.fullmatch(en))


def test_the_vietnamese_guide_names_real_buttons() -> None:
    known = [_pattern(vi) for _en, vi in translations()]
    named = re.findall(r"\*\*([^*\n]+)\*\*", read(DOCS / "tutorial" / "bat-dau.md"))
    assert len(named) > 10
    assert [vi for vi in named if not any(text.fullmatch(vi) for text in known)] == []


# --- links and pictures


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [target.partition("#")[0] for _words, target in documents.links(read(page))]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_pictures_are_small_described_and_used() -> None:
    used = {
        (page.parent / target).resolve(): words
        for page in documents.pages()
        for words, target in documents.links(read(page))
        if target.endswith((".png", ".svg"))
    }
    there = {path for path in (DOCS / "images").iterdir() if path.is_file()}
    assert set(used) == there
    assert all(len(words) > 20 for words in used.values())
    assert {path.name: path.stat().st_size for path in there if _too_large(path)} == {}


def _too_large(path: Path) -> bool:
    return path.stat().st_size > LARGEST_IMAGE


def test_the_readme_shows_the_tree_that_the_code_has() -> None:
    assert flow.BEGIN + flow.flow() + flow.END in read(ROOT / "README.md")


# --- the engine


def test_the_engine_page_names_everything_public() -> None:
    page = read(REFERENCE / "engine.md")
    named = set(
        re.findall(
            r"auto(?:class|exception|function):: bantin\.trace\.engine\.(\w+)$", page, re.MULTILINE
        )
    )
    assert named == set(engine.__all__)


def test_the_engine_example_prints_what_the_page_says() -> None:
    blocks = [text for _, text in documents.blocks(read(REFERENCE / "engine.md"))]
    scope: dict[str, Any] = {}
    for example, printed in (blocks[:2], blocks[2:4]):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(example, scope)
        assert out.getvalue() == printed
    line = json.loads(documents.blocks(read(REFERENCE / "trace-lines.md"))[0][1])
    assert scope["match"].as_json() == line
