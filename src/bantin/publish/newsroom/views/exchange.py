"""One edition in the formats of other systems, at an address of its own for each."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from bantin.core.clock import database_now
from bantin.publish.newsroom import addresses
from bantin.publish.newsroom.citing import bibtex, csl
from bantin.publish.newsroom.newsml import CONTENT_TYPE as NEWSML
from bantin.publish.newsroom.newsml import newsml
from bantin.publish.newsroom.ninjs import ninjs
from bantin.publish.newsroom.ninjs_3 import ninjs_3
from bantin.publish.newsroom.public import last_modified, public_page
from bantin.publish.newsroom.queries import editions_named
from bantin.publish.record.models import Edition


class Form(NamedTuple):
    """How an edition is written, and what that is called."""

    label: str
    content_type: str
    write: Callable[[Edition, datetime], bytes]


def _as_json(item: dict[str, Any]) -> bytes:
    return json.dumps(item, ensure_ascii=False, indent=1).encode()


EXCHANGE = {
    "ninjs-3.1.json": Form(
        "ninjs 3.1", "application/json", lambda one, first: _as_json(ninjs_3(one, first=first))
    ),
    "ninjs-1.6.json": Form(
        "ninjs 1.6", "application/json", lambda one, first: _as_json(ninjs(one, first=first))
    ),
    "newsml-g2.xml": Form("NewsML-G2", NEWSML, lambda one, first: newsml(one, first=first)),
}
CITATIONS = {
    "citation.bib": Form(
        "BibTeX", "application/x-bibtex; charset=utf-8", lambda one, _first: bibtex(one)
    ),
    "citation.json": Form(
        "CSL-JSON", "application/vnd.citationstyles.csl+json", lambda one, _first: csl(one)
    ),
}
FORMS = EXCHANGE | CITATIONS


class Link(NamedTuple):
    """Where an edition is in one format."""

    label: str
    content_type: str
    path: str


def links(edition: Edition, forms: Mapping[str, Form] = EXCHANGE) -> Iterator[Link]:
    """Where ``edition`` is in each of the formats."""
    for code, form in forms.items():
        parts = {"name": edition.name, "number": edition.number, "form": code}
        path = reverse("newsroom_files:exchange", kwargs=parts)
        yield Link(form.label, form.content_type, path)


@public_page
def exchange(request: HttpRequest, name: str, form: str, number: int | None = None) -> HttpResponse:
    """An edition; without a number the current one of the release."""
    editions = editions_named(name, database_now())
    wanted = [edition for edition in editions if number in {None, edition.number}]
    if not wanted:
        raise Http404
    one, how = wanted[-1], FORMS[form]
    response = HttpResponse(how.write(one, editions[0].live.at), content_type=how.content_type)
    response.headers["Link"] = f'<{addresses.canonical_edition(one)}>; rel="canonical"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    last_modified(response, one.live.at)
    return response
