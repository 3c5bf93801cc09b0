"""Start each method in a process of its own, and make a row of whatever becomes of it."""

from __future__ import annotations

import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LIMITED = ("RAYON", "OMP", "OPENBLAS", "MKL", "NUMBA")
"""What reads the number of threads from an environment variable of its own."""

REQUIRED = (
    "method",
    "f1_strict",
    "f1_lenient",
    "quote_recall",
    "items_per_s",
    "passage_precision",
    "passage_recall",
    "figures_precision",
    "figures_recall",
    "names_precision",
    "names_recall",
    "version_accuracy",
    "peak_mb",
)
"""Keys that every row has; None where the method gives no such thing."""

LONGEST = 900
"""Seconds after which a method is given up."""

_SAID = 300
"""Most characters of an error that a row repeats."""


def machine() -> str:
    """What the figures were measured on."""
    parts = [
        f"{os.cpu_count()} cores ({platform.machine()})",
        platform.system(),
        f"Python {platform.python_version()}",
        f"numpy {version('numpy')}",
    ]
    return ", ".join(parts)


def environment() -> dict[str, str]:
    """One thread for everybody, the same hashes in every run, and our own packages."""
    path = os.pathsep.join([os.environ.get("PYTHONPATH", ""), str(ROOT / "src"), str(ROOT)])
    threads = {f"{library}_NUM_THREADS": "1" for library in LIMITED}
    fixed = {"PYTHONHASHSEED": "0", "PYTHONPATH": path.strip(os.pathsep)}
    return os.environ | threads | fixed


def run(
    name: str, folder: Path, limit: int | None = None, sizes: Sequence[int] = ()
) -> dict[str, Any]:
    """The row of one method; when it is missing or fails, a row that says why."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="bantin-bench-") as place:
        file = Path(place) / "row.json"
        command = [sys.executable, "-m", "benchmarks.tracing.worker", str(folder), name, str(file)]
        command += [] if limit is None else ["--limit", str(limit)]
        command += ["--sizes", *map(str, sizes)] if sizes else []
        trouble = _trouble(command)
        row = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if trouble and "missing" not in row:
        row = {"missing": trouble}
    nothing: dict[str, Any] = dict.fromkeys(REQUIRED)
    return nothing | {"method": name} | row | {"run_s": time.perf_counter() - started}


def _trouble(command: list[str]) -> str:
    """Run it; what went wrong, or nothing."""
    try:
        done = subprocess.run(
            command,
            check=False,
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=LONGEST,
        )
    except subprocess.TimeoutExpired:
        return f"not ready after {LONGEST} s"
    if done.returncode < 0:
        return f"ended by {signal.Signals(-done.returncode).name}"
    last = (done.stderr.strip().splitlines() or ["no message"])[-1]
    return last[:_SAID] if done.returncode else ""
