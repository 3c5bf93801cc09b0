"""The ``bantin`` command, put together."""

import sys
from collections.abc import Callable

import typer

from bantin import __version__
from bantin.cli import backups, doctor, ledger, running, setup, verify
from bantin.cli.text import _
from bantin.cli.trace import trace

app = typer.Typer(
    name="bantin",
    help=_(
        "The open press office: publish official texts, deliver them at once, and see what "
        "became of them.\n\nNew here? `bantin demo` opens a sample office; `bantin init` makes your own."
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(*, wanted: bool) -> None:
    if wanted:
        print(f"bantin {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: bool = typer.Option(
        False,
        "--version",
        help=_("Print the version and exit."),
        callback=lambda v: _show_version(wanted=v),
        is_eager=True,
    ),
) -> None:
    """Options of every command."""


_START, _USE, _CARE = _("Start an office"), _("Use it"), _("Take care of it")


def _add(name: str, command: Callable[..., None], panel: str, text: str) -> None:
    app.command(name, help=text, rich_help_panel=panel)(command)


_add(
    "init",
    setup.init,
    _START,
    _(
        "Make your office: data folder, keys, database and the first administrator. "
        "Doing it twice is harmless; after an update it brings the database up to date."
    ),
)
_add(
    "demo",
    running.demo,
    _START,
    _(
        "Open a sample office of an imagined province: web, worker, scheduler and a mailbox "
        "to look into."
    ),
)
_add(
    "serve",
    running.serve,
    _START,
    _("Run your office: web, keeper, worker and scheduler in one process tree."),
)
_add(
    "worker",
    running.worker,
    _START,
    _("Run one more worker: it sends mail and traces coverage."),
)
_add(
    "scheduler",
    running.scheduler,
    _START,
    _("Run one more scheduler: it puts editions live at their instant."),
)
_add(
    "keeper",
    running.keeper,
    _START,
    _(
        "Keep the public pages of one more web node, so that they are fast and outlive the database."
    ),
)
_add(
    "trace",
    trace,
    _USE,
    _("Find which items reproduce which editions, with passages and differing figures."),
)
_add("verify", verify.verify, _USE, _("Check offline that an edition is official and unchanged."))
app.add_typer(ledger.app, name="ledger", rich_help_panel=_USE)
_add("backup", backups.backup, _CARE, _("Write everything the office holds into one file."))
_add("restore", backups.restore, _CARE, _("Bring an office back from such a file."))
_add(
    "resume",
    backups.resume,
    _CARE,
    _("Let go-live and deliveries run again after a restore; shows first what is due."),
)
_add("doctor", doctor.doctor, _CARE, _("Say what is misconfigured and how to mend it."))


def main() -> int:
    """Run the command line; returns the exit code."""
    try:
        app()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except KeyboardInterrupt:
        print(_("Stopped."), file=sys.stderr)
        return 130
    return 0
