"""What the page types of ``public_pages`` are about, in the demo office.

``collect`` runs in a process of that office, where Django is set up. Links with a token are made as
the office makes them, for people and a webhook of the demo.
"""

from django.utils import timezone

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.core.clock import database_now
from bantin.deliver.channels.webhook import actions as webhooks
from bantin.deliver.channels.webhook import links as webhook_links
from bantin.deliver.embargoes import actions as embargoes
from bantin.deliver.embargoes import links as embargo_links
from bantin.deliver.embargoes import queries as embargo_queries
from bantin.deliver.embargoes.models import Offer
from bantin.deliver.endpoints import actions as endpoints
from bantin.publish.newsroom.addresses import POLICIES
from bantin.publish.record.models import Edition
from bantin.publish.record.queries import current_editions, public_editions
from bantin.receive.accreditations.queries import current_agreement
from bantin.receive.contacts import links as contact_links
from bantin.receive.contacts import signup, wordings
from bantin.receive.contacts.models import Contact, SubscriptionRequest
from bantin.receive.subjects.models import Topic
from bantin.trace.official.queries import FEWEST_HEX

SUBJECTS = {"vi": "Văn bản hạn chế công bố", "en": "A text under embargo"}
EMAIL = "ban-doc-moi@hopthu.example"


def collect() -> dict[str, str]:
    """A word for each place in an address, and texts to send, each under its name."""
    return _releases() | _texts() | _people() | _embargoed() | {"webhook": _webhook()}


def _newest(**which: object) -> Edition:
    """The newest of the current editions in Vietnamese that are like this."""
    return current_editions(database_now()).filter(**{"language": "vi", **which})[0]


def _first_of(newest: Edition) -> Edition:
    return public_editions(database_now()).get(release=newest.release_id, number=1)


def _pictured() -> Edition:
    plain = current_editions(database_now()).filter(language="vi", kind="original")
    return next(one for one in plain if one.content["images"])


def _releases() -> dict[str, str]:
    pictured, corrected = _pictured(), _newest(kind="correction")
    withdrawn = _newest(kind="withdrawal", notice_expires_at=None)
    month = timezone.localtime(pictured.live.at)
    return {
        "release": pictured.name,
        "english": _newest(language="en").name,
        "corrected": corrected.name,
        "withdrawn": withdrawn.name,
        "notice": _newest(notice_expires_at__isnull=False).name,
        "nothing": "khong-co-00000000",
        **{policy: slug for slug, policy in POLICIES.items()},
        "first": "1",
        "second": "2",
        "topic": str(pictured.topics.all()[0].code),
        "area": str(pictured.areas.all()[0].code),
        "year": f"{month:%Y}",
        "month": f"{month:%m}",
        "print": pictured.sha256[:FEWEST_HEX],
        "outdated print": _first_of(corrected).sha256[:FEWEST_HEX],
        "withdrawn print": _first_of(withdrawn).sha256[:FEWEST_HEX],
    }


def _texts() -> dict[str, str]:
    whole = _pictured().text
    passage = max(whole.split("\n"), key=len)
    words = passage.split()
    return {
        "whole text": whole,
        "passage": passage,
        "changed passage": " ".join([*words[:5], "99.999", *words[6:]]),
        "outdated text": _first_of(_newest(kind="correction")).text,
        "withdrawn text": _first_of(_newest(kind="withdrawal", notice_expires_at=None)).text,
        "foreign text": "Chim bói cá mỏ đỏ bay qua mười hai cánh đồng lúc nửa đêm thanh vắng.",
        "short text": "Hai chữ",
        "email": EMAIL,
        "no email": "không-phải-thư",
        "topic code": Topic.objects.all()[0].code,
    }


def _people() -> dict[str, str]:
    contact = Contact.objects.filter(kind=Contact.Kind.RESIDENT).order_by("pk")[0]
    return {
        "preferences": contact_links.preferences_token(contact.pk),
        "unsubscribe": contact_links.unsubscribe_token(contact.pk),
        "confirmation": contact_links.confirmation_token(_request().uid),
        "no token": "x",
    }


def _request() -> SubscriptionRequest:
    wish = signup.Wish(
        email=EMAIL,
        name="",
        kind=Contact.Kind.RESIDENT,
        topics=list(Topic.objects.all()[:2]),
        areas=[],
        texts="vi",
        pace=Contact.Pace.IMMEDIATE,
    )
    wording = wordings.newest("vi")
    signup.ask(wish, wording=wording, language="vi", form="/dang-ky/", at=database_now())
    return SubscriptionRequest.objects.filter(email=EMAIL).latest("asked_at")


def _embargoed() -> dict[str, str]:
    """A text offered to two accredited contacts, of whom one has accepted the agreement."""
    at = database_now()
    edition = embargo_queries.waiting(at)[0]
    offers = Offer.objects.filter(embargo=edition.pk).order_by("contact")
    if not offers:
        officer = User.objects.filter(groups__name=Role.PRESS_OFFICER.value)[0]
        people = [one.pk for one in embargo_queries.candidates(edition, at)][-2:]
        embargoes.offer(edition.pk, people, subjects=SUBJECTS, by=officer, at=at)
    asked, accepted = offers.all()
    agreement = current_agreement()
    if agreement:
        embargoes.accept(accepted, agreement.number, language="vi", at=at)
    return {
        "agreement": embargo_links.token(edition.pk, asked.contact_id),
        "embargo": embargo_links.token(edition.pk, accepted.contact_id),
    }


def _webhook() -> str:
    """One that is closed at once, so that nothing is sent there."""
    at = database_now()
    made = webhooks.add(url="https://toa-soan.example/nhan", name="Tòa soạn", at=at)
    endpoints.close(made.endpoint.pk, at=at, reason="")
    return webhook_links.token(made.endpoint.pk)
