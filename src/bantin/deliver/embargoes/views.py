"""The text under embargo as one contact reads it, opened by their personal link.

No login and no cookie: the signed token is the authority, together with what the database says at
that moment. Whatever does not open is the one 404 page, so it tells nobody why.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from bantin.core.clock import database_now
from bantin.core.refusals import Refusal
from bantin.deliver.embargoes import actions, letters, links, queries
from bantin.deliver.embargoes.models import Offer, Read
from bantin.publish.newsroom import addresses
from bantin.publish.newsroom.views.files import with_bytes
from bantin.publish.record.contents import media_in
from bantin.publish.record.models import Edition, Media
from bantin.publish.record.queries import public_editions
from bantin.receive.accreditations.queries import accepted, current_agreement
from bantin.receive.contacts.views.tokens import refused

View = Callable[..., HttpResponseBase]
PRIVATE = {
    "Referrer-Policy": "no-referrer",  # the address is the key
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def for_holder(view: View) -> View:
    """Find which offer a link is for, and keep the answer out of caches, indexes and referrers."""

    @csrf_exempt  # the signed token is the authority
    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, token: str, **rest: str) -> HttpResponseBase:
        named = links.named(token)
        edition, contact = named or (0, 0)
        offers = Offer.objects.select_related("embargo__edition", "contact")
        offer = offers.filter(embargo=edition, contact=contact).first()
        if offer is None:
            refused("embargo")
            raise Http404
        response = view(request, offer, token, **rest)
        for name, value in PRIVATE.items():
            response.headers[name] = value
        return response

    return answer


@for_holder
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, offer: Offer, token: str) -> HttpResponseBase:
    """The agreement first, then the text. Only a POST accepts: mail scanners open every link."""
    edition = offer.embargo.edition
    if _is_public(edition):
        return HttpResponseRedirect(edition.get_absolute_url())
    if request.method == "POST":
        return _accept(request, offer)
    if actions.read(offer, what=Read.What.TEXT, at=database_now()):
        return render(request, "embargoes/text.html", _text(offer, token))
    return _agreement(request, offer)


@for_holder
@require_safe
def file(
    _request: HttpRequest, offer: Offer, token: str, sha256: str, filename: str
) -> HttpResponseBase:
    """A picture or an attachment of the text."""
    edition = offer.embargo.edition
    found = Media.objects.filter(carried_by__edition=edition, sha256=sha256).first()
    if found is None:
        raise Http404
    if _is_public(edition):
        return HttpResponseRedirect(addresses.media(sha256, filename))
    what, name = _called(edition, sha256)
    if not actions.read(offer, what=what, name=name, at=database_now()):
        raise Http404
    return with_bytes(found, filename)


def _is_public(edition: Edition) -> bool:
    return public_editions(database_now()).filter(pk=edition.pk).exists()


def _accept(request: HttpRequest, offer: Offer) -> HttpResponseBase:
    number = request.POST.get("version", "")
    try:
        done = actions.accept(
            offer,
            int(number) if number.isdecimal() and len(number) < 6 else 0,
            language=_language(request),
            at=database_now(),
        )
    except Refusal as refusal:
        return _agreement(request, offer, refusal=str(refusal))
    if done is None:
        raise Http404
    return HttpResponseRedirect(request.path, status=303)


def _agreement(request: HttpRequest, offer: Offer, *, refusal: str = "") -> HttpResponseBase:
    """The newest agreement, for who has not accepted it; nothing of the text is on this page."""
    agreement = current_agreement()
    standing = queries.standing(database_now()).filter(pk=offer.pk).exists()
    if agreement is None or not standing or accepted(offer.contact_id, agreement):
        raise Http404
    context = {
        "agreement": agreement,
        "words": agreement.text(_language(request)),
        "contact": offer.contact,
        "until": letters.until(offer.embargo.edition),
        "refusal": refusal,
    }
    return render(request, "embargoes/agreement.html", context)


def _text(offer: Offer, token: str) -> dict[str, Any]:
    edition = offer.embargo.edition
    content = edition.content
    return {
        "content": content,
        "contact": offer.contact,
        "until": letters.until(edition),
        "until_at": edition.go_live_at,
        "media_addresses": {
            sha256: links.file(token, sha256, _called(edition, sha256)[1])
            for sha256 in media_in(content)
        },
    }


def _called(edition: Edition, sha256: str) -> tuple[str, str]:
    """What a file of the edition is, and its name."""
    content = edition.content
    for attachment in content["attachments"]:
        if attachment["sha256"] == sha256:
            return Read.What.FILE, attachment["filename"]
    for image in content["images"]:
        if sha256 in {image["sha256"], *(size["sha256"] for size in image["sizes"])}:
            return Read.What.PICTURE, image["filename"]
    raise Http404


def _language(request: HttpRequest) -> str:
    return (request.LANGUAGE_CODE or "vi")[:2]
