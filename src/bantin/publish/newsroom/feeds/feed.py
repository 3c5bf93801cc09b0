"""What feeds there are, where they are, and which of them carry an edition."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bantin.publish.newsroom import addresses, queries
from bantin.publish.newsroom.feeds.formats import ATOM, FORMATS, Format
from bantin.publish.record.models import Edition
from bantin.publish.record.queries import current_editions
from bantin.receive.subjects.models import Area, Topic

HUB_PATH = "/hub"  # our own hub; the delivering stage answers there
LANGUAGES = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed in one format: everything, or what is about one topic or one area.

    ``language`` is the one in which it names things; its texts are in ``texts_in``, or in any
    language when that is empty.
    """

    language: str
    about: Topic | Area | None = None
    texts_in: str = ""
    form: Format = ATOM

    @property
    def path(self) -> str:
        """Where it is."""
        name, codes = self._view()
        with translation.override(self.language):
            return reverse(self.form.view_name(name), args=codes)

    @property
    def url(self) -> str:
        """Its full address, by which the world knows it."""
        return addresses.public(self.path)

    @property
    def page(self) -> str:
        """The path of the page that shows the same to people."""
        with translation.override(self.language):
            match self.about:
                case Topic(code=code):
                    return reverse("newsroom:topic", args=[code])
                case Area(code=code):
                    return reverse("newsroom:area", args=[code])
            return reverse("newsroom:home")

    @property
    def name(self) -> str:
        """What it is called, in its language."""
        with translation.override(self.language):
            if self.about:
                return self.about.own_name()
            if self.texts_in == "vi":
                return _("Releases in Vietnamese")
            return _("Releases")

    def editions(self, at: datetime) -> QuerySet[Edition]:
        """What stands in it at ``at``, newest first."""
        match self.about:
            case Topic() as topic:
                return queries.current_about(topic, at)
            case Area() as area:
                return queries.current_in(area, at)
        found = current_editions(at)
        return found.filter(language=self.texts_in) if self.texts_in else found

    def _view(self) -> tuple[str, list[str]]:
        match self.about:
            case Topic(code=code):
                return "newsroom:topic_feed", [code]
            case Area(code=code):
                return "newsroom:area_feed", [code]
        if self.texts_in == "vi":
            return "newsroom_files:vietnamese_feed", []
        return "newsroom:feed", []


def asked(language: str, route: Mapping[str, Any]) -> Feed | None:
    """The feed that an address with these parts means; None when there is no such thing."""
    form = FORMATS.get(route.get("form", ""))
    if form is None:
        return None
    match route.get("about"):
        case "topic":
            about: Topic | Area | None = Topic.objects.filter(code=route["code"]).first()
        case "area":
            about = Area.objects.filter(code=route["code"]).first()
        case "vietnamese":
            return Feed("vi", texts_in="vi", form=form)
        case _:
            return Feed(language, texts_in="en" if language == "en" else "", form=form)
    return Feed(language, about, form=form) if about else None


def find(url: str) -> Feed | None:
    """The feed whose full address is just ``url``; None when it is not one of ours."""
    path = url.removeprefix(settings.BASE_URL)
    language = "en" if path.startswith("/en/") else "vi"
    try:
        with translation.override(language):
            route = resolve(path).kwargs
    except Resolver404:
        return None
    found = asked(language, route)
    return found if found and found.url == url else None


def of_everything() -> list[Feed]:
    """The feeds that are about nothing in particular, in Atom."""
    return [Feed("vi"), Feed("vi", texts_in="vi"), Feed("en", texts_in="en")]


def carrying(edition: Edition) -> list[Feed]:
    """The feeds in which ``edition`` appears or replaces an earlier one."""
    languages = set(_so_far(edition).values_list("language", flat=True))
    whole = [feed for feed in of_everything() if not feed.texts_in or feed.texts_in in languages]
    subjects: list[Topic | Area] = [*_topics(edition), *_areas(edition)]
    about = [Feed(language, subject) for subject in subjects for language in LANGUAGES]
    return [one for feed in (*whole, *about) for one in in_each_format(feed)]


def in_each_format(feed: Feed) -> list[Feed]:
    """The same feed in all formats."""
    return [replace(feed, form=form) for form in FORMATS.values()]


def feeds_about(subject: Topic | Area) -> list[Feed]:
    """The feeds about a topic or an area, named in the language of the reader."""
    return in_each_format(Feed("en" if get_language() == "en" else "vi", subject))


def hub() -> str:
    """The address of the hub that tells subscribers of our feeds what is new (WebSub)."""
    return settings.HUB or addresses.public(HUB_PATH)


def links(feed: Feed) -> str:
    """The value of the ``Link`` header that goes with a feed."""
    return f'<{hub()}>; rel="hub", <{feed.url}>; rel="self"'


def _so_far(edition: Edition) -> QuerySet[Edition]:
    return Edition.objects.filter(uid=edition.uid, number__lte=edition.number)


def _topics(edition: Edition) -> Iterable[Topic]:
    return Topic.objects.filter(editions__in=_so_far(edition)).distinct()


def _areas(edition: Edition) -> Iterable[Area]:
    """Its areas and those that they are part of."""
    named = Area.objects.filter(editions__in=_so_far(edition)).values("pk")
    return Area.objects.filter(Q(pk__in=named) | Q(parts__in=named)).distinct()
