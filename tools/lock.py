"""Write the hash-locked requirement files from ``pyproject.toml``; needs ``uv``.

``python -m tools.lock`` keeps what is locked; ``--upgrade`` takes the newest that fits.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETS = ["run", "test", "check", "docs", "bench"]


def lock(name: str, *, upgrade: bool) -> None:
    """Write one file; all but ``run`` agree with ``run``."""
    uv = shutil.which("uv")
    if uv is None:
        raise SystemExit("uv is not installed; see its documentation.")
    command = [uv, "pip", "compile", "--quiet", "pyproject.toml", "--extra", "postgres"]
    command += ["--generate-hashes", "--universal", "--python-version", "3.11", "--no-header"]
    command += ["--output-file", f"requirements/{name}.txt"]
    if name != "run":
        command += ["--group", name, "--constraint", "requirements/run.txt"]
    subprocess.run([*command, *(["--upgrade"] if upgrade else [])], check=True, cwd=ROOT)


def main(arguments: list[str]) -> int:
    """Lock every set."""
    for name in SETS:
        lock(name, upgrade="--upgrade" in arguments)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
