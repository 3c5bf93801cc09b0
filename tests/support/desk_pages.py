"""Pages of the desk that are ours: those whose address is fixed, and where links on them lead."""

import http.cookiejar
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import lxml.html
from django.urls import Resolver404, get_resolver, resolve

from tests.support.addresses import patterns

ARGUMENT = re.compile(r"[<(^]")
LOG_IN = "/accounts/login/"


class Desk:
    """Somebody of the staff, without a browser."""

    def __init__(self, address: str, name: str, password: str) -> None:
        self.address = address
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        shown = self.open(LOG_IN)
        assert shown is not None
        form = lxml.html.fromstring(shown).xpath("//main//form[@method='post']")[0]
        form.fields.update({"login": name, "password": password})
        self.open(LOG_IN, posted=urlencode(form.form_values()).encode())

    def open(self, path: str, posted: bytes | None = None) -> bytes | None:
        """The page; None when it is none for them, or leads to another."""
        request = urllib.request.Request(f"{self.address}{path}", data=posted)
        request.add_header("Referer", f"{self.address}{path}")
        try:
            with self.opener.open(request, timeout=30) as answer:
                here = urlsplit(answer.url).path == path
                html = answer.headers.get_content_type() == "text/html"
                return bytes(answer.read()) if here and html else None
        except urllib.error.HTTPError as error:
            error.close()
            return None

    def pages(self) -> Iterator[tuple[str, bytes]]:
        """Each of our views that links lead to, once, with the page."""
        ahead = [f"/{route}" for route in fixed_addresses()]
        seen = {view_of(path) for path in ahead}
        while ahead:
            path = ahead.pop(0)
            shown = self.open(path)
            if shown is None:
                continue
            yield view_of(path), shown
            for link in lxml.html.fromstring(shown).xpath("//a/@href"):
                onward = urlsplit(str(link)).path
                view = view_of(onward)
                if view and view not in seen:
                    seen.add(view)
                    ahead.append(onward)


def fixed_addresses() -> Iterator[str]:
    """Routes of our desk views that take no argument."""
    for route, _name, view in patterns(get_resolver()):
        ours = route.startswith("desk/") and view.__module__.startswith("bantin.")
        if ours and not ARGUMENT.search(route):
            yield route


def view_of(path: str) -> str:
    """The name of the desk's view there, when it is ours."""
    if not path.startswith("/desk/"):
        return ""
    try:
        found = resolve(path)
    except Resolver404:
        return ""
    return found.view_name if found.func.__module__.startswith("bantin.") else ""
