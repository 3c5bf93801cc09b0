"""Row 30: a newspaper's witness, a program of its own, sees what happens to a ledger it watches."""

import base64
import hashlib
import itertools
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.db import connection, transaction
from pytest_django.live_server_helper import LiveServer

from bantin.publish.record import guards, keys
from bantin.publish.record.ledger import log
from bantin.publish.record.models import Checkpoint, LedgerEntry, LedgerNode
from tests.support import documents

AT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
PAGE = documents.DOCS / "how-to" / "witness-the-ledger.md"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Path, transactional_db: None) -> None:
    settings.KEY_ROOT = tmp_path / "keys"
    keys.create(settings.KEY_ROOT, at=AT)


def grow(*entries: str) -> None:
    """Add entries, each with a checkpoint of its own, as go-live does."""
    for entry in entries:
        with transaction.atomic():
            log.append([entry.encode()], key=keys.current(settings.KEY_ROOT).private, at=AT)


def rewrite(*entries: str) -> None:
    """What only somebody who owns the database can do: begin the ledger anew."""
    guards.remove(connection)
    for model in (Checkpoint, LedgerNode, LedgerEntry):
        model.objects.all().delete()
    guards.install(connection)
    grow(*entries)


def named(number: int, start: int = 0) -> list[str]:
    return [f"entry {n}" for n in range(start, number)]


@pytest.fixture
def newspaper(tmp_path: Path, live_server: LiveServer) -> Path:
    """A folder with the program as the office hands it out, and with a key."""
    folder = tmp_path / "newspaper"
    folder.mkdir()
    with urllib.request.urlopen(f"{live_server.url}/ledger/witness.py") as answer:
        (folder / "witness.py").write_bytes(answer.read())
    command = ["openssl", "genpkey", "-algorithm", "ed25519", "-out", folder / "witness.pem"]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture
def run(newspaper: Path, live_server: LiveServer) -> Run:
    """Run the program as cron does, without anything of ours on the path."""

    def once(*more: str, office: str = "", code: str = "", lang: str = "en_US.UTF-8") -> Any:
        program = ["-c", code] if code else ["witness.py"]
        words = [office or live_server.url, "--state", "state.json", "--wait", "0", *more]
        isolated = [] if code else ["-I"]
        return subprocess.run(
            [sys.executable, *isolated, *program, *words],
            cwd=newspaper,
            env={"LANG": lang, "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return once


COSIGN = ["--key", "witness.pem", "--name", "bao.example/witness", "--publish", "cosigned.txt"]


def evidence(folder: Path) -> dict[str, str]:
    """The files that were kept, by their path behind the kind of trouble."""
    root = folder / "state.json.evidence"
    found = [path for path in root.rglob("*") if path.is_file()] if root.exists() else []
    return {
        re.sub(r"-[0-9a-f]{12}", "", path.relative_to(root).as_posix()): path.read_bytes().decode(
            errors="replace"
        )
        for path in found
    }


def cosignature_holds(note: str, folder: Path, name: str) -> int:
    """Verify the last line of a note as C2SP tlog-cosignature says; returns its time."""
    text, _, lines = note.partition("\n\n")
    head, said, encoded = lines.splitlines()[-1].split(" ")
    key = load_pem_private_key((folder / "witness.pem").read_bytes(), None).public_key()
    assert isinstance(key, Ed25519PublicKey)
    data, raw = base64.b64decode(encoded, validate=True), key.public_bytes_raw()
    assert (head, said, len(data)) == ("—", name, 4 + 8 + 64)
    assert data[:4] == hashlib.sha256(name.encode() + b"\n\x04" + raw).digest()[:4]
    at: int = struct.unpack(">Q", data[4:12])[0]
    key.verify(data[12:], f"cosignature/v1\ntime {at}\n{text}\n".encode())
    return at


def test_the_first_run_pins_the_key_and_says_so(run: Run, newspaper: Path) -> None:
    grow("a", "b")

    first, second = run(), run()

    kid = keys.current(settings.KEY_ROOT).kid
    assert (first.returncode, first.stderr) == (0, "")
    assert kid in first.stdout
    assert "over 2 entries" in first.stdout
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert evidence(newspaper) == {}


@pytest.mark.parametrize("sizes", [(1, 2, 3), (3, 7, 8, 9), (255, 256, 257, 520)])
def test_ordinary_growth_is_silent(run: Run, newspaper: Path, sizes: tuple[int, ...]) -> None:
    grow(*named(sizes[0]))
    run()
    for before, after in itertools.pairwise(sizes):
        grow(*named(after, before))
        done = run()
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert f"\\n{sizes[-1]}\\n" in (newspaper / "state.json").read_text()


@pytest.mark.parametrize(
    ("seen", "after"), [(3, 3), (3, 7), (4, 9)], ids=["same size", "grown", "from a full tree"]
)
def test_a_fork_is_loud_each_time_and_the_evidence_is_kept(
    run: Run, newspaper: Path, seen: int, after: int
) -> None:
    grow(*named(seen))
    run()
    state, old = (newspaper / "state.json").read_bytes(), log.latest()
    rewrite("entry 0", "another", *named(after, 2))
    new = log.latest()

    done, again = run(*COSIGN), run(*COSIGN)

    assert old is not None
    assert new is not None
    assert (done.returncode, again.returncode, done.stdout) == (1, 1, "")
    assert "was rewritten" in done.stderr
    kept = evidence(newspaper)
    assert kept["forked/now/ledger/checkpoint"] == new.note
    assert base64.b64encode(old.root).decode() in kept["forked/seen.json"]
    assert "was rewritten" in kept["forked/what.txt"]
    assert (newspaper / "state.json").read_bytes() == state
    assert not (newspaper / "cosigned.txt").exists(), "a fork is never cosigned"


def test_a_shrunk_ledger_is_loud(run: Run, newspaper: Path) -> None:
    grow(*named(5))
    run()
    rewrite(*named(3))

    done = run(lang="vi_VN.UTF-8")

    assert done.returncode == 1
    assert "BÁO ĐỘNG" in done.stderr
    assert "từ 5 còn 3 mục" in done.stderr
    assert "shrunk/now/ledger/checkpoint" in evidence(newspaper)


def test_a_checkpoint_that_is_a_moment_behind_is_asked_for_again(
    run: Run, newspaper: Path, live_server: LiveServer
) -> None:
    """Another node, or a page kept for bad days, may lag behind; it is asked three times."""
    grow(*named(3))
    older = log.latest()
    grow("entry 3")
    run()
    assert older is not None
    lagging = (
        "import runpy, urllib.request as u\n"
        f"older, asked, real = {older.note.encode()!r}, [], u.urlopen\n"
        "class Answer(__import__('io').BytesIO): pass\n"
        "def once(request, **more):\n"
        "    asked.append(request.full_url)\n"
        "    return Answer(older) if len(asked) == 1 else real(request, **more)\n"
        "u.urlopen = once\n"
        "runpy.run_path('witness.py', run_name='__main__')\n"
    )

    done = run(code=lagging)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_tiles_that_do_not_fit_the_checkpoint_are_loud(run: Run, newspaper: Path) -> None:
    grow(*named(3))
    run()
    grow("entry 3")
    guards.remove(connection)
    LedgerEntry.objects.filter(index=3).update(leaf_hash=b"\x00" * 32)
    guards.install(connection)

    done = run()

    assert done.returncode == 1
    assert "do not fit its signed checkpoint" in done.stderr
    assert any(path.startswith("unproved/now/ledger/tile/0/") for path in evidence(newspaper))


def test_another_key_is_loud_until_the_newspaper_trusts_it(run: Run, newspaper: Path) -> None:
    grow("a")
    run()
    keys.rotate(settings.KEY_ROOT, at=AT)
    grow("b")

    done = run()

    assert done.returncode == 3
    assert "no right signature" in done.stderr
    assert "--trust=KID" in done.stderr, "a KID may begin with a hyphen"
    assert "unsigned/now/ledger/checkpoint" in evidence(newspaper)
    assert run("--trust=-no-such-key").returncode == 4
    new = keys.current(settings.KEY_ROOT).kid
    assert run(f"--trust={new}").returncode == 0
    grow("c")
    assert run().returncode == 0


def test_a_changed_letter_of_the_checkpoint_is_loud(run: Run) -> None:
    grow("a", "b")
    run()
    newest = log.latest()
    assert newest is not None
    guards.remove(connection)
    Checkpoint.objects.update(note=newest.note.replace("\n2\n", "\n3\n"))
    guards.install(connection)

    assert run().returncode == 3


def test_another_name_of_the_ledger_is_loud(run: Run, settings: Any) -> None:
    grow("a")
    run()
    settings.LEDGER_ORIGIN = "other.example/ledger"
    grow("b")

    done = run()

    assert done.returncode == 3
    assert "other.example/ledger" in done.stderr


def test_an_office_that_cannot_be_reached_is_no_alarm(run: Run, newspaper: Path) -> None:
    grow("a")
    run()
    state = (newspaper / "state.json").read_bytes()
    with socket.socket() as nobody:  # bound and not listening: refuses
        nobody.bind(("127.0.0.1", 0))
        done = run(*COSIGN, office=f"http://127.0.0.1:{nobody.getsockname()[1]}")

    assert (done.returncode, done.stdout) == (4, "")
    assert "no sign of a rewritten ledger" in done.stderr
    assert evidence(newspaper) == {}
    assert (newspaper / "state.json").read_bytes() == state
    assert not (newspaper / "cosigned.txt").exists()


def test_a_page_instead_of_a_checkpoint_is_no_alarm(run: Run, live_server: LiveServer) -> None:
    grow("a")
    run()

    done = run(office=f"{live_server.url}/en/search/?q=")
    assert done.returncode == 4


def test_a_damaged_state_is_said_and_left_alone(run: Run, newspaper: Path) -> None:
    grow("a")
    (newspaper / "state.json").write_text('{"origin": "x"}')

    assert run().returncode == 5
    assert (newspaper / "state.json").read_text() == '{"origin": "x"}'


def test_what_was_seen_is_cosigned_as_the_standard_says(
    run: Run, newspaper: Path, live_server: LiveServer
) -> None:
    grow("a", "b")
    run(*COSIGN)
    grow("c")
    assert run(*COSIGN).returncode == 0

    note, newest = (newspaper / "cosigned.txt").read_text(), log.latest()
    assert newest is not None
    assert note.startswith(newest.note)
    now = datetime.now(UTC).timestamp()
    assert 0 <= now - cosignature_holds(note, newspaper, "bao.example/witness") < 300
    with pytest.raises(InvalidSignature):
        cosignature_holds(note.replace("\n3\n", "\n4\n", 1), newspaper, "bao.example/witness")


DIES = """
import os, runpy, signal, sys
from pathlib import Path
real, place = Path.replace, sys.argv.pop(1)
def replace(self, to):
    if to.name == "state.json" and place == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    real(self, to)
    if to.name == "state.json" and place == "after":
        os.kill(os.getpid(), signal.SIGKILL)
Path.replace = replace
runpy.run_path("witness.py", run_name="__main__")
"""


@pytest.mark.parametrize("place", ["before", "after"])
def test_killed_while_writing_it_has_the_old_state_or_the_new_and_goes_on(
    run: Run, newspaper: Path, live_server: LiveServer, place: str
) -> None:
    grow("a")
    run()
    grow("b", "c")
    words = [live_server.url, "--state", "state.json", *COSIGN]

    killed = subprocess.run(
        [sys.executable, "-c", DIES, place, *words], cwd=newspaper, check=False, timeout=60
    )

    assert killed.returncode == -signal.SIGKILL
    size = 3 if place == "after" else 1
    assert f"\\n{size}\\n" in (newspaper / "state.json").read_text()
    assert not (newspaper / "cosigned.txt").exists(), "nothing is cosigned that is not kept"
    grow("d")
    done = run(*COSIGN)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert sorted(path.name for path in newspaper.iterdir()) == [
        "cosigned.txt", "state.json", "witness.pem", "witness.py",
    ]  # fmt: skip


def test_the_page_does_what_it_says(newspaper: Path, live_server: LiveServer) -> None:
    grow("a", "b")
    blocks = [text for kind, text in documents.blocks(documents.read(PAGE)) if kind == "sh"]
    commands = "\n".join(blocks).replace("https://press.example", live_server.url)
    (newspaper / "witness.pem").unlink()
    (newspaper / "witness.py").unlink()

    done = subprocess.run(
        ["bash", "-euc", commands.replace("python3 ", f"{sys.executable} ")],
        cwd=newspaper, env={"LANG": "en_US.UTF-8", "PATH": os.environ["PATH"]},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "pinned the key" in done.stdout
    assert re.search(r"^news\.example/witness\+[0-9a-f]{8}\+[\w+/]+=*$", done.stdout, re.MULTILINE)
    cosignature_holds((newspaper / "ledger.txt").read_text(), newspaper, "news.example/witness")


def test_the_crontab_line_runs_what_the_page_ran(newspaper: Path) -> None:
    text = documents.read(PAGE)
    line = next(text for kind, text in documents.blocks(text) if kind == "text").strip()
    ran = [block for kind, block in documents.blocks(text) if kind == "sh"][-1]
    assert line.partition("&& ")[2] == ran.strip().splitlines()[-1]


def test_every_exit_code_is_explained() -> None:
    cells = [row[0] for row in documents.rows(documents.read(PAGE))]
    assert [cell for cell in cells if cell.isdigit()] == ["0", "1", "2", "3", "4", "5"]
