"""The process tree ends whole, whoever ends it, and starts a dead part again."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

PROGRAM = """
    import sys, threading, time
    from pathlib import Path
    from bantin.cli.processes import Tree

    folder = Path(sys.argv[1])

    def part(name):
        def live(stop):
            import os
            with (folder / name).open("a") as file:
                file.write(f"{os.getpid()}\\n")
            while not stop.wait(0.05):
                pass
            (folder / f"{name}-ended").touch()
        return live

    Tree({"a": part("a"), "b": part("b")}).run()
"""


def pids(folder: Path, name: str) -> list[int]:
    path = folder / name
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def eventually(true: object, seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def tree(tmp_path: Path) -> object:
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(PROGRAM), str(tmp_path)])
    assert eventually(lambda: pids(tmp_path, "a") and pids(tmp_path, "b"))
    yield process
    if process.poll() is None:
        process.kill()
    process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_every_process_in_order(
    tree: subprocess.Popen[bytes], tmp_path: Path, number: int
) -> None:
    tree.send_signal(number)
    assert tree.wait(15) == 0
    assert (tmp_path / "a-ended").exists()
    assert (tmp_path / "b-ended").exists()
    assert not any(alive(pid) for pid in pids(tmp_path, "a") + pids(tmp_path, "b"))


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_killing_the_parent_leaves_nothing_behind(
    tree: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    tree.kill()
    tree.wait()
    children = pids(tmp_path, "a") + pids(tmp_path, "b")
    assert eventually(lambda: not any(alive(pid) for pid in children))


def test_a_part_that_dies_is_started_again(tree: subprocess.Popen[bytes], tmp_path: Path) -> None:
    first = pids(tmp_path, "a")[0]
    other = pids(tmp_path, "b")
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: len(pids(tmp_path, "a")) == 2)
    assert pids(tmp_path, "b") == other
