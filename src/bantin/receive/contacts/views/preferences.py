"""A contact's own pages, opened by the signed link in every mail: change, pause, end, see, delete."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from bantin.receive.contacts import actions, links, stored, wordings
from bantin.receive.contacts import preferences as change
from bantin.receive.contacts.forms import PreferencesForm
from bantin.receive.contacts.models import Contact
from bantin.receive.contacts.views.tokens import holder

View = Callable[[HttpRequest, Contact], HttpResponse]


def for_holder(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Find whose link it is; a link that was not made here is 404."""

    @csrf_exempt  # the signed token is the authority
    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        contact = holder(token, "preferences")
        if contact is None:
            return render(request, "contacts/confirm.html", {"step": "unknown"}, status=404)
        return view(request, contact)

    return answer


@for_holder
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, contact: Contact) -> HttpResponse:
    """Show what is asked for; a POST changes it, and agrees again where the consent had ended."""
    form = PreferencesForm(request.POST or None, initial=_initial(contact))
    if request.method == "POST" and form.is_valid():
        _save(request, contact, form)
        return HttpResponseRedirect(f"{request.path}?saved=1", status=303)
    agreed = contact.consents.filter(withdrawn_at=None).exists()
    context = {
        "contact": contact,
        "form": form,
        "agreed": agreed,
        "wording": wordings.newest(_language(request)),
        "paused": paused(contact),
        "digest_at": settings.DIGEST_AT,
        "saved": request.GET.get("saved") == "1" and request.method != "POST",
        **_links(contact),
    }
    return render(request, "contacts/preferences.html", context)


@for_holder
@require_safe
def data(request: HttpRequest, contact: Contact) -> HttpResponse:
    """Everything that is stored about the contact, as JSON to keep."""
    return JsonResponse(
        stored.about(contact),
        headers={"Content-Disposition": 'attachment; filename="bantin.json"'},
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )


@for_holder
@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: HttpRequest, contact: Contact) -> HttpResponse:
    """Ask on GET, delete on POST."""
    step = "ask"
    if request.method == "POST":
        change.forget(contact, at=timezone.now())
        step = "done"
    context = {"step": step, "contact": contact, **_links(contact)}
    return render(request, "contacts/forget.html", context)


def paused(contact: Contact) -> bool:
    """Whether the contact gets nothing for now, by their own wish."""
    return bool(contact.paused_until and contact.paused_until > timezone.now())


def _save(request: HttpRequest, contact: Contact, form: PreferencesForm) -> None:
    at = timezone.now()
    chosen = form.cleaned_data
    agreed = contact.consents.filter(withdrawn_at=None).exists()
    change.describe(contact, name=chosen["name"], language=chosen["texts"] or _language(request))
    change.set_pace(contact, pace=chosen["pace"])
    change.pause(contact, until=chosen["pause"])
    if not agreed:
        wording = wordings.newest(_language(request))
        actions.record_consent(
            contact, text=wording.text, source=request.path, wording=wording.version, at=at
        )
    if not agreed or {"topics", "areas", "texts"} & set(form.changed_data):
        change.choose(
            contact,
            topics=chosen["topics"],
            areas=chosen["areas"],
            language=chosen["texts"],
            at=at,
        )


def _initial(contact: Contact) -> dict[str, Any]:
    rows = list(contact.subscriptions.select_related("topic", "area"))
    languages = {row.language for row in rows}
    topics, areas = {row.topic for row in rows}, {row.area for row in rows}
    return {
        "name": contact.name,
        "pace": contact.pace,
        "topics": [] if None in topics else sorted(one.code for one in topics if one),
        "areas": [] if None in areas else sorted(one.code for one in areas if one),
        "texts": languages.pop() if len(languages) == 1 else "",
        "pause": timezone.localdate(contact.paused_until) if paused(contact) else None,
    }


def _links(contact: Contact) -> dict[str, str]:
    return {
        "preferences_url": links.preferences_path(contact.pk),
        "data_url": links.preferences_path(contact.pk, "data"),
        "forget_url": links.preferences_path(contact.pk, "forget"),
        "unsubscribe_url": links.unsubscribe_path(contact.pk),
    }


def _language(request: HttpRequest) -> str:
    return (request.LANGUAGE_CODE or "vi")[:2]
