"""That nobody hears of returned mail is said before anybody relies on it: doctor, start, desk."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Group
from django.test import Client

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.cli import mail_checks
from bantin.core.clock import database_now
from bantin.deliver.channels.email import mailboxes
from bantin.deliver.channels.email.models import BounceMailbox
from tests.support import dovecot
from tests.support.dovecot import Server
from tests.support.office import OfficeMaker

SECRET = "0123456789abcdef0123456789abcdef"
UNREAD = "has not been read since"


@pytest.fixture
def box(imap_server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setenv("SSL_CERT_FILE", str(imap_server.authority))
    monkeypatch.setenv("BANTIN_LANG", "en")
    return imap_server


def _found() -> dict[str, tuple[str, str]]:
    return {one.check: (one.level, f"{one.what} {one.mend}") for one in mail_checks.comes_back()}


# --- bantin doctor


@pytest.mark.parametrize(
    ("folder", "how"),
    [
        ("INBOX", "gets the keyword BantinRead"),
        (dovecot.SEEN_ONLY, "counts as seen"),
        (dovecot.NO_FLAGS, "the office remembers"),
        (dovecot.READ_ONLY, "the office remembers"),
    ],
)
def test_doctor_says_where_returned_mail_is_read_and_how_it_is_marked(
    settings: LazySettings, box: Server, folder: str, how: str
) -> None:
    settings.BOUNCES = box.address(folder)

    level, said = _found()["bounces"]

    assert level == "ok"
    assert how in said
    assert f"127.0.0.1:{box.tls_port}/{folder}" in said
    assert "geheim" not in said


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (lambda box: box.address().replace("geheim", "falsch"), "AUTHENTICATIONFAILED"),
        (lambda box: box.address("Khong%20co"), "Khong co"),
        (lambda _box: "imaps://u:falsch@127.0.0.1:1/INBOX", "refused"),
        (lambda _box: "maildir:/nowhere", "/nowhere"),
        (lambda _box: "pop3://u:falsch@a.example/", "write maildir:/path"),
    ],
)
def test_doctor_says_why_returned_mail_cannot_be_read(
    settings: LazySettings, box: Server, wrong: Callable[[Server], str], why: str
) -> None:
    settings.BOUNCES = wrong(box)

    level, said = _found()["bounces"]

    assert level == "problem"
    assert why in said
    assert "BANTIN_BOUNCES" in said
    assert "falsch" not in said


def test_doctor_warns_when_nobody_hears_of_returned_mail(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANTIN_LANG", "en")

    assert _found()["bounces"][0] == "warning"
    assert "BANTIN_MAIL_PROVIDER" in _found()["bounces"][1]
    settings.MAIL_PROVIDER, settings.MAIL_PROVIDER_SECRET = "postmark", SECRET
    assert [level for level, _said in _found().values()] == ["ok", "ok"]


@pytest.mark.parametrize(
    ("name", "secret", "level", "words"),
    [
        ("", "", "ok", "No mail provider"),
        (
            "mailgun",
            SECRET,
            "ok",
            "Mailgun may post its events to http://127.0.0.1:8000/mail-events",
        ),
        ("mailgun", "", "problem", "openssl rand -hex 32"),
        ("smoke", SECRET, "problem", "brevo, mailgun, mailjet, postmark"),
    ],
)
def test_doctor_says_whether_the_mail_provider_can_be_heard(
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    secret: str,
    level: str,
    words: str,
) -> None:
    monkeypatch.setenv("BANTIN_LANG", "en")
    settings.MAIL_PROVIDER, settings.MAIL_PROVIDER_SECRET = name, secret

    found = _found()["mail_provider"]

    assert found[0] == level
    assert words in found[1]
    assert SECRET not in found[1]


def test_doctor_speaks_vietnamese(
    settings: LazySettings, box: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANTIN_LANG", "vi")
    settings.BOUNCES = box.address()

    assert "Thư bị trả lại được đọc từ" in _found()["bounces"][1]
    assert "thư đã đọc được gắn từ khóa BantinRead" in _found()["bounces"][1]


def test_a_maildir_that_may_not_be_changed_is_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("new", "cur"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(mailboxes.os, "access", lambda path, _how: Path(path).name != "cur")

    with pytest.raises(PermissionError, match="cur"):
        mailboxes.opened(f"maildir:{tmp_path}")


# --- bantin serve


def test_an_office_with_a_provider_and_no_secret_does_not_start() -> None:
    maker = OfficeMaker()
    office = maker(BANTIN_MAIL_PROVIDER="postmark")
    try:
        refused = office.bantin("serve", "--port", "20998", check=False)
        assert refused.returncode == 2
        assert "BANTIN_MAIL_PROVIDER_SECRET" in refused.stderr
        assert "Traceback" not in refused.stderr
        rows = json.loads(office.bantin("doctor", "--json", check=False).stdout)
        assert {"mail_provider": "problem"}.items() <= {
            row["check"]: row["level"] for row in rows
        }.items()
    finally:
        office.close()
        maker.close()


# --- the desk


@pytest.fixture
def page() -> Callable[..., str]:
    """The page of deliveries as somebody with this role reads it."""

    def read(role: Role = Role.PRESS_OFFICER, language: str = "en") -> str:
        user = User.objects.create_user(f"{role.value}-{language}", language=language)
        user.groups.add(Group.objects.get(name=role.value))
        client = Client()
        client.force_login(user)
        return client.get("/desk/deliveries/").content.decode()

    return read


def _unread(address: str, minutes: int) -> None:
    now = database_now()
    BounceMailbox.objects.create(
        place=mailboxes.place_of(address),
        visited_at=now,
        read_at=now - timedelta(minutes=minutes),
        trouble="error: <b>AUTHENTICATIONFAILED</b>",
    )


@pytest.mark.django_db
def test_the_desk_says_since_when_returned_mail_is_not_read_and_what_to_do(
    settings: LazySettings, page: Callable[..., str]
) -> None:
    settings.BOUNCES = "imaps://u:geheim@a.example/INBOX"
    _unread(settings.BOUNCES, 60)

    english, vietnamese = page(), page(language="vi")

    assert UNREAD in english
    assert "imaps:a.example/INBOX" in english
    assert "error: &lt;b&gt;AUTHENTICATIONFAILED&lt;/b&gt;" in english
    assert "BANTIN_BOUNCES" in english
    assert "Thư bị trả lại chưa được đọc từ" in vietnamese
    assert UNREAD not in vietnamese
    assert "geheim" not in english + vietnamese


@pytest.mark.django_db
def test_who_may_not_see_deliveries_does_not_see_it(
    settings: LazySettings, page: Callable[..., str]
) -> None:
    settings.BOUNCES = "imaps://u:geheim@a.example/INBOX"
    _unread(settings.BOUNCES, 60)

    assert "a.example" not in page(Role.COVERAGE_CLERK)


@pytest.mark.django_db
@pytest.mark.parametrize("minutes", [0, 59])
def test_the_desk_says_nothing_while_the_mailbox_was_read_within_the_hour(
    settings: LazySettings, page: Callable[..., str], minutes: int
) -> None:
    settings.BOUNCES = "imaps://u:geheim@a.example/INBOX"
    _unread(settings.BOUNCES, minutes)

    assert UNREAD not in page()


@pytest.mark.django_db
def test_the_desk_says_nothing_of_a_mailbox_that_is_not_read_any_more(
    settings: LazySettings, page: Callable[..., str]
) -> None:
    _unread("imaps://u:geheim@a.example/INBOX", 600)

    assert UNREAD not in page()
