"""The page about the API for people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from bantin.publish.newsroom import addresses
from bantin.publish.newsroom.public import public_page

READING = [
    ("/releases", _("The current edition of each release, newest first, with filters.")),
    ("/releases/{uid}", _("One release with its text, and all its editions in short.")),
    ("/releases/{uid}/editions", _("All editions of a release.")),
    (
        "/releases/{uid}/editions/{number}",
        _("One edition, for ever: text, sealed JSON, fingerprints and proof."),
    ),
    ("/changes", _("Everything that became public, in the ledger's order, since a cursor.")),
    ("/topics", _("Every topic.")),
    ("/areas", _("Every area.")),
    ("/notices", _("The urgent notices that hold now.")),
    ("/media/{sha256}", _("What a picture or file is, and which editions have it.")),
    (
        "/verify",
        _("POST a text or a file: which edition it is, word for word or not. Nothing is kept."),
    ),
]
WITH_A_KEY = [
    ("/webhooks", _("Your webhooks; a POST adds one.")),
    ("/webhooks/{id}", _("One of them.")),
    ("/webhooks/{id}/secret", _("POST: a new secret.")),
    ("/webhooks/{id}/test", _("POST: a signed test now.")),
    ("/webhooks/{id}/replay", _("POST: a range of time again.")),
    ("/webhooks/{id}/close", _("POST: nothing more is sent there.")),
]


@public_page
def page(request: HttpRequest) -> HttpResponse:
    """What the API has, and how to begin."""
    context = {
        "base": addresses.public("/api/v1"),
        "description_url": "/api/v1/openapi.json",
        "reading": READING,
        "with_a_key": WITH_A_KEY,
    }
    return render(request, "api/page.html", context)
