"""The release editor: what it keeps, what it cleans, what it refuses."""

import json
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from wagtail.models import Revision

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.decide.releases import actions
from bantin.decide.releases.models import (
    PressDocument,
    PressImage,
    Release,
    SignOff,
)
from bantin.publish.record.comparison import differences, of_release
from bantin.receive.subjects.models import Topic
from tests.desk.conftest import jpeg, signed_in

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def contentstate(*texts: str, link: str = "") -> str:
    """What the rich text editor posts."""
    blocks = [
        {
            "key": f"k{n}",
            "text": text,
            "type": "unstyled",
            "depth": 0,
            "inlineStyleRanges": [],
            "entityRanges": [{"offset": 0, "length": 3, "key": 0}] if link else [],
        }
        for n, text in enumerate(texts)
    ]
    entity = {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": link}}} if link else {}
    return json.dumps({"blocks": blocks, "entityMap": entity})


def form(topic: Topic, **fields: Any) -> dict[str, Any]:
    """A filled-in editor."""
    return {
        "title": "Phân luồng cầu Hàm Rồng",
        "summary": "",
        "body": contentstate("Từ ngày 1/3."),
        "language": "vi",
        "topics": [topic.pk],
        "embargo_note": "",
        **{f"images-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")},
        **{
            f"attachments-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")
        },
        "images-MAX_NUM_FORMS": "1000",
        "attachments-MAX_NUM_FORMS": "1000",
    } | fields


IMAGE = {
    "images-TOTAL_FORMS": "1",
    "images-0-image": "7001",
    "images-0-alt": "Cầu Hàm Rồng",
    "images-0-caption": "",
    "images-0-credit": "",
    "images-0-ORDER": "1",
    "images-0-id": "",
}


@pytest.fixture
def desk(officer: User) -> Client:
    return signed_in(officer)


@pytest.fixture
def draft(officer: User, topic: Topic) -> Release:
    draft = Release.objects.create(title="Phân luồng", body="<p>Từ ngày 1/3.</p>")
    draft.topics = [topic]
    draft.save()
    draft.save_revision(user=officer)
    return draft


def submitted(draft: Release, officer: User) -> SignOff:
    return actions.submit(draft.pk, by=officer, at=timezone.now())


def test_a_new_release_is_a_revision_by_its_writer(
    desk: Client, officer: User, topic: Topic
) -> None:
    answer = desk.post("/desk/releases/add/", form(topic))
    release = Release.objects.get()
    assert answer.headers["Location"] == f"/desk/releases/edit/{release.pk}/"
    assert release.latest_revision.user == officer
    assert release.body == "<p>Từ ngày 1/3.</p>"


def test_saving_and_submitting_leads_to_the_request(desk: Client, topic: Topic) -> None:
    answer = desk.post("/desk/releases/add/", form(topic) | {"action-submit": "1"})
    assert answer.headers["Location"] == f"/desk/releases/submit/{Release.objects.get().pk}/"
    assert not SignOff.objects.exists()


def test_a_save_voids_the_request_in_the_same_step(
    desk: Client, draft: Release, officer: User, topic: Topic
) -> None:
    sign_off = submitted(draft, officer)
    desk.post(f"/desk/releases/edit/{draft.pk}/", form(topic))
    sign_off.refresh_from_db()
    assert sign_off.status == "voided"


def test_a_revert_voids_the_request_too(
    desk: Client, draft: Release, officer: User, topic: Topic
) -> None:
    first = draft.latest_revision_id
    draft.save_revision(user=officer)
    sign_off = submitted(draft, officer)
    desk.post(f"/desk/releases/history/{draft.pk}/revisions/{first}/revert/", form(topic))
    sign_off.refresh_from_db()
    assert sign_off.status == "voided"


def test_an_approved_revision_is_never_written_over(
    desk: Client, draft: Release, officer: User, topic: Topic
) -> None:
    sign_off = submitted(draft, officer)
    before = Revision.objects.get(pk=sign_off.revision_id).content
    data = form(topic, title="Ghi đè") | {"overwrite_revision_id": sign_off.revision_id}
    desk.post(f"/desk/releases/edit/{draft.pk}/", data)
    assert Revision.objects.get(pk=sign_off.revision_id).content == before
    draft.refresh_from_db()
    assert draft.latest_revision_id != sign_off.revision_id


def test_a_locked_release_is_not_saved_by_others(
    desk: Client, draft: Release, staff: Callable[..., User], topic: Topic
) -> None:
    other = staff("can-bo-2", Role.PRESS_OFFICER)
    signed_in(other).post(f"/desk/releases/lock/{draft.pk}/")
    desk.post(f"/desk/releases/edit/{draft.pk}/", form(topic, title="Khác"))
    draft.refresh_from_db()
    assert (draft.locked, draft.title) == (True, "Phân luồng")


def test_nothing_on_the_editor_publishes(desk: Client, draft: Release) -> None:
    page = desk.get(f"/desk/releases/edit/{draft.pk}/").content.decode()
    for name in ("action-publish", "action-unpublish", "go_live_at", "action-submit-workflow"):
        assert name not in page
    assert 'name="action-submit"' in page
    for verb in ("unpublish", "workflow/action", "workflow_history"):
        assert desk.get(f"/desk/releases/{verb}/{draft.pk}/").status_code == 404


def test_an_over_long_title_is_refused_in_words(desk: Client, topic: Topic) -> None:
    page = desk.post("/desk/releases/add/", form(topic, title="ă" * 201)).content.decode()
    assert "200" in page
    assert not Release.objects.exists()


def test_a_release_needs_a_topic_and_every_image_its_alternative_text(
    desk: Client, topic: Topic
) -> None:
    PressImage.objects.create(pk=7001, title="Cầu", file=jpeg())
    images = IMAGE | {"images-0-alt": ""}
    assert desk.post("/desk/releases/add/", form(topic) | images).status_code == 200
    assert desk.post("/desk/releases/add/", form(topic, topics=[])).status_code == 200
    assert not Release.objects.exists()
    desk.post("/desk/releases/add/", form(topic) | IMAGE)
    assert Release.objects.get().images.get().alt == "Cầu Hàm Rồng"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_links_that_run_something_are_taken_out(link: str, desk: Client, topic: Topic) -> None:
    """HARDENING row 35."""
    desk.post("/desk/releases/add/", form(topic, body=contentstate("Bấm vào", link=link)))
    assert link.partition(":")[0] not in Release.objects.get().body


def test_pasted_markup_is_text_or_gone(desk: Client, topic: Topic) -> None:
    """HARDENING row 35: whatever arrives in the editor's data, nothing of it runs."""
    word = '<o:p class="MsoNormal" style="mso-x">Từ Word</o:p>'
    desk.post("/desk/releases/add/", form(topic, body=contentstate(EVIL, word)))
    body = Release.objects.get().body
    assert "<script" not in body
    assert "<img" not in body
    assert "<o:p" not in body


def test_markup_in_a_stored_draft_is_inert_on_every_page(
    desk: Client, officer: User, topic: Topic
) -> None:
    """HARDENING row 35: a draft that came in another way than by the editor."""
    picture = PressImage.objects.create(
        title=EVIL, alt=EVIL, caption=EVIL, file=jpeg("x onerror=alert(2).jpg")
    )
    draft = Release.objects.create(
        title=EVIL, summary=EVIL, body=f"<p>x<br>y{EVIL}</p><hr><p>z</p>", embargo_note=EVIL
    )
    draft.topics = [topic]
    draft.images.create(image=picture, alt=EVIL, caption=EVIL, credit=EVIL)
    draft.save()
    draft.save_revision(user=officer)
    sign_off = submitted(draft, officer)
    for address in (
        "/desk/",
        "/desk/releases/",
        f"/desk/releases/edit/{draft.pk}/",
        f"/desk/releases/{draft.pk}/",
        f"/desk/releases/{draft.pk}/compare/",
        f"/desk/releases/history/{draft.pk}/",
        f"/desk/approvals/{sign_off.pk}/",
        "/desk/approvals/",
        "/desk/images/",
        f"/desk/images/{picture.pk}/",
    ):
        answer = desk.get(address)
        page = answer.content.decode()
        assert answer.status_code == 200, address
        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy + ";"
        assert "unsafe-inline" not in policy


def test_the_preview_is_the_public_look_marked_as_a_draft(
    desk: Client, release: Release, topic: Topic
) -> None:
    address = f"/desk/releases/preview/{release.pk}/"
    assert desk.post(address, form(topic, title="Khác") | IMAGE).json()["is_valid"]
    page = desk.get(address).content.decode()
    assert '<h1 id="release-title">Khác</h1>' in page
    assert "Bản thảo: chưa duyệt, chưa phát hành" in page
    assert 'class="article"' in page
    assert "/desk/file/images/" in page


def test_a_submitted_release_is_not_deleted(desk: Client, draft: Release, officer: User) -> None:
    sign_off = submitted(draft, officer)
    actions.take_back(sign_off.pk, by=officer, at=timezone.now())
    page = desk.post(f"/desk/releases/delete/{draft.pk}/", follow=True).content.decode()
    assert "Không thể xóa" in page
    assert Release.objects.filter(pk=draft.pk).exists()


def test_a_draft_without_a_history_is_deleted(desk: Client, draft: Release) -> None:
    desk.post(f"/desk/releases/delete/{draft.pk}/")
    assert not Release.objects.exists()


@pytest.mark.parametrize("words", ["ham rong", "HÀM RỒNG", "cau  ham", "hàm rong cầu"])
def test_the_list_finds_titles_without_marks(words: str, desk: Client, draft: Release) -> None:
    draft.title = "Phân luồng cầu Hàm Rồng"
    draft.save()
    assert "Phân luồng cầu Hàm Rồng" in desk.get("/desk/releases/", {"q": words}).content.decode()
    assert "Phân luồng cầu" not in desk.get("/desk/releases/", {"q": "song ma"}).content.decode()


def test_the_list_filters_by_state(desk: Client, draft: Release, officer: User) -> None:
    assert "Phân luồng" in desk.get("/desk/releases/?state=draft").content.decode()
    submitted(draft, officer)
    assert "Phân luồng" not in desk.get("/desk/releases/?state=draft").content.decode()
    assert "chờ duyệt" in desk.get("/desk/releases/?state=open").content.decode()


def png(width: int, height: int) -> bytes:
    """A PNG that says it is this large, and carries almost nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BAD_PICTURES = {
    "anh.svg": SVG,
    "anh.png": SVG,
    "bom.png": png(50_000, 50_000),
    "to.png": png(9_000, 9_000),
    "trang.jpg": b"<html><script>alert(1)</script></html>",
    "kich-ban.gif": b"GIF89a/*" + b"=1;alert(1)//",
    "rong.png": b"",
}


@pytest.mark.parametrize("name", BAD_PICTURES)
@pytest.mark.parametrize("field", ["file", "files[]"])
def test_what_is_no_proper_picture_is_refused_in_words(name: str, field: str, desk: Client) -> None:
    """HARDENING rows 35, 37."""
    upload = SimpleUploadedFile(name, BAD_PICTURES[name], content_type="image/png")
    one = {"title": "Ảnh", "file": upload}
    if field == "file":
        answer = desk.post("/desk/images/add/", one)
        assert "error-message" in answer.content.decode()
    else:
        answer = desk.post(
            "/desk/images/multiple/add/",
            {"title": "Ảnh", "files[]": upload},
            headers={"x-requested-with": "XMLHttpRequest"},
        )
        assert json.loads(answer.content)["error_message"]
    assert answer.status_code == 200
    assert not PressImage.objects.exists()


def test_a_proper_picture_is_kept(desk: Client) -> None:
    data = {"title": "Cầu", "file": jpeg(), "alt": "Cầu", "caption": "", "credit": "", "tags": ""}
    desk.post("/desk/images/add/", data)
    assert PressImage.objects.get().alt == "Cầu"


@pytest.mark.parametrize("name", ["trang.html", "anh.svg", "chay.exe", "a.pdf.js"])
def test_documents_that_browsers_run_are_refused(name: str, desk: Client) -> None:
    upload = SimpleUploadedFile(name, b"<script>alert(1)</script>")
    desk.post("/desk/documents/add/", {"title": "Tệp", "file": upload, "tags": ""})
    assert not PressDocument.objects.exists()


def test_a_picture_under_approval_is_not_exchanged(
    desk: Client, release: Release, officer: User
) -> None:
    picture = release.images.get().image
    before = picture.file.name
    data = {"title": "x", "alt": "", "caption": "", "credit": "", "tags": ""}
    submitted(release, officer)
    page = desk.post(f"/desk/images/{picture.pk}/", data | {"file": jpeg("khac.jpg")})
    assert "Tệp chưa được thay" in page.content.decode()
    picture.refresh_from_db()
    assert picture.file.name == before


def test_files_that_a_release_carries_are_not_deleted(desk: Client, release: Release) -> None:
    for address in ("/desk/images/7001/delete/", "/desk/documents/delete/7001/"):
        desk.post(address)
    headers = {"x-requested-with": "XMLHttpRequest"}
    assert desk.post("/desk/images/multiple/7001/delete/", headers=headers).status_code == 409
    assert PressImage.objects.filter(pk=7001).exists()
    assert PressDocument.objects.filter(pk=7001).exists()


def test_asking_for_approval_at_an_instant_is_in_the_offices_time(
    desk: Client, draft: Release
) -> None:
    data = {"kind": "original", "when": "later", "go_live_at": "2099-03-01T09:00"}
    desk.post(f"/desk/releases/submit/{draft.pk}/", data)
    assert f"{SignOff.objects.get().go_live_at:%Y-%m-%dT%H:%M%z}" == "2099-03-01T02:00+0000"


def test_the_form_says_why_it_refuses(desk: Client, draft: Release) -> None:
    address = f"/desk/releases/submit/{draft.pk}/"
    past = desk.post(
        address, {"kind": "original", "when": "later", "go_live_at": "2020-01-01T09:00"}
    )
    assert "là thời điểm đã qua" in past.content.decode()
    empty = desk.post(address, {"kind": "original", "when": "later", "go_live_at": ""})
    assert "Hãy nhập ngày và giờ." in empty.content.decode()
    assert not SignOff.objects.exists()


def test_differences_are_told_in_words(draft: Release, topic: Topic, officer: User) -> None:
    before = of_release(draft)
    draft.title = "Phân luồng mới"
    draft.body = "<p>Từ ngày 2/3.</p>"
    picture = PressImage.objects.create(title="Cầu", file=jpeg("cau.jpg"))
    draft.images.create(image=picture, alt="Cầu")
    found = differences(before, of_release(draft))
    assert [(run.kind, run.text) for run in found.title][-1] == ("added", " mới")
    assert [run.text for run in found.body[0].runs if run.kind != "same"] == ["1/3", "2/3"]
    assert len(found.others) == 1
    assert not differences(before, before)
