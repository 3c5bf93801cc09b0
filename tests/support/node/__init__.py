"""Programs from npm that tests run, as ``package-lock.json`` names them."""

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


def are_there() -> bool:
    """Whether Node.js and npm are installed."""
    return bool(shutil.which("node") and shutil.which("npm"))


@cache
def packages() -> Path:
    """The folder ``node_modules``, filled once for each test process."""
    if not are_there():
        _do_without("Node.js and npm are not installed (./run test brings them)")
    folder = Path(tempfile.mkdtemp(prefix="bantin-npm-"))
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder / name)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        _do_without(f"npm could not bring its packages: {done.stderr[-300:]}")
    return folder / "node_modules"


def _do_without(missing: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)
