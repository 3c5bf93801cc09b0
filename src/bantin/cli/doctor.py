"""``bantin doctor``: what is misconfigured, and how to mend it."""

import dataclasses
import json
import shutil
import smtplib
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import typer

from bantin.cli import mail_checks, office
from bantin.cli.checks import Finding
from bantin.cli.checks import ok as _ok
from bantin.cli.text import _, why

MARKS = {"ok": "✓", "warning": "!", "problem": "✗"}


def doctor(
    as_json: bool = typer.Option(False, "--json", help=_("Print the findings as JSON.")),
) -> None:
    """Look at everything; exit code 1 when there is a problem."""
    office.start()
    findings = list(examine())
    if as_json:
        print(json.dumps([dataclasses.asdict(f) for f in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            print(f"{MARKS[finding.level]} {finding.what}")
            if finding.mend:
                print(f"    → {finding.mend}")
    raise typer.Exit(int(any(f.level == "problem" for f in findings)))


def examine() -> Iterator[Finding]:
    """All findings; what depends on a broken database is left out."""
    checks: list[Callable[[], Finding]] = [
        _python,
        _folder,
        _space,
        _keys,
        _push_key,
        _certificate,
        _picture_certificate,
        _address,
        _sender,
        _smtp,
    ]
    for check in checks:
        yield check()
    yield from mail_checks.comes_back()
    database = _database()
    yield database
    if database.level == "ok":
        for check in (
            _durable,
            _append_only,
            _ledger,
            _timestamps,
            _spokesperson,
            _processes,
            _late,
            _set_aside,
            _held,
        ):
            yield check()


def before_start() -> Iterator[Finding]:
    """What matters before an office starts."""
    for check in (_folder, _keys, _database, mail_checks.provider):
        yield check()


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return _ok("python", _("Python %(version)s") % {"version": version})


def _folder() -> Finding:
    from django.conf import settings

    probe = settings.DATA / ".doctor"
    try:
        probe.write_text("", encoding="ascii")
        probe.unlink()
    except OSError as error:
        return Finding(
            "folder",
            "problem",
            _("The data folder %(folder)s cannot be written: %(why)s.")
            % {"folder": settings.DATA, "why": why(error)},
            _("Give its owner back to the user who runs Bantin, or mount it for writing."),
        )
    return _ok("folder", _("The data folder is %(folder)s.") % {"folder": settings.DATA})


def _space() -> Finding:
    from django.conf import settings

    free = shutil.disk_usage(settings.DATA).free / 2**30
    what = _("%(free).1f GB are free on the disk.") % {"free": free}
    if free < 1:
        return Finding("space", "problem", what, _("Make room: below 1 GB publishing may stop."))
    return _ok("space", what)


def _keys() -> Finding:
    from django.conf import settings

    from bantin.core.refusals import Refusal
    from bantin.publish.record import keys

    try:
        keys.current(settings.KEY_ROOT)
    except Refusal as refusal:
        return Finding("keys", "problem", str(refusal), _("See docs/how-to/keys.md."))
    inside = settings.DATA in settings.KEY_ROOT.parents
    if inside and not settings.DEMO:
        return Finding(
            "keys",
            "warning",
            _("The signing key lies in the data folder."),
            _(
                "Move the folder elsewhere and name it in BANTIN_KEYS, so that a copy of the data "
                "is not a copy of the key."
            ),
        )
    return _ok("keys", _("The signing key is there and readable by its owner only."))


def _push_key() -> Finding:
    from django.conf import settings

    from bantin.core.refusals import Refusal
    from bantin.deliver.channels.webpush import keys

    try:
        keys.current(settings.KEY_ROOT)
    except Refusal as refusal:
        return Finding(
            "push_key",
            "problem",
            _("No notice reaches a browser: %(why)s") % {"why": refusal},
            _("Bring vapid.pem back from a backup; if it never was there, run `bantin init`."),
        )
    return _ok("push_key", _("The key for notices on browsers is there."))


def _certificate() -> Finding:
    from django.conf import settings

    from bantin.core.refusals import Refusal
    from bantin.publish.record.paper import certificate

    try:
        found = certificate.current(settings.KEY_ROOT)
    except Refusal as refusal:
        return Finding(
            "certificate",
            "problem",
            _("No release is offered as PDF: %(why)s") % {"why": refusal},
            _("Bring paper.pem back from a backup; if it never was there, run `bantin init`."),
        )
    return _ok(
        "certificate",
        _("PDFs are signed with the certificate %(fingerprint)s.")
        % {"fingerprint": found.fingerprint},
    )


def _picture_certificate() -> Finding:
    from django.conf import settings

    from bantin.core.refusals import Refusal
    from bantin.publish.record.credentials import certificate

    try:
        found = certificate.current(settings.KEY_ROOT)
    except Refusal as refusal:
        return Finding(
            "picture_certificate",
            "warning",
            _("Pictures for the press leave unsigned: %(why)s") % {"why": refusal},
            _("Bring pictures.pem back from a backup; if it never was there, run `bantin init`."),
        )
    return _ok(
        "picture_certificate",
        _("Pictures for the press are signed under the certificate %(fingerprint)s.")
        % {"fingerprint": found.fingerprint},
    )


def _address() -> Finding:
    from django.conf import settings

    url = urlsplit(settings.BASE_URL)
    local = url.hostname in {"127.0.0.1", "localhost"}
    if url.scheme != "https" and not local:
        return Finding(
            "address",
            "problem",
            _("The office answers at %(url)s without encryption.") % {"url": settings.BASE_URL},
            _("Put a web server with a certificate in front and set BANTIN_BASE_URL to https://…"),
        )
    if local and not settings.DEMO:
        return Finding(
            "address",
            "warning",
            _("BANTIN_BASE_URL is %(url)s: links in mails lead nowhere for others.")
            % {"url": settings.BASE_URL},
            _("Set BANTIN_BASE_URL to the public address."),
        )
    return _ok("address", _("The public address is %(url)s.") % {"url": settings.BASE_URL})


def _sender() -> Finding:
    from django.conf import settings

    if not settings.MAIL_FROM_NAME.isascii():
        return Finding(
            "sender",
            "problem",
            _("BANTIN_MAIL_FROM_NAME has letters outside ASCII; some newsrooms reject such mail."),
            _("Write it without marks, for example “Cong an tinh An Lac”."),
        )
    return _ok("sender", _("Mail comes from %(address)s.") % {"address": settings.MAIL_FROM})


def _smtp() -> Finding:
    from django.conf import settings

    url = urlsplit(settings.SMTP_URL)
    secure = url.scheme == "smtps"
    connect = smtplib.SMTP_SSL if secure else smtplib.SMTP
    try:
        with connect(url.hostname or "", url.port or (465 if secure else 25), timeout=5) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        return Finding(
            "smtp",
            "warning" if settings.DEMO else "problem",
            _("The mail server %(server)s does not answer: %(why)s.")
            % {"server": url.netloc.rpartition("@")[2], "why": error},
            _("Set BANTIN_SMTP (smtp://user:password@host:port) to your mail server."),
        )
    return _ok("smtp", _("The mail server answers."))


def _database() -> Finding:
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return Finding(
            "database",
            "problem",
            _("The database does not answer: %(why)s.") % {"why": error},
            _("Check BANTIN_DATABASE, and that the server runs or the file can be written."),
        )
    if missing:
        return Finding(
            "database",
            "problem",
            _("The database lacks %(count)d steps of this version.") % {"count": len(missing)},
            _("Run `bantin init`; it goes on where it stopped."),
        )
    return _ok(
        "database", _("The database (%(kind)s) is up to date.") % {"kind": connection.vendor}
    )


def _durable() -> Finding:
    from bantin.core import durability

    weak = durability.weaknesses()
    if weak:
        return Finding(
            "durable",
            "problem",
            _("The database may lose what it acknowledged when the power goes: %(names)s.")
            % {"names": ", ".join(weak)},
            _("Set fsync, synchronous_commit and full_page_writes to “on” in PostgreSQL."),
        )
    return _ok("durable", _("What the database acknowledges survives a power cut."))


def _append_only() -> Finding:
    from bantin.core import triggers
    from bantin.publish.record import guards

    missing = sorted({*guards.missing(), *(n for kept in triggers.kept() for n in kept.missing())})
    if missing:
        return Finding(
            "append_only",
            "problem",
            _("These guards of the record are missing: %(names)s.") % {"names": ", ".join(missing)},
            _("Somebody removed them. Run `bantin ledger verify`, then `bantin init`."),
        )
    return _ok("append_only", _("The database refuses changes to the record."))


def _ledger() -> Finding:
    from bantin.cli.findings import sentence
    from bantin.core.refusals import Refusal
    from bantin.publish.record import checkup

    try:
        wrong = [sentence(found) for found in checkup.findings() if not found.ok]
    except Refusal as refusal:
        wrong = [str(refusal)]
    if wrong:
        advice = _("Run `bantin ledger verify` for the details.")
        return Finding("ledger", "problem", " ".join(wrong), advice)
    return _ok("ledger", _("The ledger agrees with its signed checkpoint."))


def _spokesperson() -> Finding:
    from allauth.mfa.models import Authenticator

    from bantin.accounts.models import User
    from bantin.accounts.roles import Role

    people = User.objects.filter(
        is_active=True, groups__name__in=[Role.SPOKESPERSON.value, Role.AUTHORISED_PERSON.value]
    )
    ready = people.filter(pk__in=Authenticator.objects.values("user"))
    if not ready.exists():
        return Finding(
            "spokesperson",
            "warning",
            _("Nobody can approve: no spokesperson with a second factor."),
            _(
                "Make the account on the desk under Staff; the person then adds a passkey or an app."
            ),
        )
    return _ok("spokesperson", _("%(count)d people can approve.") % {"count": ready.count()})


def _processes() -> Finding:
    from bantin.core.clock import database_now
    from bantin.core.models import Heartbeat

    fresh = Heartbeat.objects.filter(at__gte=database_now() - timedelta(minutes=2))
    missing = {"worker", "scheduler"} - set(fresh.values_list("kind", flat=True))
    if missing:
        return Finding(
            "processes",
            "problem",
            _("Not running: %(names)s.") % {"names": ", ".join(sorted(missing))},
            _("Start the office with `bantin serve`, or the single parts by their names."),
        )
    return _ok("processes", _("Worker and scheduler run."))


def _timestamps() -> Finding:
    from bantin.core.clock import database_now
    from bantin.deliver.timestamps import queries

    if queries.are_late(database_now()):
        return Finding(
            "timestamps",
            "warning",
            _("The time-stamping authority has not answered for three hours."),
            _("Nothing else waits for it. Look into the worker's log, and at BANTIN_TSA."),
        )
    last = queries.newest()
    if last is None:
        return _ok("timestamps", _("No checkpoint was stamped by an outside authority yet."))
    what = _("An outside authority stamped the checkpoint over %(size)s entries at %(at)s.")
    return _ok("timestamps", what % {"size": last.pk, "at": f"{last.at:%Y-%m-%d %H:%M} UTC"})


def _late() -> Finding:
    from bantin.core.clock import database_now
    from bantin.deliver.dispatch import queries

    late = queries.count_late(database_now())
    if late:
        return Finding(
            "late",
            "problem",
            _("%(count)d deliveries are late by more than two minutes.") % {"count": late},
            _("Is the worker running, and does the mail server answer?"),
        )
    return _ok("late", _("Nothing is late."))


def _set_aside() -> Finding:
    from bantin.core.models import Reaction

    count = Reaction.objects.filter(status=Reaction.Status.QUARANTINED).count()
    if count:
        return Finding(
            "set_aside",
            "warning",
            _("%(count)d follow-ups of events failed again and again.") % {"count": count},
            _("Their errors are in the table core_reaction; mend the cause, then release them."),
        )
    return _ok("set_aside", _("No follow-up was set aside."))


def _held() -> Finding:
    from bantin.core import work

    if work.held():
        return Finding(
            "held",
            "warning",
            _("The office is held after a restore: nothing goes live and nothing is sent."),
            _("Run `bantin resume`."),
        )
    return _ok("held", _("The office is not held."))
