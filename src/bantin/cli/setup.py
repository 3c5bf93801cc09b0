"""``bantin init``: the folder, the keys, the database, the first administrator."""

import fcntl
import getpass
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import typer

from bantin.cli import office
from bantin.cli.text import _


def init(
    admin: str = typer.Option("", help=_("Login name of the first administrator.")),
    password_file: Path | None = typer.Option(
        None, help=_("File whose first line is the administrator's password; else you are asked.")
    ),
) -> None:
    """Make or update the office in BANTIN_DATA."""
    data = Path(os.environ.get("BANTIN_DATA", "var")).resolve()
    prepare(data)
    if admin:
        _make_administrator(admin, _password(password_file))
    print(
        _(
            "The office in %(folder)s is ready. Start it with `bantin serve`; `bantin doctor` checks it."
        )
        % {"folder": data}
    )


def prepare(data: Path) -> None:
    """Make or bring up to date the office in ``data``; one process at a time."""
    make_private_folder(data)
    with _alone(data / "init.lock"):
        _write_secret(data / "secret-key")
        (data / "static").mkdir(exist_ok=True)
        office.start(create=True)
        _migrate()
        _mend_guards()
        _make_keys()


def make_private_folder(data: Path) -> None:
    """Make ``data`` for its owner only: it holds drafts. A folder that is there stays as it is."""
    if not data.exists():
        data.mkdir(parents=True)
        data.chmod(0o700)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a lock on ``path``: a second ``init`` waits for the first."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write_secret(path: Path) -> None:
    if path.exists():
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if steps:
            print(_("Preparing the database ..."), file=sys.stderr)
            call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        office.fail(
            _(
                "The database cannot be used: %(why)s. Check that the data folder is writable and "
                "BANTIN_DATABASE is right, then run `bantin init` again; it goes on where it stopped."
            )
            % {"why": error}
        )
    finally:
        connection.close()


def _mend_guards() -> None:
    from django.db import connection

    from bantin.publish.record import guards

    if guards.missing():
        guards.install(connection)


def _make_keys() -> None:
    from django.conf import settings

    from bantin.deliver.channels.webpush import keys as push_keys
    from bantin.publish.record import keys
    from bantin.publish.record.credentials import certificate as picture_certificate
    from bantin.publish.record.paper import certificate

    name, at = settings.AGENCY_NAME["vi"], datetime.now(UTC)
    keys.create(settings.KEY_ROOT)
    push_keys.create(settings.KEY_ROOT)
    certificate.create(settings.KEY_ROOT, name=name, at=at)
    picture_certificate.create(settings.KEY_ROOT, name=name, at=at)


def _password(file: Path | None) -> str:
    if file is not None:
        return file.read_text(encoding="utf-8").split("\n")[0]
    return getpass.getpass(_("Password of the administrator: "))


def _make_administrator(name: str, password: str) -> None:
    from django.contrib.auth.models import Group
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from bantin.accounts.models import User
    from bantin.accounts.roles import Role

    if User.objects.filter(username=name).exists():
        return
    try:
        validate_password(password)
    except ValidationError as error:
        office.fail(" ".join(error.messages))
    user = User.objects.create_user(name, password=password, is_superuser=True, is_staff=True)
    user.groups.add(Group.objects.get(name=Role.ADMINISTRATOR.value))
