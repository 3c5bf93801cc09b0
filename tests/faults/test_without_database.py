"""The public site stays up while the database is away, and a withdrawal is seen within five seconds."""

import contextlib
import http.client
import json
import re
import socket
import sqlite3
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.support import postgres
from tests.support.office import Office, OfficeMaker, answers, wait_until

PUBLISH = """
import io, json
from datetime import UTC, datetime, timedelta
from PIL import Image
from bantin.core.clock import database_now
from bantin.publish.newsroom.snapshots import published
from bantin.publish.record import media
from bantin.publish.record.actions import go_live
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_sealed_edition
from bantin.receive.subjects.models import Topic
at = database_now()
topic = Topic.objects.get_or_create(code="giao-thong", name_vi="Giao thông")[0]
file = media.keep(b"%PDF-1.4 phuong an", "application/pdf")
attached = {"sha256": file.sha256, "content_type": "application/pdf", "size": 18,
            "title": "Phương án", "filename": "phuong-an.pdf"}
out = io.BytesIO()
Image.new("RGB", (64, 40), (120, 20, 30)).save(out, "JPEG")
kept = media.keep(out.getvalue(), "image/jpeg", width=64, height=40)
picture = {"sha256": kept.sha256, "content_type": "image/jpeg", "width": 64, "height": 40, "alt": "Cầu",
           "caption": "", "credit": "", "filename": "cau.jpg", "sizes": []}
for number in range(int(sys.argv[1])):
    words = {"topics": [topic], "attachments": [attached], "images": [] if number else [picture]}
    edition = make_sealed_edition(f"Tin số {number}", "Nội dung của tin.", at=at, **words)
    go_live(edition.pk)
paths = [one.path for one in published.everything(database_now())]
print(json.dumps([f"{path}/phuong-an.pdf" if path.startswith("/media/") else path for path in paths]))
"""
WITHDRAW = """
from bantin.core.clock import database_now
from bantin.publish.record.actions import go_live
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_sealed_edition
first = Edition.objects.get(title="Tin số 1")
second = make_sealed_edition("Tin số 1", "Xin không dùng.", at=database_now(), replaces=first,
                             kind="withdrawal", reason="Số liệu chưa kiểm chứng.")
go_live(second.pk)
print(second.get_absolute_url())
"""


@contextlib.contextmanager
def serving(maker: OfficeMaker) -> Iterator[tuple[Office, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    office = maker(BANTIN_BASE_URL=f"http://127.0.0.1:{port}")
    try:
        yield office, port
    finally:
        office.close()


def get(port: int, path: str) -> tuple[int, bytes]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        line.request("GET", quote(path, safe="/?=&%.:"))
        answer = line.getresponse()
        return answer.status, answer.read()
    finally:
        line.close()


def to_make(office: Office) -> int:
    """How many answers the keeper has still to make; many while it has not begun."""
    place = office.folder / "pages" / "pages.sqlite3"
    if not place.exists():
        return 1_000
    with contextlib.closing(sqlite3.connect(place)) as kept:
        try:
            known, waiting = kept.execute("SELECT COUNT(*), SUM(fresh = 0) FROM page").fetchone()
        except sqlite3.OperationalError:
            return 1_000
    return int(waiting) if known else 1_000


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    if postgres.binaries() is None:
        pytest.skip("PostgreSQL is not installed (./run test brings it)")
    with postgres.server() as address:
        yield address


@pytest.fixture(scope="module")
def maker(server: str) -> Iterator[OfficeMaker]:
    maker = OfficeMaker(server)
    yield maker
    maker.close()


def test_everything_published_answers_while_the_database_is_away_and_it_is_back_without_a_restart(
    server: str, maker: OfficeMaker
) -> None:
    with serving(maker) as (office, port):
        paths = json.loads(office.python(PUBLISH, "25").stdout)
        web = office.start("serve", "--port", str(port))
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/"), seconds=60)
        wait_until(lambda: to_make(office) == 0, seconds=120)
        pages = [get(port, path)[1] for path in paths if path.endswith("/phien-ban/1/")]
        press = re.findall(rb'href="([^"]+/anh/[^"]+)"', b"".join(pages))[0].decode()
        signed = get(port, press)
        before = {path: get(port, path)[1] for path in paths if "/media/" not in path}

        with postgres.away(server):
            time.sleep(2.0)  # what is given as fresh without the database is over
            during = {path: get(port, path) for path in paths}
            unknown = get(port, "/thong-cao/khong-co-12345678/")[0]
            nowhere = get(port, "/khong/co/gi/")[0]
            original = get(port, press)

        assert [path for path, (status, _body) in during.items() if status != 200] == []
        changed = [path for path, body in before.items() if during[path][1] != body]
        assert [path for path in changed if not path.endswith("/bundle.json")] == []
        assert unknown == 503
        assert nowhere == 404
        assert signed[0] == original[0] == 200
        assert b"c2pa" in signed[1]
        assert b"c2pa" not in original[1]  # what can be given without the database
        wait_until(lambda: get(port, "/thong-cao/khong-co-12345678/")[0] == 404, seconds=30)
        assert web.poll() is None


def test_row_28_a_withdrawal_is_seen_within_five_seconds(maker: OfficeMaker) -> None:
    with serving(maker) as (office, port):
        office.python(PUBLISH, "3")
        office.start("serve", "--port", str(port))
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/"), seconds=60)
        wait_until(lambda: to_make(office) == 0, seconds=120)
        address = office.python(WITHDRAW).stdout.strip()
        seen = wait_until(
            lambda: "Số liệu chưa kiểm chứng." in get(port, address)[1].decode(), seconds=5
        )
        assert seen
        wait_until(lambda: address in get(port, "/")[1].decode(), seconds=5)
