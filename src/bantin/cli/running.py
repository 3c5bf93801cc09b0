"""``bantin demo``, ``serve``, ``worker``, ``scheduler`` and ``keeper``."""

import contextlib
import os
import socket
import sys
import threading
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable
from pathlib import Path

import typer

from bantin.cli import office
from bantin.cli.processes import Part, Tree, run_here
from bantin.cli.text import _, why

PORT = typer.Option(8000, min=1, max=65535, help=_("Port on which the office answers."))
HOST = typer.Option("127.0.0.1", help=_("Address on which the office answers."))


def demo(
    port: int = PORT,
    no_browser: bool = typer.Option(False, "--no-browser", help=_("Do not open a browser.")),
    fresh: bool = typer.Option(
        False, "--fresh", help=_("Throw the sample office away and make a new one.")
    ),
) -> None:
    """Filled in from the catalogue below."""
    _refuse_taken_port("127.0.0.1", port)
    mail_port = _free_port()
    data = Path(os.environ.get("BANTIN_DEMO_DATA", "var/demo")).resolve()
    os.environ.update(_demo_environment(data, port, mail_port))
    from bantin.cli.setup import prepare

    if fresh:
        from bantin.demo.seed import throw_away

        throw_away(data)
    prepare(data)
    from bantin.cli import guide
    from bantin.demo import mailsink, people, seed

    seed.fill(tell=lambda: print(_("Filling the sample office ..."), file=sys.stderr))
    print(guide.text(f"http://127.0.0.1:{port}/", people.PASSWORD))
    parts = _parts("127.0.0.1", port)
    parts["mail"] = lambda stop: mailsink.run("127.0.0.1", mail_port, data / "mail", stop)
    Tree(parts).run(each_turn=_announce(f"http://127.0.0.1:{port}/", browser=not no_browser))


def serve(port: int = PORT, host: str = HOST) -> None:
    """Run the office in one process tree."""
    office.start()
    _refuse_taken_port(host, port)
    _look_first()
    Tree(_parts(host, port)).run(each_turn=_announce(f"http://{host}:{port}/", browser=False))


def worker() -> None:
    """Run one more worker."""
    office.start()
    run_here(_pumping("worker"))


def scheduler() -> None:
    """Run one more scheduler."""
    office.start()
    run_here(_pumping("scheduler"))


def keeper() -> None:
    """Keep the public pages of one more web node."""
    office.start()
    run_here(_keep_pages)


def _look_first() -> None:
    """Refuse to start what cannot work or anybody could misuse; say what else is wrong."""
    from django.db import connection

    from bantin.cli import doctor

    problems = [finding for finding in doctor.before_start() if finding.level == "problem"]
    for finding in problems:
        print(f"{finding.what}\n    → {finding.mend}", file=sys.stderr)
    connection.close()
    if any(finding.check in {"folder", "database", "mail_provider"} for finding in problems):
        office.fail(_("The office was not started."))


def _demo_environment(data: Path, port: int, mail_port: int) -> dict[str, str]:
    return {
        "BANTIN_DATA": str(data),
        "BANTIN_KEYS": str(data / "keys"),
        "BANTIN_DATABASE": "",
        "BANTIN_DEMO": "1",
        "BANTIN_BASE_URL": f"http://127.0.0.1:{port}",
        "BANTIN_LEDGER_ORIGIN": "anlac.example/ledger",
        "BANTIN_SMTP": f"smtp://127.0.0.1:{mail_port}",
        "BANTIN_BOUNCES": "",
        "BANTIN_MAIL_PROVIDER": "",
        "BANTIN_MAIL_FROM": "press@anlac.example",
        "BANTIN_MAIL_FROM_NAME": "Cong an tinh An Lac",
        "BANTIN_AGENCY_VI": "Công an tỉnh An Lạc",
        "BANTIN_AGENCY_EN": "An Lạc Provincial Police",
    }


def _parts(host: str, port: int) -> dict[str, Part]:
    def web(_stop: threading.Event) -> None:
        import signal

        import waitress

        from bantin.config.wsgi import application

        signal.signal(signal.SIGTERM, signal.default_int_handler)
        threading.Thread(target=_read_index, daemon=True).start()
        waitress.serve(
            application,
            host=host,
            port=port,
            threads=8,
            ident=None,
            max_request_body_size=210 * 2**20,
        )

    return {
        "web": web,
        "keeper": _keep_pages,
        "worker": _pumping("worker"),
        "scheduler": _pumping("scheduler"),
    }


def _keep_pages(stop: threading.Event) -> None:
    from bantin.publish.newsroom.snapshots import keeper

    keeper.run(stop)


def _read_index() -> None:
    """Read the record's index, so that the first who asks “Is this official?” does not wait."""
    from django.db import DatabaseError, connection

    from bantin.core.clock import database_now
    from bantin.trace.coverage.following import shared

    with contextlib.suppress(DatabaseError):  # whoever asks first reads it then
        shared.at(database_now())
    connection.close()


def _pumping(kind: str) -> Part:
    def pump(stop: threading.Event) -> None:
        from bantin.core import work

        work.run(kind, stop)

    return pump


def _announce(address: str, *, browser: bool) -> Callable[[], None]:
    """Print ``ready:`` once the first page answers."""
    done = False

    def look() -> None:
        nonlocal done
        if done or not _answers(address):
            return
        done = True
        print(f"ready: {address}", flush=True)
        if browser:
            webbrowser.open(address)

    return look


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            office.fail(
                _(
                    "Port %(port)d cannot be used (%(why)s). Choose another one with --port, or end "
                    "the program that uses it."
                )
                % {"port": port, "why": why(error)}
            )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
