"""Every type of public page, with what it is about: one table for all tests of pages.

Whoever adds a public page adds it to ``PAGES``, or, when its address shows no page to people, to
``NO_PAGES``; tests/architecture/test_public_pages.py compares both with the addresses that exist.
"""

import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPResponse
from urllib.parse import urlencode

import lxml.html
from django.urls import reverse
from django.utils import translation

LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class PageType:
    """What it is called, its view, and the samples that fill its address, its query and its form."""

    name: str
    view: str
    of: Mapping[str, str] = field(default_factory=dict)  # argument of the view: name of a sample
    query: Mapping[str, str] = field(default_factory=dict)  # as it stands in the address
    sends: Mapping[str, str] = field(default_factory=dict)  # field of the form: name of a sample
    status: int = 200

    def path(self, language: str, samples: Mapping[str, str]) -> str:
        """Its address in the office that the samples are from."""
        filled = {argument: samples[sample] for argument, sample in self.of.items()}
        with translation.override(language):
            path = reverse(self.view, kwargs=filled)
        return f"{path}?{urlencode(self.query)}" if self.query else path


def _release(name: str, sample: str, **rest: int) -> PageType:
    return PageType(name, "newsroom:release", {"name": sample}, **rest)  # type: ignore[arg-type]


def _edition(name: str, number: str) -> PageType:
    return PageType(name, "newsroom:edition", {"name": "corrected", "number": number})


def _verify(name: str, sample: str, status: int = 200) -> PageType:
    return PageType(name, "official:check", sends={"text": sample}, status=status)


def _printed(name: str, sample: str) -> PageType:
    return PageType(name, "official:printed", {"prefix": sample})


def _of_holder(name: str, view: str, token: str, status: int = 200) -> PageType:
    return PageType(name, view, {"token": token}, status=status)


PAGES = (
    PageType("home", "newsroom:home"),
    _release("release", "release"),
    _release("release in English", "english"),
    _release("release, corrected", "corrected"),
    _release("release, withdrawn", "withdrawn"),
    _release("notice, cancelled", "notice"),
    _release("no such page", "nothing", status=404),
    _edition("edition, outdated", "first"),
    _edition("edition that corrects", "second"),
    PageType("topics", "newsroom:topics"),
    PageType("topic", "newsroom:topic", {"code": "topic"}),
    PageType("areas", "newsroom:areas"),
    PageType("area", "newsroom:area", {"code": "area"}),
    PageType("archive", "newsroom:archive"),
    PageType("archive of a year", "newsroom:archive_year", {"year": "year"}),
    PageType("archive of a month", "newsroom:archive_month", {"year": "year", "month": "month"}),
    PageType("search", "newsroom:search"),
    PageType("search, found", "newsroom:search", query={"q": "công an"}),
    PageType("search, second page", "newsroom:search", query={"q": "tỉnh", "page": "2"}),
    PageType("search, nothing", "newsroom:search", query={"q": "bói cá", "language": "en"}),
    PageType("search, read in another way", "newsroom:search", query={"q": "coong an"}),
    PageType("search, no such day", "newsroom:search", query={"q": "an", "since": "2026-02-30"}),
    PageType("about", "newsroom:about"),
    PageType("spokespersons", "newsroom:spokespersons"),
    PageType("policies", "newsroom:policies"),
    *(
        PageType(f"policy: {name}", "newsroom:policy", {"name": name})
        for name in ("corrections", "partnerships", "privacy", "never")
    ),
    PageType("transparency", "newsroom:transparency"),
    PageType("design system", "newsroom:styleguide"),
    PageType("feeds", "newsroom:feeds"),
    PageType("API", "api_page"),
    PageType("verify", "official:check"),
    _verify("verify, word for word", "whole text"),
    _verify("verify, a part", "passage"),
    _verify("verify, with differences", "changed passage"),
    _verify("verify, outdated", "outdated text"),
    _verify("verify, withdrawn", "withdrawn text"),
    _verify("verify, nothing official", "foreign text"),
    _verify("verify, too short", "short text", status=400),
    _printed("print", "print"),
    _printed("print, outdated", "outdated print"),
    _printed("print, withdrawn", "withdrawn print"),
    PageType("subscribe", "contacts:subscribe"),
    PageType("subscribe, refused", "contacts:subscribe", sends={"email": "no email"}),
    PageType("subscribe, asked", "contacts:asked"),
    _of_holder("confirm", "contacts:confirm", "confirmation"),
    _of_holder("confirm, unknown", "contacts:confirm", "no token", status=404),
    _of_holder("preferences", "contacts:preferences", "preferences"),
    _of_holder("forget", "contacts:forget", "preferences"),
    _of_holder("unsubscribe", "contacts:unsubscribe", "unsubscribe"),
    PageType("notices on this browser", "webpush:page"),
    _of_holder("webhook's log", "webhook_log", "webhook"),
    _of_holder("embargo, agreement", "embargoes:text", "agreement"),
    _of_holder("embargo, text", "embargoes:text", "embargo"),
)

NO_PAGES = {
    "contacts:data": "a download",
    "webpush:start": "asked by the page's script",
    "webpush:stop": "asked by the page's script",
    "webpush:move": "asked by the page's script",
    "webpush:state": "asked by the page's script",
    "embargoes:file": "a download",
}


def ask(address: str, page: PageType, language: str, samples: Mapping[str, str]) -> bytes:
    """The page as its server sends it, without a browser; its form is filled in and sent."""
    path = page.path(language, samples)
    shown = _fetch(f"{address}{path}", page, posted=None)
    if not page.sends:
        return shown
    form = lxml.html.fromstring(shown).xpath("//main//form[@method='post']")[0]
    form.fields.update({name: samples[sample] for name, sample in page.sends.items()})
    return _fetch(
        f"{address}{form.action or path}", page, posted=urlencode(form.form_values()).encode()
    )


def _fetch(address: str, page: PageType, posted: bytes | None) -> bytes:
    request = urllib.request.Request(address, data=posted)
    try:
        answer: HTTPResponse = urllib.request.urlopen(request, timeout=30)
    except urllib.error.HTTPError as error:
        answer = error  # type: ignore[assignment]
    with answer:
        sent = posted is not None or not page.sends
        assert answer.status == (page.status if sent else 200), f"{page.name}: {answer.status}"
        return answer.read()


def in_both_languages() -> Iterator[tuple[PageType, str]]:
    """Every page type in Vietnamese and in English."""
    for page in PAGES:
        for language in LANGUAGES:
            yield page, language
