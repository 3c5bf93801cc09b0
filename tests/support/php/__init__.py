"""SimplePie, WordPress' reader of feeds, out of Debian's package of WordPress.

The package is fetched and unpacked, not installed: installing it would bring a web server and a
database along.
"""

import json
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

INSTALLED = Path("/usr/share/wordpress")
READER = Path(__file__).with_name("read.php")


def is_there() -> bool:
    """Whether PHP is installed with what reads XML."""
    php = shutil.which("php")
    if php is None:
        return False
    said = subprocess.run([php, "-m"], check=True, capture_output=True, text=True).stdout
    return "xml" in said.split()


def simplepie(feed: bytes) -> dict[str, Any]:
    """What WordPress' SimplePie reads in ``feed``."""
    quiet = "error_reporting=E_ALL & ~E_DEPRECATED"  # PHP is newer than the reader
    command = ["php", "-d", quiet, str(READER), f"{_wordpress()}/"]
    done = subprocess.run(command, input=feed, check=True, capture_output=True, timeout=60)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@cache
def _wordpress() -> Path:
    """WordPress' folder: the installed one, else one unpacked for this test process."""
    if not is_there():
        _do_without("PHP is not installed (./run test brings it)")
    if INSTALLED.is_dir():
        return INSTALLED
    folder = Path(tempfile.mkdtemp(prefix="bantin-wordpress-"))
    done = subprocess.run(
        ["apt-get", "download", "-q", "wordpress"], cwd=folder, check=False, capture_output=True
    )
    packages = list(folder.glob("wordpress_*.deb"))
    if done.returncode or not packages:
        _do_without("apt-get could not fetch the package wordpress")
    subprocess.run(["dpkg-deb", "-x", packages[0], folder], check=True)
    packages[0].unlink()
    return folder / "usr/share/wordpress"


def _do_without(missing: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)
