"""A PostgreSQL server of the tests' own: a temporary cluster, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
_clusters: dict[str, tuple[Path, list[object]]] = {}  # by port: folder, how it is started


def binaries() -> Path | None:
    """The folder with ``initdb``, newest version first; None when there is no server."""
    folders = sorted(DEBIAN.glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True)
    found = [p for p in folders if (p / "initdb").exists()]
    if found:
        return found[0]
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


@contextmanager
def server() -> Iterator[str]:
    """Start a server; yields ``postgresql://postgres@127.0.0.1:PORT``, stops it at the end."""
    bin_folder = binaries()
    if bin_folder is None:
        raise RuntimeError("no PostgreSQL server is installed")
    folder = Path(tempfile.mkdtemp(prefix="bantin-postgres-"))
    user = _user()
    if user:
        shutil.chown(folder, user.pw_name)
    port = _free_port()
    cluster = folder / "data"
    _run(user, bin_folder / "initdb", "-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=200"
    start: list[object] = ["-D", cluster, "-l", folder / "log", "-w", "-o", options, "start"]
    _run(user, bin_folder / "pg_ctl", *start)
    _clusters[str(port)] = cluster, start
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}"
    finally:
        _run(user, bin_folder / "pg_ctl", "-D", cluster, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def restart(address: str) -> None:
    """Restart the server at ``address`` the hard way, as a power cut would."""
    cluster, _start = _clusters[address.rpartition(":")[2]]
    _control("-D", cluster, "-m", "immediate", "-w", "restart")


@contextmanager
def away(address: str) -> Iterator[None]:
    """The server at ``address`` is gone for a while."""
    cluster, start = _clusters[address.rpartition(":")[2]]
    _control("-D", cluster, "-m", "immediate", "-w", "stop")
    try:
        yield
    finally:
        _control(*start)


def _control(*arguments: object) -> None:
    bin_folder = binaries()
    assert bin_folder is not None
    _run(_user(), bin_folder / "pg_ctl", *arguments)


def _user() -> pwd.struct_passwd | None:
    """Who runs the server when we are root, which PostgreSQL refuses."""
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else None


def _run(user: pwd.struct_passwd | None, program: Path, *arguments: object) -> None:
    as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    subprocess.run(
        [str(program), *map(str, arguments)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        cwd="/",
        **as_user,  # type: ignore[call-overload]
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
