"""The demo's mail server and the pages on which its mail is read."""

import smtplib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from django.contrib.auth.models import Group
from django.test import Client

from bantin.accounts.models import User
from bantin.deliver.tests.sink import free_port
from bantin.demo import mailbox, mailsink
from tests.support.office import wait_until

pytestmark = pytest.mark.django_db  # every page asks for the notices in force
MESSAGE = (
    "Subject: Tin\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain\r\n\r\nmot\r\n..hai cham\r\n"
    "--b\r\nContent-Type: text/html\r\n\r\n<style>p { color: red; }</style><p>mot</p>"
    "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a>\r\n"
    "--b--\r\n"
)


@pytest.fixture
def sink(tmp_path: Path, settings: object) -> Iterator[int]:
    """The demo's mail server on a port, keeping mail in a folder."""
    settings.MAIL_SINK = tmp_path
    settings.DEMO = True
    port, stop = free_port(), threading.Event()
    thread = threading.Thread(target=mailsink.run, args=("127.0.0.1", port, tmp_path, stop))
    thread.start()

    def listens() -> bool:
        try:
            smtplib.SMTP("127.0.0.1", port, timeout=5).quit()
        except OSError:
            return False
        return True

    wait_until(listens)
    yield port
    stop.set()
    thread.join(10)


def _send(port: int, *recipients: str) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as server:
        for recipient in recipients:
            server.sendmail("press@a.example", [recipient], MESSAGE)


def test_every_message_is_kept_whole_in_the_order_of_arrival(sink: int, tmp_path: Path) -> None:
    _send(sink, "mot@b.example", "hai@b.example")

    names = mailbox.names(tmp_path)
    assert [mailbox.line(tmp_path, name).recipient for name in names] == [
        "hai@b.example",
        "mot@b.example",
    ]
    assert "..hai cham" in mailbox.part(mailbox.read(tmp_path, names[0]), "plain")


def test_a_message_is_read_as_text_and_as_harmless_html(sink: int, tmp_path: Path) -> None:
    _send(sink, "mot@b.example")
    name = mailbox.names(tmp_path)[0]

    listed = Client().get("/demo/thu/").content.decode()
    page = Client().get(f"/demo/thu/{name}/").content.decode()
    html = Client().get(f"/demo/thu/{name}/html/")

    assert "mot@b.example" in listed
    assert "..hai cham" in page
    assert 'sandbox=""' in page
    body = html.content.decode()
    assert "<p>mot</p>" in body
    assert "p { color: red; }" in body
    assert not any(bad in body for bad in ("<script", "onerror", "javascript:", "<img"))
    policy = html.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "unsafe-inline" not in policy


def test_the_start_page_shows_a_code_that_works(sink: int) -> None:
    user = User.objects.create_user("cong.nguyen")
    user.groups.add(Group.objects.get(name="spokesperson"))
    User.objects.create_user("mai.tram").groups.add(Group.objects.get(name="press_officer"))
    User.objects.create_user("nobody")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)

    context = Client().get("/demo/").context

    assert [one["username"] for one in context["accounts"]] == ["cong.nguyen", "mai.tram"]
    assert context["accounts"][1]["code"] == ""
    assert validate_totp_code(secret, context["accounts"][0]["code"])


def test_outside_the_demo_there_are_no_such_pages(settings: object, tmp_path: Path) -> None:
    settings.DEMO = False
    settings.MAIL_SINK = tmp_path

    for page in ("/demo/", "/demo/thu/", "/demo/thu/x/", "/demo/thu/x/html/"):
        assert Client().get(page).status_code == 404


@pytest.mark.parametrize("name", ["../secret-key", "..%2fsecret-key", "x", "0" * 20])
def test_only_kept_messages_can_be_read(name: str, sink: int, tmp_path: Path) -> None:
    (tmp_path.parent / "secret-key.eml").write_text("geheim")

    assert Client().get(f"/demo/thu/{name}/").status_code == 404
