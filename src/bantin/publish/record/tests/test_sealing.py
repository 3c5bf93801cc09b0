"""What approval freezes."""

import io
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from pytest_django.fixtures import Settings

from bantin.accounts.models import User
from bantin.core.canonical import canonical_bytes, sha256_hex
from bantin.core.models import Event
from bantin.decide.releases.actions import submit
from bantin.decide.releases.errors import Incomplete, OwnEdit, SecondFactorMissing
from bantin.decide.releases.models import PressImage, Release, SignOff
from bantin.publish.record import media, queries, text
from bantin.publish.record.actions import go_live, seal_release
from bantin.publish.record.errors import CannotKeep, NotAnImage, NoText, TooManyPixels
from bantin.publish.record.models import Edition, Media

from .conftest import AN_HOUR_BEFORE, NINE, SESSION, Publish, Seal

Draw = Callable[..., bytes]
Write = Callable[..., Release]


def test_a_sealed_edition_is_canonical_json_with_everything(
    seal: Seal, picture: Draw, topic: object
) -> None:
    edition = seal(images={"cầu.jpg": picture()}, documents={"Kế hoạch.pdf": b"%PDF-1.7 x"})

    content = edition.content
    assert canonical_bytes(content) == bytes(edition.canonical)
    assert sha256_hex(bytes(edition.canonical)) == edition.sha256
    assert content["schema"] == "bantin/edition/1"
    assert content["go_live_at"] == "2027-03-01T02:00:00Z"
    assert content["body_text"] == "Từ ngày 1/3, xe tải trên 5 tấn đi đường tránh."
    assert content["topics"] == [
        {"code": "giao-thong", "vi": "An toàn giao thông", "en": "Road safety"}
    ]
    assert (content["number"], content["kind"], content["replaces"]) == (1, "original", None)
    assert content["attachments"][0]["content_type"] == "application/pdf"
    assert [size["width"] for size in content["images"][0]["sizes"]] == [480, 960, 1600]
    assert list(edition.topics.all()) == [topic]
    assert edition.media.count() == 5


def test_the_submitted_revision_is_sealed_not_the_row(
    write: Write, officer: User, spokesperson: User
) -> None:
    release = write()
    sign_off = submit(release.pk, by=officer, at=AN_HOUR_BEFORE, go_live_at=NINE)
    Release.objects.filter(pk=release.pk).update(title="Đổi sau lưng")

    edition = seal_release(sign_off.pk, by=spokesperson, session=SESSION, at=AN_HOUR_BEFORE)

    assert edition.title == "Phân luồng giao thông cầu Hàm Rồng"


def test_a_refused_approval_seals_nothing(write: Write, officer: User, spokesperson: User) -> None:
    sign_off = submit(write().pk, by=officer, at=AN_HOUR_BEFORE)

    with pytest.raises(SecondFactorMissing):
        seal_release(sign_off.pk, by=spokesperson, session="another", at=AN_HOUR_BEFORE)

    sign_off.refresh_from_db()
    assert sign_off.status == SignOff.Status.OPEN
    assert not Edition.objects.exists()
    assert not Event.objects.filter(name="edition.sealed").exists()


def test_nobody_seals_their_own_last_edit(write: Write, officer: User, spokesperson: User) -> None:
    release = write()
    release.save_revision(user=spokesperson)
    sign_off = submit(release.pk, by=officer, at=AN_HOUR_BEFORE)

    with pytest.raises(OwnEdit):
        seal_release(sign_off.pk, by=spokesperson, session=SESSION, at=AN_HOUR_BEFORE)

    assert not Edition.objects.exists()


def test_without_an_instant_it_is_due_at_the_second_of_approval(seal: Seal) -> None:
    edition = seal(go_live_at=None, at=NINE.replace(microsecond=250_000))

    assert edition.go_live_at == NINE


def test_scripts_and_what_word_left_behind_are_gone(seal: Seal) -> None:
    """Row 35, the record's part."""
    body = (
        '<p class="MsoNormal" style="color:red" onclick="steal()">Mưa\u0301 <o:p></o:p>lớn'
        "<script>alert(1)</script><style>p{}</style></p>"
        '<p><a href="javascript:alert(1)">một</a> <a href="https://example.org/" '
        'target="_blank">hai</a><img src=x onerror=alert(1)></p><p>&nbsp;</p>'
        "<svg><script>alert(2)</script></svg><iframe src=//evil></iframe>"
    )

    content = seal(body=body).content

    assert content["body_html"] == (
        '<p>Mưá lớn</p><p><a>một</a> <a href="https://example.org/">hai</a></p>'
    )
    assert content["body_text"] == "Mưá lớn\n\nmột hai"
    assert "alert" not in str(content)


def test_plain_text_keeps_paragraphs_lists_and_lines() -> None:
    html = "<h2>A &amp; B</h2><ul><li>một</li><li>hai <b>ba</b></li></ul><p>bốn<br>năm</p>"

    assert text.plain(html) == "A & B\n\nmột\n\nhai ba\n\nbốn\nnăm"


def test_a_release_without_text_is_not_sealed(seal: Seal) -> None:
    with pytest.raises((NoText, Incomplete)):
        seal(body="<script>x</script><p>&nbsp;</p><hr>")

    assert not Edition.objects.exists()


def test_originals_keep_their_bytes_and_copies_carry_no_place(seal: Seal, picture: Draw) -> None:
    original = picture()

    image = seal(images={"cau.jpg": original}).content["images"][0]

    with media.open_media(image["sha256"]) as file:
        assert file.read() == original
    for size in image["sizes"]:
        with media.open_media(size["sha256"]) as file:
            copy = Image.open(io.BytesIO(file.read()))
        assert copy.size == (size["width"], size["height"])
        assert not copy.getexif()
        assert "exif" not in copy.info
    assert dict(
        Image.open(io.BytesIO(original)).getexif()
    )  # the original has it: the test can fail


def test_a_picture_taken_sideways_stands_upright(seal: Seal) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.new("RGB", (1200, 600)).save(out, "JPEG", exif=exif)

    image = seal(images={"a.jpg": out.getvalue()}).content["images"][0]

    assert (image["width"], image["height"]) == (600, 1200)
    assert [(s["width"], s["height"]) for s in image["sizes"]] == [(480, 960)]


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_copies_are_kinds_that_feeds_and_mail_take(seal: Seal, picture: Draw, kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (700, 300), "green").save(out, kind)

    sizes = seal(images={f"a.{kind.lower()}": out.getvalue()}).content["images"][0]["sizes"]

    assert {size["content_type"] for size in sizes} <= {"image/jpeg", "image/png"}
    assert len(sizes) == 1


def png_header(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    pixels = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (9_000, 9_000)])
def test_pixel_bombs_are_refused_unopened(
    seal: Seal, picture: Draw, write: Write, width: int, height: int
) -> None:
    """Row 37, the record's part: only the header is read."""
    release = write(images={"a.png": picture(100, 50, "PNG")})
    replace_file(release, png_header(width, height))

    with pytest.raises(TooManyPixels, match="png"):
        seal(release)

    assert not Edition.objects.exists()


@pytest.mark.parametrize("data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b""])
def test_what_is_no_picture_is_refused(
    seal: Seal, picture: Draw, write: Write, data: bytes
) -> None:
    release = write(images={"a.png": picture(100, 50, "PNG")})
    replace_file(release, data)

    with pytest.raises(NotAnImage):
        seal(release)

    assert not Edition.objects.exists()


def test_a_truncated_picture_is_refused(seal: Seal, picture: Draw, write: Write) -> None:
    release = write(images={"a.jpg": picture()})
    replace_file(release, picture()[:4000])

    with pytest.raises(NotAnImage):
        seal(release)

    assert not Edition.objects.exists()


def replace_file(release: Release, data: bytes) -> None:
    """Behind the desk's back: its own form refuses such a file."""
    image = PressImage.objects.get(pk=release.images.get().image_id)
    Path(image.file.path).write_bytes(data)


def test_media_files_are_the_owners_only(seal: Seal, settings: Settings) -> None:
    seal(documents={"a.pdf": b"%PDF-1.7"})

    files = [path for path in Path(settings.RECORD_ROOT).rglob("*") if path.is_file()]
    assert len(files) == 1
    assert files[0].stat().st_mode & 0o777 == 0o600


def test_a_disk_that_takes_nothing_seals_nothing(
    seal: Seal, settings: Settings, tmp_path: Path
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    settings.RECORD_ROOT = blocked

    with pytest.raises(CannotKeep):
        seal(documents={"a.pdf": b"%PDF-1.7"})

    assert not Edition.objects.exists()
    assert SignOff.objects.get().status == SignOff.Status.OPEN


def test_media_are_public_from_go_live_and_not_before(seal: Seal, picture: Draw) -> None:
    """Row 24: originals, web sizes and documents."""
    edition = seal(images={"a.jpg": picture()}, documents={"a.pdf": b"%PDF-1.7"})
    hashes = list(Media.objects.values_list("sha256", flat=True))
    assert len(hashes) == 5

    assert [queries.public_media(sha256, NINE) for sha256 in hashes] == [None] * 5
    go_live(edition.pk, clock=lambda: NINE)

    assert all(queries.public_media(sha256, NINE) for sha256 in hashes)
    assert not any(queries.public_media(sha256, AN_HOUR_BEFORE) for sha256 in hashes)


def test_the_same_bytes_in_two_editions_are_one_file(publish: Publish, settings: Settings) -> None:
    publish(documents={"a.pdf": b"%PDF-1.7"})
    publish(documents={"b.pdf": b"%PDF-1.7"})

    assert Media.objects.count() == 1
    assert len([p for p in Path(settings.RECORD_ROOT).rglob("*") if p.is_file()]) == 1
