"""Chat rooms: which addresses are taken, what is said, what an answer means."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.core import work
from bantin.core.clock import database_now
from bantin.core.refusals import Refusal
from bantin.deliver.channels.base import Outcome, Parcel
from bantin.deliver.channels.chat import actions, services
from bantin.deliver.channels.chat.actions import Wish
from bantin.deliver.channels.chat.errors import BadAddress, SeveralTargets, UnknownService
from bantin.deliver.channels.chat.message import render
from bantin.deliver.channels.chat.transport import ChatLine
from bantin.deliver.conftest import NINE
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.endpoints.models import Endpoint
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.subjects.models import Topic

pytestmark = pytest.mark.django_db
TOKEN = "123456789:abcdefg_hijklmnopqrstuvwxyzABCDEFGH"
HOOK = "3ccdd113474722377935511fc85d3dd4"
TELEGRAM = f"tgram://{TOKEN}/-100123"


class Service(ThreadingHTTPServer):
    """A chat service on loopback that notes what it was told and answers with ``status``."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 200
        self.told: list[dict[str, object]] = []

    @property
    def address(self) -> str:
        return f"mmost://127.0.0.1:{self.server_port}/{HOOK}"


class _Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append(json.loads(body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        work.finish_worker()
        server.shutdown()
        thread.join(5)


@pytest.fixture
def client_of() -> Callable[[Role], Client]:
    def log_in(role: Role) -> Client:
        user = User.objects.create_user(role.value, language="en")
        user.groups.add(Group.objects.get(name=role.value))
        client = Client()
        client.force_login(user)
        return client

    return log_in


@pytest.mark.parametrize(
    ("address", "refusal"),
    [
        ("json://127.0.0.1/", UnknownService),
        ("http://127.0.0.1/", UnknownService),
        ("file:///etc/passwd", UnknownService),
        (f"mmost://127.0.0.1/{HOOK}", UnknownService),  # without TLS
        ("", UnknownService),
        ("tgram://x", BadAddress),
        ("zalo://x", BadAddress),
        (f"{TELEGRAM}/-100124", SeveralTargets),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(address: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        actions.connect(address, Wish("Nhóm", "vi"), at=NINE)
    assert not Endpoint.objects.exists()


def test_telegram_and_zalo_are_taken_and_their_keys_are_masked() -> None:
    for address in (TELEGRAM, "zalo://123456789:abcdefghijKLMNOPqrst/abc123"):
        assert services.check(f" {address} ") == address
        shown = services.masked(address)
        assert "abcdefg" not in shown
        assert shown.startswith(address.partition("//")[0])


def test_a_message_says_what_it_is_and_where_the_whole_text_stands() -> None:
    first = make_live_edition("Cấm đường “Lê Lợi”", "x", at=NINE, summary="Từ 8 giờ.")
    fix = make_live_edition("Cấm đường", "x", at=NINE, replaces=first, reason="Sai giờ: 9 giờ.")

    said, corrected = render(first, "vi").decode(), render(fix, "vi").decode()

    assert said.startswith("Cấm đường “Lê Lợi”\n\nTừ 8 giờ.")
    assert first.name in said
    assert corrected.startswith("ĐÍNH CHÍNH: Cấm đường")
    assert "Sai giờ: 9 giờ." in corrected
    assert render(fix, "en").decode().startswith("CORRECTION NOTICE: ")


def test_a_room_gets_a_text_once_through_the_worker(service: Service, topic: Topic) -> None:
    room = Endpoint.objects.create(
        channel="chat", name="Nhóm", address=service.address, language="vi", since=NINE
    )
    edition = make_live_edition("Cấm đường", "x", at=NINE, topics=[topic], summary="Từ 8 giờ.")

    work.run_until_idle("worker")

    delivery = Delivery.objects.get()
    assert (delivery.endpoint, delivery.edition, delivery.status) == (room, edition, "handed_over")
    assert [told["text"] for told in service.told] == [render(edition, "vi").decode()]


def test_a_service_that_says_no_is_asked_again_later_and_no_key_is_noted(service: Service) -> None:
    service.status = 500
    parcel = Parcel(1, 1, 1, service.address, "Nhóm", "vi")

    answer = ChatLine().send(b"Tin", parcel, at=NINE)

    assert answer.outcome is Outcome.LATER
    assert "500" in answer.reply
    assert HOOK not in answer.reply


def test_a_service_that_is_not_there_is_an_answer() -> None:
    parcel = Parcel(1, 1, 1, f"mmost://127.0.0.1:9/{HOOK}", "Nhóm", "vi")
    assert ChatLine().send(b"x", parcel, at=NINE).outcome is Outcome.LATER


def test_an_officer_connects_a_room_and_never_sees_the_key_again(
    client_of: Callable[[Role], Client], topic: Topic
) -> None:
    client = client_of(Role.PRESS_OFFICER)
    assert "No room is connected yet." in client.get(reverse("chat_rooms")).content.decode()

    fields = {"name": "Phóng viên tỉnh", "address": TELEGRAM, "language": "vi", "topics": topic.pk}
    page = client.post(reverse("chat_new"), fields, follow=True).content.decode()

    room = Endpoint.objects.get()
    assert (room.address, room.name, list(room.topics.all())) == (TELEGRAM, fields["name"], [topic])
    assert "Phóng viên tỉnh" in page
    assert TOKEN not in page
    client.post(reverse("chat_room", args=[room.pk]), {"name": "Nhóm khác", "language": ""})
    room.refresh_from_db()
    assert (room.address, room.name, room.topics.count()) == (TELEGRAM, "Nhóm khác", 0)


def test_a_bad_address_is_said_beside_the_field(client_of: Callable[[Role], Client]) -> None:
    fields = {"name": "Nhóm", "address": "tgram://x", "language": "vi"}
    page = client_of(Role.PRESS_OFFICER).post(reverse("chat_new"), fields).content.decode()
    assert "is not complete. Write it as tgram://BOT_TOKEN/CHAT_ID" in page
    assert not Endpoint.objects.exists()


def test_the_test_button_says_what_the_service_said(
    client_of: Callable[[Role], Client], service: Service
) -> None:
    client = client_of(Role.ADMINISTRATOR)
    room = Endpoint.objects.create(channel="chat", name="Nhóm", address=service.address, since=NINE)
    button = reverse("chat_test", args=[room.pk])

    assert "The service took" in client.post(button, follow=True).content.decode()
    service.status = 403
    assert "403" in client.post(button, follow=True).content.decode()
    assert len(service.told) == 2


def test_a_closed_room_gets_nothing_until_it_is_opened_again(
    client_of: Callable[[Role], Client],
) -> None:
    client = client_of(Role.PRESS_OFFICER)
    room = actions.connect(TELEGRAM, Wish("Nhóm", "vi"), at=database_now())
    client.post(reverse("chat_close", args=[room.pk]))
    room.refresh_from_db()
    assert room.closed_at
    assert "closed on the desk" in client.get(reverse("chat_rooms")).content.decode()
    client.post(reverse("chat_reopen", args=[room.pk]))
    room.refresh_from_db()
    assert not room.closed_at


def test_who_may_not_change_sees_no_button_and_changes_nothing(
    client_of: Callable[[Role], Client],
) -> None:
    room = actions.connect(TELEGRAM, Wish("Nhóm", "vi"), at=NINE)
    spokesperson, clerk = client_of(Role.SPOKESPERSON), client_of(Role.COVERAGE_CLERK)
    assert "chat/new" not in spokesperson.get(reverse("chat_rooms")).content.decode()
    for client in (spokesperson, clerk):
        client.post(reverse("chat_room", args=[room.pk]), {"name": "Khác", "language": "vi"})
        for what in ("test", "close"):
            client.post(reverse(f"chat_{what}", args=[room.pk]))
    for page in (reverse("chat_rooms"), reverse("chat_room", args=[room.pk])):
        assert clerk.get(page).status_code in {302, 403}
    room.refresh_from_db()
    assert (room.name, room.closed_at) == ("Nhóm", None)
