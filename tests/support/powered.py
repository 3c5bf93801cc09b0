"""An office that works and says what it has done, and one that looks whether all that is there.

Both run in processes of their own, with Django set up. ``work`` really works in the office that the
environment names, and after each write that returned prints one line of what must now be there for
ever. ``check`` reads lines of ``{"folder": …, "said": […]}`` and answers each with a list of what
is wrong in that folder.
"""

import io
import json
import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection
from django.test.utils import override_settings
from PIL import Image

from bantin.accounts.actions import note_second_factor
from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.core import events
from bantin.core.canonical import sha256_hex
from bantin.core.clock import database_now
from bantin.decide.releases.actions import submit
from bantin.decide.releases.models import (
    PressDocument,
    PressImage,
    Release,
    ReleaseAttachment,
    ReleaseImage,
    SignOff,
)
from bantin.deliver.channels.base import Answer, Outcome
from bantin.deliver.dispatch import actions, fanout, leases
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.dispatch.outcomes import Result
from bantin.publish.record import checkup
from bantin.publish.record.actions import go_live, seal_release
from bantin.publish.record.models import Edition, GoLive
from bantin.receive.contacts import actions as contacts
from bantin.receive.contacts import signup
from bantin.receive.contacts.models import Contact, SubscriptionRequest
from bantin.receive.contacts.wordings import Wording
from bantin.receive.subjects.models import Topic

SESSION = "the-session"
PAGES = 200  # of the write-ahead log, then SQLite moves them into the database: often, for a test
TABLES = {
    model.__name__: model
    for model in (Contact, Delivery, Edition, GoLive, PressDocument, PressImage, SignOff)
}


def say(table: str, **where: Any) -> None:
    """Promise, in one write, that such a row is there."""
    _print({"table": table, "where": where})


def say_file(path: Path) -> None:
    """Promise that a file of the office is there as it is now."""
    _print({"file": str(path.relative_to(settings.DATA)), "sha256": sha256_hex(path.read_bytes())})


def _print(line: dict[str, Any]) -> None:
    os.write(1, json.dumps(line).encode() + b"\n")


def work(rounds: str, synchronous: str) -> None:
    """Write, approve, publish, send, subscribe and suppress, again and again."""
    options = connection.settings_dict["OPTIONS"]
    ours = options["init_command"]
    assert "synchronous=FULL" in ours
    options["init_command"] = (
        ours.replace("synchronous=FULL", f"synchronous={synchronous}")
        + f"PRAGMA wal_autocheckpoint={PAGES};"
    )
    officer, spokesperson = _staff("can-bo", Role.PRESS_OFFICER), _staff("noi", Role.SPOKESPERSON)
    topic = Topic.objects.create(code="giao-thong", name_vi="Giao thông", name_en="Traffic")
    for number in range(int(rounds)):
        _subscribe(topic, number)
        release = _write(topic, officer, number)
        edition = _publish(release, officer, spokesperson)
        _send(edition)
        if number % 2:
            connection.close()  # the last one to leave moves everything into the database


def _staff(name: str, role: Role) -> User:
    user = User.objects.create_user(name, password=None)
    user.groups.add(Group.objects.get(name=role.value))
    return user


def _subscribe(topic: Topic, number: int) -> None:
    for turn in range(3):
        at, email = database_now(), f"nguoi-{number}-{turn}@a.example"
        wish = signup.Wish(email, "Người đọc", "resident", [topic], [], "")
        signup.ask(wish, wording=Wording("1", "Tôi đồng ý."), language="vi", form="mẫu", at=at)
        signup.confirm(SubscriptionRequest.objects.get(email=email).pk, at=at)
        say("Contact", email=email, consents__withdrawn_at=None, subscriptions__topic=topic.pk)
    left = Contact.objects.get(email=email)
    contacts.suppress(left, at=at, reason="550 không có hộp thư này")
    say("Contact", email=email, suppressed_at__isnull=False)


def _write(topic: Topic, officer: User, number: int) -> Release:
    """A release with a picture and a document that nobody sent before."""
    release = Release.objects.create(
        title=f"Thông cáo {number}", summary="Ý chính.", body="<p>A</p>"
    )
    release.topics = [topic]
    out = io.BytesIO()
    Image.effect_noise((640, 400), 60).convert("RGB").save(out, "JPEG")
    picture = PressImage.objects.create(title="Cầu", file=ContentFile(out.getvalue(), "cau.jpg"))
    say_file(Path(picture.file.path))
    say("PressImage", pk=picture.pk)
    data = f"Phụ lục {number} {uuid4()}".encode() * 400
    document = PressDocument.objects.create(title="Phụ lục", file=ContentFile(data, "phu-luc.txt"))
    say_file(Path(document.file.path))
    say("PressDocument", pk=document.pk)
    release.images.add(ReleaseImage(image=picture, alt="Cầu"))
    release.attachments.add(ReleaseAttachment(document=document))
    release.save()
    release.save_revision(user=officer)
    return release


def _publish(release: Release, officer: User, spokesperson: User) -> Edition:
    at = database_now()
    sign_off = submit(release.pk, by=officer, at=at, kind=SignOff.Kind.ORIGINAL)
    say("SignOff", pk=sign_off.pk, release=release.pk)
    note_second_factor(spokesperson, session=SESSION, method="totp", at=at)
    edition = seal_release(sign_off.pk, by=spokesperson, session=SESSION, at=at)
    say("Edition", pk=edition.pk, sha256=edition.sha256, media__isnull=False)
    live = go_live(edition.pk).live
    say("GoLive", edition=edition.pk, ledger_index=live.ledger_index, jws=live.jws)
    return edition


def _send(edition: Edition) -> None:
    while events.work_off():
        pass
    at, lease = database_now() + timedelta(seconds=1), uuid4()
    fanout.queue_deliveries(edition.pk, at=at)
    while claimed := leases.claim(lease, limit=4, at=at):
        handed_over = Answer(Outcome.HANDED_OVER, "250 2.0.0 Ok")
        actions.finish(lease, [Result(one, handed_over, at) for one in claimed])
        for one in claimed:
            say("Delivery", pk=one.parcel.delivery, status="handed_over", tries__isnull=False)


def wrong(folder: Path, said: list[dict[str, Any]]) -> list[str]:
    """What is damaged in an office's folder, and what was said and is not there."""
    connection.close()
    connection.settings_dict["NAME"] = folder / "bantin.sqlite3"
    roots = {"RECORD_ROOT": "record", "PRIVATE_ROOT": "desk", "KEY_ROOT": "keys"}
    try:
        with override_settings(**{name: folder / part for name, part in roots.items()}):
            return [*_damage(), *_missing(folder, said)]
    except DatabaseError as error:
        return [f"{type(error).__name__}: {error}"]
    finally:
        connection.close()


def _damage() -> Iterator[str]:
    for pragma, good in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
        with connection.cursor() as cursor:
            found = cursor.execute(f"PRAGMA {pragma}").fetchall()
        if found != good:
            yield f"{pragma}: {found[:3]}"
    for finding in checkup.findings(with_media=True):
        if not finding.ok:
            yield f"{finding.code} {finding.values}"


def _missing(folder: Path, said: list[dict[str, Any]]) -> Iterator[str]:
    for one in said:
        if "table" in one:
            there = TABLES[one["table"]].objects.filter(**one["where"]).exists()
        else:
            path = folder / one["file"]
            there = path.is_file() and sha256_hex(path.read_bytes()) == one["sha256"]
        if not there:
            yield f"lost: {one}"


def check() -> None:
    """Answer each line with what is wrong."""
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(wrong(Path(asked["folder"]), asked["said"])), flush=True)
