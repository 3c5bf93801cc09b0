"""nginx with the configuration of the documentation, and wrk to ask it."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.office import wait_until

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = ROOT / "docs" / "how-to" / "bantin-nginx.conf"
_REQUESTS = re.compile(r"Requests/sec:\s+([\d.]+)")
_BAD = re.compile(r"Non-2xx or 3xx responses: (\d+)")


@contextmanager
def running(folder: Path, port: int, office: int, files: int) -> Iterator[None]:
    """Nginx in front of the office at ``office``, and on port ``files`` as a plain file server."""
    said = CONFIGURATION.read_text(encoding="utf-8")
    said = said.replace("127.0.0.1:8000", f"127.0.0.1:{office}")
    said = said.replace("/var/cache/nginx/bantin", f"{folder}/cache")
    said = re.sub(r"listen 443 ssl;|listen 80;", f"listen 127.0.0.1:{port};", said, count=1)
    said = re.sub(r"(?m)^\s*(ssl_|http2 |add_header Strict).*\n", "", said)
    said = said.partition("# Plain HTTP")[0]
    whole = f"""
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include /etc/nginx/mime.types;
    sendfile on;
    {said}
    server {{ listen 127.0.0.1:{files}; root {folder}/files; gzip_static on; }}
}}
"""
    conf = folder / "nginx.conf"
    conf.write_text(whole, encoding="utf-8")
    shutil.chown(folder, "www-data")
    folder.chmod(0o755)
    process = subprocess.Popen(["nginx", "-c", str(conf), "-g", "daemon off;"])
    try:
        wait_until((folder / "nginx.pid").exists)
        yield
    finally:
        process.terminate()
        process.wait(10)


def per_second(address: str, *headers: str, seconds: int = 6) -> float:
    """Answers a second on 32 connections.

    Raises:
        SystemExit: Some answers were errors.
    """
    given = [part for header in headers for part in ("-H", header)]
    done = subprocess.run(
        ["wrk", "-t1", "-c32", f"-d{seconds}s", *given, address],
        check=True,
        capture_output=True,
        text=True,
    )
    if bad := _BAD.search(done.stdout):
        raise SystemExit(f"{bad[1]} answers of {address} were errors")
    found = _REQUESTS.search(done.stdout)
    assert found is not None
    return float(found[1])


def folder() -> Path:
    """A folder that nginx's workers may read."""
    return Path(tempfile.mkdtemp(prefix="bantin-nginx-"))
