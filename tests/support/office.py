"""A whole office in a folder of its own, driven from outside as its processes really run."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Office:
    """Data folder, database and processes of one office under test."""

    folder: Path
    database: str = ""  # postgresql://…, else SQLite in the folder
    extra: dict[str, str] = field(default_factory=dict)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """What its processes see."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("BANTIN_")}
        return kept | {
            "BANTIN_DATA": str(self.folder),
            "BANTIN_KEYS": str(self.folder / "keys"),
            "BANTIN_DATABASE": self.database,
            "BANTIN_LANG": "en",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "PYTHONWARNINGS": "default",
            **self.extra,
        }

    def bantin(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a ``bantin`` command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "bantin.cli", *arguments],
            env=self.environment,
            cwd=ROOT,
            check=check,
            capture_output=True,
            text=True,
            timeout=240,
        )

    def python(
        self, code: str, *arguments: str, check: bool = True, seconds: float = 240
    ) -> subprocess.CompletedProcess[str]:
        """Run ``code`` with Django set up, to its end."""
        return subprocess.run(
            [sys.executable, "-c", SETUP + code, *arguments],
            env=self.environment,
            cwd=ROOT,
            check=check,
            capture_output=True,
            text=True,
            timeout=seconds,
        )

    def start(self, *arguments: str, code: str = "", **extra: str) -> subprocess.Popen[bytes]:
        """Start a ``bantin`` command, or ``code`` with Django set up, and let it run."""
        program = ["-c", SETUP + code] if code else ["-m", "bantin.cli"]
        log = (self.folder / f"process-{len(self.processes)}.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, *program, *arguments],
            env=self.environment | extra,
            cwd=ROOT,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
        )
        log.close()
        self.processes.append(process)
        return process

    def logs(self) -> str:
        """What all started processes printed."""
        return "\n".join(p.read_text(errors="replace") for p in sorted(self.folder.glob("*.log")))

    def close(self) -> None:
        """End every process and forget the data."""
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self.database:
            server, _, name = self.database.rpartition("/")
            with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(self.folder, ignore_errors=True)


SETUP = "import os,sys;os.environ['DJANGO_SETTINGS_MODULE']='bantin.config.settings';import django;django.setup()\n"


class OfficeMaker:
    """Makes offices quickly: the first is migrated, the others are copies of it."""

    def __init__(self, server: str | None = None) -> None:
        self.server = server
        self._template: Office | None = None

    def __call__(self, **extra: str) -> Office:
        """A new, empty office with keys and an up-to-date database."""
        template = self._template or self._make_template()
        folder = Path(tempfile.mkdtemp(prefix="bantin-office-"))
        shutil.copytree(template.folder, folder, dirs_exist_ok=True)
        database = ""
        if self.server:
            database = f"{self.server}/office_{uuid.uuid4().hex}"
            self._create(database, like=template.database)
        return Office(folder, database, extra)

    def close(self) -> None:
        """Forget the template."""
        if self._template:
            self._template.close()

    def _make_template(self) -> Office:
        office = Office(Path(tempfile.mkdtemp(prefix="bantin-office-")))
        if self.server:
            office.database = f"{self.server}/template_{uuid.uuid4().hex}"
            self._create(office.database)
        office.bantin("init")
        self._template = office
        return office

    def _create(self, database: str, like: str = "") -> None:
        name = database.rpartition("/")[2]
        template = f' TEMPLATE "{like.rpartition("/")[2]}"' if like else ""
        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"{template}')


def wait_until(true: Callable[[], Any], *, seconds: float = 30, every: float = 0.05) -> Any:
    """Wait for ``true()`` to be true and return it; fail after ``seconds``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := true():
            return value
        time.sleep(every)
    raise AssertionError(f"not true within {seconds} s")


def answers(address: str) -> bool:
    """Whether a page answers 200."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
