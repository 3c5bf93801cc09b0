"""``./run check``: lint, types, contracts, migrations, messages, templates, documentation.

The steps run two at a time; what a failing one printed is shown at the end.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Step:
    """One check: its name and command."""

    name: str
    command: list[str]


@dataclass(frozen=True)
class Outcome:
    """How a step ended."""

    step: Step
    code: int
    said: str
    seconds: float


def steps() -> list[Step]:
    """All checks, the slowest first."""
    python = str(BIN / "python")
    return [
        Step("types (mypy)", [str(BIN / "mypy")]),
        Step(
            "documentation (sphinx)",
            [python, "-m", "sphinx", "-W", "-q", "--keep-going", "docs", "docs/_build/html"],
        ),
        Step("migrations", [python, "manage.py", "makemigrations", "--check", "--dry-run"]),
        Step("templates (djlint)", [str(BIN / "djlint"), "--lint", "--quiet", "src"]),
        Step("contracts (import-linter)", [str(BIN / "lint-imports")]),
        Step("lint (ruff)", [str(BIN / "ruff"), "check", "."]),
        Step("format (ruff)", [str(BIN / "ruff"), "format", "--check", "."]),
        Step("the tree in the README", [python, "-m", "tools.flow", "--check"]),
        Step("third-party Vietnamese", [python, "-m", "tools.third_party_messages", "--check"]),
    ]


def run(step: Step, folder: str) -> Outcome:
    """Run one step to its end."""
    began = time.monotonic()
    environment = os.environ | {"BANTIN_DATA": folder, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    done = subprocess.run(
        step.command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True
    )
    return Outcome(step, done.returncode, done.stdout + done.stderr, time.monotonic() - began)


def main() -> int:
    """Run all; exit code 1 when one failed."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda step: run(step, folder), steps()))
    for outcome in outcomes:
        mark = "ok    " if outcome.code == 0 else "FAILED"
        print(f"{mark} {outcome.step.name} ({outcome.seconds:.1f} s)")
    failed = [outcome for outcome in outcomes if outcome.code]
    for outcome in failed:
        print(f"\n== {outcome.step.name}\n{outcome.said.strip()}")
    print(f"{len(outcomes) - len(failed)} passed, {len(failed)} failed")
    print(f"({time.monotonic() - began:.0f} s)")
    return int(bool(failed))


if __name__ == "__main__":
    raise SystemExit(main())
