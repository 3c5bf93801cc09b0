"""Every feed, and the page that lists them."""

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bantin.core.clock import database_now
from bantin.publish.newsroom.feeds.document import document
from bantin.publish.newsroom.feeds.feed import (
    Feed,
    asked,
    feeds_about,
    hub,
    in_each_format,
    links,
    of_everything,
)
from bantin.publish.newsroom.public import last_modified, public_page
from bantin.receive.subjects.models import Area, Topic


class Row(NamedTuple):
    """One feed in all its formats."""

    name: str
    feeds: list[Feed]


@public_page
def feed(request: HttpRequest, form: str, about: str, code: str = "") -> HttpResponse:
    """The feed that the address names: everything, one language, one topic or one area."""
    one = asked(_language(), {"form": form, "about": about, "code": code})
    if one is None:
        raise Http404
    found = document(one, database_now())
    response = HttpResponse(found.body, content_type=one.form.content_type)
    response.headers["Link"] = links(one)
    response.headers["Access-Control-Allow-Origin"] = "*"
    last_modified(response, found.newest)
    return response


@public_page
def directory(request: HttpRequest) -> HttpResponse:
    """Where programs take our texts: each feed, each format."""
    called = {"": _("All languages"), "vi": _("In Vietnamese"), "en": _("In English")}
    context: dict[str, Any] = {
        "section": "feeds",
        "everything": [Row(called[one.texts_in], in_each_format(one)) for one in of_everything()],
        "topics": [Row(topic.name, feeds_about(topic)) for topic in Topic.objects.all()],
        "areas": [Row(area.name, feeds_about(area)) for area in Area.objects.all()],
        "hub": hub(),
    }
    return render(request, "newsroom/feeds.html", context)


def _language() -> str:
    return "en" if get_language() == "en" else "vi"
