"""Subscribe without an account: the form, what comes after it, the confirmation.

The form sets no cookie. Posting it uses nobody's authority, so there is nothing for a cross-site
form to abuse; a signed token in the form says which words of consent were shown, and when.
"""

from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from bantin.core.refusals import Refusal
from bantin.receive.contacts import links, signup, wordings
from bantin.receive.contacts.forms import SignUpForm
from bantin.receive.contacts.models import Contact
from bantin.receive.contacts.views.tokens import requested
from bantin.receive.contacts.wordings import Wording

SALT = "bantin.receive.contacts.form"
FORM_AGE = 24 * 3600  # seconds in which a form may be filled in
WAIT = 600  # seconds, as in settings.ACCOUNT_RATE_LIMITS


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """The form. Its answer is the same for every address, known or not."""
    if request.method != "POST":
        return _show(request, SignUpForm(initial=_initial(request)))
    if not ratelimit.consume(request, action="subscribe"):
        return _show(request, SignUpForm(request.POST), status=429)
    form = SignUpForm(request.POST)
    wording = _shown(request)
    if wording is None:
        form.add_error(
            None, _("This page was open for too long. Read the words again and send it.")
        )
    if not form.is_valid() or wording is None:
        return _show(request, form)
    try:
        signup.ask(
            signup.Wish(**form.cleaned_data),
            wording=wording,
            language=_language(request),
            form=request.get_full_path(),
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error("email", str(refusal))
        return _show(request, form)
    return HttpResponseRedirect(reverse("contacts:asked"), status=303)


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What happens next: the same words for everybody."""
    return render(request, "contacts/asked.html", {"section": "subscribe"})


@csrf_exempt  # the signed token is the authority
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET, act on POST: a mail scanner that opens every link subscribes nobody."""
    found = requested(token, at=timezone.now())
    if found is None:
        return render(request, "contacts/confirm.html", {"step": "unknown"}, status=404)
    if request.method != "POST":
        step = "already" if found.confirmed_at else "ask"
        return render(request, "contacts/confirm.html", {"step": step, "asked": found})
    step = "already" if found.confirmed_at else "done"
    contact = signup.confirm(found.pk, at=timezone.now())
    context = {
        "step": step,
        "asked": found,
        "preferences_url": links.preferences_path(contact.pk),
    }
    return render(request, "contacts/confirm.html", context)


def _show(request: HttpRequest, form: SignUpForm, *, status: int = 200) -> HttpResponse:
    wording = wordings.newest(_language(request))
    context = {
        "form": form,
        "wording": wording,
        "token": signing.dumps([wording.version, _language(request)], salt=SALT),
        "limited": status == 429,
        "section": "subscribe",
        "digest_at": settings.DIGEST_AT,
    }
    response = render(request, "contacts/subscribe.html", context, status=status)
    if status == 429:
        response.headers["Retry-After"] = str(WAIT)
    return response


def _shown(request: HttpRequest) -> Wording | None:
    """The words that stood in the form which was sent."""
    try:
        version, language = signing.loads(
            request.POST.get("token", ""), salt=SALT, max_age=FORM_AGE
        )
    except signing.BadSignature:
        return None
    return wordings.shown(version, language)


def _initial(request: HttpRequest) -> dict[str, Any]:
    """What the link to the form chose already: ``?topic=…&area=…``."""
    chosen = {"topics": request.GET.getlist("topic"), "areas": request.GET.getlist("area")}
    return {
        "kind": "resident",
        "texts": _language(request),
        "pace": Contact.Pace.IMMEDIATE,
        **chosen,
    }


def _language(request: HttpRequest) -> str:
    return (request.LANGUAGE_CODE or "vi")[:2]
