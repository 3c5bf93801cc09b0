"""``./run test``: bring what the tests need, run them on SQLite, then on PostgreSQL.

With ``CI=true`` a part that is missing fails the run; elsewhere the tests that need it are skipped
and the one command that would bring it is printed.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support import dovecot, php, postgres

ON_POSTGRES = [
    "src/bantin/core",
    "src/bantin/accounts",
    "src/bantin/receive",
    "src/bantin/decide",
    "src/bantin/publish",
    "src/bantin/deliver",
    "src/bantin/trace/coverage",
    "src/bantin/report",
]


def missing() -> list[str]:
    """Debian packages that the tests need and that are not here."""
    wanted = {
        "postgresql": postgres.binaries() is not None,
        "chromium": shutil.which("chromium") is not None,
        "dovecot-imapd": dovecot.is_there(),
        "nodejs": shutil.which("node") is not None,
        "npm": shutil.which("npm") is not None,
        "default-jre-headless": shutil.which("java") is not None,
        "gettext": shutil.which("xgettext") is not None,
        "strace": shutil.which("strace") is not None,
        "php-cli": php.is_there(),
        "php-xml": php.is_there(),
        "poppler-utils": shutil.which("pdfsig") is not None,
        "minisign": shutil.which("minisign") is not None,
        "openssl": shutil.which("openssl") is not None,
        "curl": shutil.which("curl") is not None,
        "tesseract-ocr": shutil.which("tesseract") is not None,
        "tesseract-ocr-vie": _reads_vietnamese(),
    }
    return [package for package, here in wanted.items() if not here]


def _reads_vietnamese() -> bool:
    """Whether ``tesseract`` has the language; its folder carries a version number."""
    folders = Path("/usr/share/tesseract-ocr").glob("*/tessdata/vie.traineddata")
    return any(folders)


def bring(packages: list[str]) -> bool:
    """Install Debian packages when we may; returns whether all are here then."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        print(f"Installing {' '.join(packages)} ...", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment)
        done = subprocess.run(
            command, check=False, env=environment, stdout=subprocess.DEVNULL
        ).returncode
        if done == 0:
            return True
    print(f"Some tests will be skipped. One command mends it: sudo {' '.join(command)}", flush=True)
    return False


def run(arguments: list[str], **environment: str) -> int:
    """Run pytest in a process of its own."""
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, check=False, cwd=ROOT, env=os.environ | environment).returncode


def main(arguments: list[str]) -> int:
    """Everything; or, with pytest options or paths, just that."""
    packages = missing()
    if packages and not bring(packages) and os.environ.get("CI") == "true":
        return 1
    if arguments:
        return run(arguments)
    measured = ["--cov", "--cov-report="]
    with_all_cores = ["-n", "2", "--dist", "loadfile", "-q"]
    for old in ROOT.glob(".coverage*"):
        old.unlink()
    print("== on SQLite", flush=True)
    failed = run([*with_all_cores, *measured])
    if postgres.binaries() is not None:
        print("== on PostgreSQL", flush=True)
        with postgres.server() as address:
            failed |= run(
                [*with_all_cores, *measured, "--cov-append", *ON_POSTGRES],
                BANTIN_DATABASE=f"{address}/bantin",
                BANTIN_TEST_POSTGRES=address,
            )
    subprocess.run([sys.executable, "-m", "coverage", "report"], check=False, cwd=ROOT)
    return int(bool(failed))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
