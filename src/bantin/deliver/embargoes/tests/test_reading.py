"""Behind the link: the agreement, then the text, each read logged; for everybody else one 404."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from bantin.accounts.models import User
from bantin.core.clock import database_now
from bantin.decide.releases import actions as releases
from bantin.decide.releases.models import Release
from bantin.deliver.embargoes import actions
from bantin.deliver.embargoes import queries as embargoes
from bantin.deliver.embargoes.models import Offer, Read
from bantin.deliver.embargoes.tests.conftest import HOUR, TITLE, WORDS, page_of
from bantin.publish.record import actions as record
from bantin.publish.record import media
from bantin.publish.record.models import Edition
from bantin.publish.record.queries import public_media
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.accreditations import actions as accreditations
from bantin.receive.accreditations.models import Acceptance, Accreditation
from bantin.receive.contacts import preferences
from bantin.receive.contacts.models import Contact
from bantin.receive.subjects.models import Topic

pytestmark = pytest.mark.django_db
Journalist = Callable[..., Contact]
Sealed = Callable[..., Edition]
Make = Callable[..., list[Offer]]
AGREEMENT = "Tôi không công bố trước giờ."


@pytest.fixture
def contact(journalist: Journalist) -> Contact:
    return journalist()


@pytest.fixture
def edition(sealed: Sealed, contact: Contact, offer: Make) -> Edition:
    made = sealed()
    offer(made, contact)
    return made


@pytest.fixture
def page(edition: Edition, contact: Contact) -> str:
    return page_of(edition, contact)


@pytest.fixture
def reader() -> Client:
    return Client(enforce_csrf_checks=True)


def accept(reader: Client, page: str, version: str = "1") -> int:
    return reader.post(page, {"version": version}).status_code


def text_of(response: object) -> str:
    return response.content.decode()


def test_a_look_shows_the_agreement_and_accepts_nothing(reader: Client, page: str) -> None:
    for _scanner in range(3):
        shown = reader.get(page)
        assert shown.status_code == 200
        assert AGREEMENT in text_of(shown)
    assert reader.head(page).status_code == 200
    for secret in (TITLE, WORDS, "bang-so-lieu", "cau.jpg"):
        assert secret not in text_of(shown)
    assert not Acceptance.objects.exists()
    assert not Read.objects.exists()


def test_who_accepts_reads_and_each_read_is_logged(
    reader: Client, page: str, edition: Edition, contact: Contact
) -> None:
    assert accept(reader, page) == 303
    acceptance = Acceptance.objects.get()
    assert (acceptance.contact, acceptance.language) == (contact, "vi")
    assert acceptance.link.startswith(f"<bantin.{edition.pk}.")
    assert not Read.objects.exists()  # accepting shows nothing

    shown = text_of(reader.get(page))
    for words in (TITLE, WORDS, "Hạn chế công bố đến", contact.name, "Bảng số liệu"):
        assert words in shown
    for address in re.findall(r'(?:src|href)="([^"]*/tep/[^"]+)"', shown):
        answer = reader.get(address)
        assert answer.status_code == 200
        b"".join(answer.streaming_content)
    reader.get(page)

    log = [(one.what, one.name, one.contact) for one in embargoes.reads(edition.pk).order_by("pk")]
    assert log[0] == ("text", "", contact)
    assert log[-1] == ("text", "", contact)
    assert {("file", "bang-so-lieu.pdf", contact), ("picture", "cau.jpg", contact)} <= set(log)
    assert all(one.agreement.number == 1 for one in embargoes.reads(edition.pk))


def test_english_pages_are_english_and_note_which_words_were_accepted(
    reader: Client, edition: Edition, contact: Contact
) -> None:
    page = page_of(edition, contact, "en")
    assert page.startswith("/en/han-che/")
    assert "I publish nothing before the instant." in text_of(reader.get(page))
    accept(reader, page)
    assert Acceptance.objects.get().language == "en"
    assert "Under embargo until" in text_of(reader.get(page))


def test_no_cookie_no_cache_no_index_and_no_referrer(reader: Client, page: str) -> None:
    answers = [reader.get(page), reader.post(page, {"version": "1"}), reader.get(page)]
    files = re.findall(r'href="([^"]*/tep/[^"]+)"', text_of(answers[-1]))
    answers += [reader.get(address) for address in files]
    assert len(answers) > 3
    for answer in answers:
        assert answer.status_code in {200, 303}
        assert not answer.cookies
        assert "no-store" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert "ETag" not in answer
        if answer.streaming:
            assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
            b"".join(answer.streaming_content)
    assert '<meta name="robots" content="noindex' in text_of(answers[0])
    assert not reader.cookies


# --- who does not read


def revoke(contact: Contact, edition: Edition, officer: User) -> None:
    accreditations.revoke(contact.pk, by=officer, at=database_now(), reason="Mất thẻ.")


def forget(contact: Contact, edition: Edition, officer: User) -> None:
    preferences.forget(contact, at=database_now())


def void(contact: Contact, edition: Edition, officer: User) -> None:
    record.void(edition.pk, by=officer, at=database_now(), reason="hoãn")


def change_the_draft(contact: Contact, edition: Edition, officer: User) -> None:
    """Nobody ran a worker: the approval's end alone counts."""
    release = Release.objects.get(pk=edition.release_id)
    release.save_revision(user=officer)
    releases.note_edit(release, by=officer, at=database_now())
    assert not hasattr(Edition.objects.get(pk=edition.pk), "voided")


@pytest.mark.parametrize("accepted", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("act", [revoke, forget, void, change_the_draft])
def test_row_32_what_ends_the_right_to_read_ends_it_at_once(
    reader: Client,
    page: str,
    contact: Contact,
    edition: Edition,
    officer: User,
    act: Callable[[Contact, Edition, User], None],
    accepted: bool,
) -> None:
    files = []
    if accepted:
        accept(reader, page)
        files = re.findall(r'href="([^"]*/tep/[^"]+)"', text_of(reader.get(page)))
        assert files
    reads = Read.objects.count()
    act(contact, edition, officer)

    plain = text_of(reader.get("/khong-co/"))
    for address in (page, *files):
        answer = reader.get(address)
        assert answer.status_code == 404
        assert text_of(answer) == plain
        assert "no-store" in answer["Cache-Control"]
    assert reader.post(page, {"version": "1"}).status_code == 404
    assert Read.objects.count() == reads
    assert Acceptance.objects.exists() is accepted


def test_a_term_that_ended_opens_nothing(
    reader: Client, sealed: Sealed, subscriber: Callable[..., Contact], offer: Make, officer: User
) -> None:
    contact, at, now = subscriber("het@a.example"), database_now() - 3 * HOUR, database_now()
    accreditations.accredit(
        contact.pk,
        since=at,
        until=now - HOUR,
        checks={"card_seen_on": timezone.localdate(at)},
        by=officer,
        at=at,
    )
    edition = sealed()
    offer(edition, contact, at=now - 2 * HOUR)
    assert reader.get(page_of(edition, contact)).status_code == 404
    assert accept(reader, page_of(edition, contact)) == 404


def test_a_later_term_opens_the_link_again(
    reader: Client, page: str, contact: Contact, edition: Edition, officer: User
) -> None:
    revoke(contact, edition, officer)
    assert reader.get(page).status_code == 404
    at = database_now()
    accreditations.accredit(
        contact.pk,
        since=at,
        until=at + HOUR,
        checks={"letter_seen_on": timezone.localdate(at)},
        by=officer,
        at=at,
    )
    assert reader.get(page).status_code == 200


def test_a_new_version_is_asked_for_before_anything_more_is_shown(
    reader: Client, page: str, edition: Edition, officer: User
) -> None:
    accept(reader, page)
    files = re.findall(r'href="([^"]*/tep/[^"]+)"', text_of(reader.get(page)))
    accreditations.write_agreement(
        text_vi="Lời mới.", text_en="New words.", after=1, by=officer, at=database_now()
    )
    assert "Lời mới." in text_of(reader.get(page))
    assert all(reader.get(address).status_code == 404 for address in files)
    stale = reader.post(page, {"version": "1"})
    assert stale.status_code == 200
    assert "Lời mới." in text_of(stale)
    assert TITLE not in text_of(stale)
    assert [accept(reader, page, bad) for bad in ("", "x", "0", "-2", "9" * 30, "²")] == [200] * 6
    assert accept(reader, page, "2") == 303
    assert TITLE in text_of(reader.get(page))


def test_files_of_other_texts_and_of_none_are_not_there(
    reader: Client, page: str, sealed: Sealed
) -> None:
    accept(reader, page)
    other = media.keep(b"%PDF-1.4 khac", "application/pdf")
    sealed(title="Khác", attachments=[], images=[])
    reads = Read.objects.count()
    for sha256 in (other.sha256, "0" * 64, "x", "%00"):
        assert reader.get(f"{page}tep/{sha256}/a.pdf").status_code == 404
    assert Read.objects.count() == reads


def test_nothing_of_it_is_public_whoever_reads(reader: Client, page: str, edition: Edition) -> None:
    """Row 24."""
    accept(reader, page)
    reader.get(page)
    for one in edition.media.all():
        assert public_media(one.media_id, database_now()) is None
        assert reader.get(f"/media/{one.media_id}/a.pdf").status_code == 404
    for address in (
        "/",
        "/en/",
        "/luu-tru/",
        "/feed.atom",
        "/sitemap.xml",
        "/sitemap/news.xml",
        "/tim-kiem/?q=ham+rong",
    ):
        assert TITLE not in text_of(reader.get(address))
    assert reader.get(edition.get_absolute_url()).status_code == 404


def test_after_go_live_the_link_leads_to_the_public_page_for_everybody_who_has_it(
    reader: Client,
    sealed: Sealed,
    contact: Contact,
    offer: Make,
    officer: User,
) -> None:
    now = database_now().replace(microsecond=0)
    edition = sealed(at=now - timedelta(minutes=1))
    offer(edition, contact, at=now - HOUR)
    page = page_of(edition, contact)
    accept(reader, page)
    [file] = re.findall(r'href="([^"]*/tep/[^"]+pdf)"', text_of(reader.get(page)))
    reads = Read.objects.count()
    revoke(contact, edition, officer)
    assert reader.get(page).status_code == 404

    record.go_live(edition.pk)
    answer = reader.get(page)
    assert (answer.status_code, answer["Location"]) == (302, edition.get_absolute_url())
    assert answer["Referrer-Policy"] == "no-referrer"
    assert TITLE in text_of(reader.get(answer["Location"]))
    assert reader.get(page_of(edition, contact, "en"))["Location"].startswith("/en/")
    moved = reader.get(file)
    assert moved["Location"].startswith("/media/")
    assert Read.objects.count() == reads
    assert reader.post(page, {"version": "1"}).status_code == 302


def test_a_text_that_is_over_its_instant_and_not_live_yet_stays_under_embargo(
    reader: Client, sealed: Sealed, contact: Contact, offer: Make
) -> None:
    now = database_now().replace(microsecond=0)
    edition = sealed(at=now - timedelta(minutes=1))
    offer(edition, contact, at=now - HOUR)
    page = page_of(edition, contact)
    accept(reader, page)
    assert "Hạn chế công bố đến" in text_of(reader.get(page))


def test_a_revocation_between_the_question_and_the_log_closes_the_page(
    reader: Client, page: str, contact: Contact, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(reader, page)

    def revoked_meanwhile(*_question: object) -> bool:
        monkeypatch.undo()
        accreditations.revoke(contact.pk, by=officer, at=database_now(), reason="Mất thẻ.")
        return True

    monkeypatch.setattr(actions, "accepted", revoked_meanwhile)
    answer = reader.get(page)
    assert answer.status_code == 404
    assert TITLE not in text_of(answer)
    assert not Read.objects.exists()


def test_a_log_that_cannot_be_written_for_another_reason_is_a_fault(
    edition: Edition, contact: Contact, reader: Client, page: str
) -> None:
    accept(reader, page)
    offer = Offer.objects.get(contact=contact)
    with pytest.raises(IntegrityError):
        actions.read(offer, what=None, at=database_now())  # type: ignore[arg-type] # what no column takes


# --- the log


def refused(act: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


def test_the_log_is_append_only_until_its_time_is_over(
    reader: Client, page: str, contact: Contact, edition: Edition, settings: object, topic: Topic
) -> None:
    accept(reader, page)
    reader.get(page)
    at = database_now()
    reads = Read.objects.all()
    assert refused(lambda: reads.update(at=at - HOUR))
    assert refused(lambda: reads.update(expires_at=at))
    assert refused(lambda: reads._raw_delete("default"))
    assert actions.expire(at=at) == 0
    # An expiry that comes too early, whatever its clock says, is refused by the database.
    assert refused(lambda: actions.expire(at=at + timedelta(days=9999)))
    assert reads.count() == 1

    settings.DELIVERY_DAYS = 1
    offer = Offer.objects.get()
    long_ago = at - timedelta(days=2)
    Accreditation.objects.create(
        contact=contact,
        since=long_ago,
        until=long_ago + HOUR,
        card_seen_on=timezone.localdate(long_ago),
        checked_by=offer.offered_by,
        added_at=long_ago,
    )
    assert actions.read(offer, what="text", at=long_ago)
    assert reads.count() == 2
    assert actions.expire(at=at) == 1
    assert reads.count() == 1


def test_rows_are_kept_for_ever_where_the_office_says_so(
    reader: Client, page: str, settings: object
) -> None:
    settings.DELIVERY_DAYS = 0
    accept(reader, page)
    reader.get(page)
    assert Read.objects.get().expires_at is None
    assert refused(lambda: Read.objects.all()._raw_delete("default"))
    actions.expire(at=database_now())
    assert Read.objects.exists()


def test_who_is_forgotten_leaves_reads_without_a_name(
    reader: Client, page: str, contact: Contact, edition: Edition, officer: User
) -> None:
    accept(reader, page)
    reader.get(page)
    forget(contact, edition, officer)
    left = Read.objects.get().contact
    assert (left.name, left.email.endswith("@forgotten.invalid")) == ("", True)


def test_an_office_with_other_texts_mixes_nothing(
    reader: Client,
    sealed: Sealed,
    contact: Contact,
    edition: Edition,
    page: str,
    journalist: Journalist,
    offer: Make,
    topic: Topic,
) -> None:
    make_live_edition("Tin khác", "x", at=database_now() - HOUR, topics=[topic])
    second, other = (
        sealed(title="Văn bản thứ hai", text="Chuyện khác."),
        journalist("hai@a.example"),
    )
    offer(second, other)
    accept(reader, page)
    assert "Chuyện khác." not in text_of(reader.get(page))
    assert reader.get(page_of(second, contact)).status_code == 404
    assert AGREEMENT in text_of(reader.get(page_of(second, other)))
    assert [one.contact for one in embargoes.reads(edition.pk)] == [contact]
    assert not embargoes.reads(second.pk).exists()
