"""Accreditations and the embargo agreement on the desk."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.auth import permission_denied

from bantin.accounts.models import User
from bantin.accounts.permissions import needs
from bantin.core.clock import database_now
from bantin.core.refusals import Refusal
from bantin.receive.accreditations import actions, queries
from bantin.receive.accreditations.forms import AccreditForm, AgreementForm, RevokeForm
from bantin.receive.accreditations.models import Acceptance, Accreditation, Agreement
from bantin.receive.contacts.models import Contact

PAGE = 50
STATES = [
    ("in_force", gettext_lazy("accredited")),
    ("later", gettext_lazy("begins later")),
    ("over", gettext_lazy("over")),
    ("revoked", gettext_lazy("revoked")),
]
FILTERS = [*STATES[:1], ("soon", gettext_lazy("ends within 30 days")), *STATES[1:]]
COLOURS = {"in_force": "live", "later": "approved", "over": "draft", "revoked": "returned"}


def badge(accreditation: Accreditation) -> SafeString:
    """The state in words; its colour is only an addition."""
    state = accreditation.state(timezone.now())
    label = dict(STATES)[state]
    return format_html('<span class="state state--{}">{}</span>', COLOURS[state], label)


@needs("accreditations.view_accreditation")
def accreditations(request: HttpRequest) -> HttpResponse:
    """All terms, those that hold first."""
    state, words = request.GET.get("state", "in_force"), request.GET.get("q", "").strip()[:100]
    found = queries.terms(timezone.now(), state=state, words=words)
    page = Paginator(found, PAGE).get_page(request.GET.get("p"))
    kept = request.GET.copy()
    kept.pop("p", None)
    context = {
        "page": page,
        "rows": [(one, badge(one)) for one in page],
        "filters": FILTERS,
        "state": state,
        "words": words,
        "query": kept.urlencode(),
        "agreement": queries.current_agreement(),
        **_rights(request),
    }
    return render(request, "accreditations/desk/index.html", context)


def accredit(request: HttpRequest) -> HttpResponse:
    """Accredit a contact, named by address, or by ``?contact=`` from the contact's own page."""
    if not _may_change(request):
        return permission_denied(request)  # type: ignore[no-any-return]
    now = database_now()
    form = AccreditForm(request.POST or None, today=now, initial=_named(request))
    if form.is_valid() and form.contact:
        try:
            done = actions.accredit(
                form.contact.pk,
                **form.term,
                checks={name: form.cleaned_data[name] for name in actions.CHECKS},
                note=form.cleaned_data["note"],
                by=_user(request),
                at=now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s is accredited.") % {"name": done.contact})
            return redirect("accreditation", done.pk)
    return render(request, "accreditations/desk/accredit.html", {"form": form})


@needs("accreditations.view_accreditation")
def accreditation(request: HttpRequest, pk: int) -> HttpResponse:
    """One term: what was checked by whom, and what the contact accepted."""
    one = _find(pk)
    context = {
        "one": one,
        "badge": badge(one),
        "checks": _checks(one),
        "acceptances": _acceptances(one.contact),
        "agreement": queries.current_agreement(),
        "revocable": one.state(timezone.now()) in {"in_force", "later"},
        **_rights(request),
    }
    return render(request, "accreditations/desk/accreditation.html", context)


def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then revoke."""
    if not _may_change(request):
        return permission_denied(request)  # type: ignore[no-any-return]
    one = _find(pk)
    form = RevokeForm(request.POST or None)
    if form.is_valid():
        try:
            actions.revoke(
                one.contact_id,
                by=_user(request),
                at=database_now(),
                reason=form.cleaned_data["reason"],
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            said = _("The accreditation of %(name)s is revoked. Links to embargoed texts are dead.")
            messages.success(request, said % {"name": one.contact})
        return redirect("accreditation", pk)
    return render(request, "accreditations/desk/revoke.html", {"one": one, "form": form})


@needs("accreditations.view_agreement")
def agreement(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The version in force, or an older one, and all that there were."""
    newest = queries.current_agreement()
    shown = get_object_or_404(Agreement, number=number) if number else newest
    context = {
        "shown": shown,
        "newest": newest,
        "versions": queries.versions(),
        "count": Acceptance.objects.filter(agreement=shown).count() if shown else 0,
        **_rights(request),
    }
    return render(request, "accreditations/desk/agreement.html", context)


def new_agreement(request: HttpRequest) -> HttpResponse:
    """Write a version, see it once more, put it in force."""
    if not _may_change(request):
        return permission_denied(request)  # type: ignore[no-any-return]
    newest = queries.current_agreement()
    known = {"text_vi": newest.text_vi, "text_en": newest.text_en} if newest else {}
    number = newest.number if newest else 0
    form = AgreementForm(request.POST or None, initial={**known, "after": number})
    seen = form.is_valid() and request.POST.get("step") != "write"
    if seen and request.POST.get("step") == "save":
        try:
            done = actions.write_agreement(
                **form.cleaned_data, by=_user(request), at=database_now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            seen = False
        else:
            said = _("Version %(number)s of the agreement is in force.")
            messages.success(request, said % {"number": done.number})
            return redirect("agreement")
    context = {"form": form, "seen": seen, "next": number + 1}
    return render(request, "accreditations/desk/new_agreement.html", context)


def contact_panel(request: HttpRequest, contact: Contact) -> str:
    """On a contact's page: their terms and what they accepted."""
    if not request.user.has_perm("accreditations.view_accreditation"):
        return ""
    terms = contact.accreditations.select_related("checked_by").order_by("-until", "-pk")
    context = {
        "contact": contact,
        "rows": [(one, badge(one)) for one in terms],
        "acceptances": _acceptances(contact),
        "agreement": queries.current_agreement(),
        **_rights(request),
    }
    return render_to_string("accreditations/desk/contact_panel.html", context, request)


def _find(pk: int) -> Accreditation:
    terms = Accreditation.objects.select_related("contact__outlet", "checked_by", "revoked_by")
    return get_object_or_404(terms, pk=pk)


def _acceptances(contact: Contact) -> Any:
    return contact.acceptances.select_related("agreement").order_by("-at")


def _checks(one: Accreditation) -> list[tuple[str, date]]:
    """The name and the day of each check that was made."""
    days = [(actions.CHECKS[name], getattr(one, name)) for name in actions.CHECKS]
    return [(str(label), day) for label, day in days if day]


def _named(request: HttpRequest) -> dict[str, str]:
    key = request.GET.get("contact", "")
    if not key.isdecimal() or not request.user.has_perm("contacts.view_contact"):
        return {}
    contact = Contact.objects.filter(pk=int(key), forgotten_at=None).first()
    return {"email": contact.email} if contact else {}


def _rights(request: HttpRequest) -> dict[str, bool]:
    return {
        "may_change": _may_change(request),
        "may_see_contacts": request.user.has_perm("contacts.view_contact"),
    }


def _may_change(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and queries.may_accredit(request.user)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - asked in _may_change
    return request.user
