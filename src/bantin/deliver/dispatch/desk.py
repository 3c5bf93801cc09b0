"""Deliveries on the desk: who got an edition, when, how."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.ui.components import Component

from bantin.accounts.models import User
from bantin.accounts.permissions import needs
from bantin.core import work
from bantin.core.refusals import Refusal
from bantin.decide.releases.queries import may_see_releases
from bantin.deliver.channels import registry
from bantin.deliver.dispatch import actions, holding, plot, queries
from bantin.deliver.dispatch.models import Delivery
from bantin.publish.record.models import Edition
from bantin.publish.record.queries import public_editions
from bantin.receive.contacts.models import Contact

PAGE = 50
CHANGES: dict[str, Callable[[int, datetime], int]] = {
    "hold": lambda edition, at: holding.hold([edition], at=at),
    "release": lambda edition, at: holding.release(edition, at=at),
    "drop": lambda edition, at: holding.drop_held(edition, at=at),
}
COLOURS = {
    Delivery.Status.HANDED_OVER: "live",
    Delivery.Status.QUEUED: "open",
    Delivery.Status.LEASED: "approved",
    Delivery.Status.UNCERTAIN: "changed",
    Delivery.Status.REFUSED: "returned",
    Delivery.Status.QUARANTINED: "returned",
    Delivery.Status.SUPPRESSED: "draft",
    Delivery.Status.HELD: "changed",
}


class FilterForm(forms.Form):
    """By status and by a part of the name or the address."""

    status = forms.ChoiceField(
        label=gettext_lazy("status"),
        required=False,
        choices=[("", gettext_lazy("all")), *Delivery.Status.choices],
    )
    q = forms.CharField(label=gettext_lazy("name or address"), required=False, max_length=100)


@needs("dispatch.view_delivery")
def overview(request: HttpRequest) -> HttpResponse:
    """Live editions, newest first, with how many deliveries have which status."""
    page = Paginator(public_editions(timezone.now()), 20).get_page(request.GET.get("p"))
    rows = [(edition, statuses(edition.pk)) for edition in page]
    context = {
        "rows": rows,
        "page": page,
        "late": queries.count_late(timezone.now()),
        "held": _held(request),
        "held_by_backup": work.held(),
        "notices": [tell(request) for tell in hooks.get_hooks("construct_deliveries_notices")],
    }
    return render(request, "dispatch/desk/overview.html", context)


@needs("dispatch.view_delivery")
def deliveries(request: HttpRequest, pk: int) -> HttpResponse:
    """Who got this edition, when, and how."""
    edition = get_object_or_404(_shown_to(request, Edition.objects.select_related("live")), pk=pk)
    form = FilterForm(request.GET)
    rows = _filtered(edition, form)
    counts = queries.counts(edition.pk)
    live = getattr(edition, "live", None)
    at_once = sum(counts.values()) - queries.count_not_at_once(edition.pk)
    marks = queries.hand_overs(edition.pk, total=at_once)
    context = {
        "edition": edition,
        "live": live,
        "statuses": statuses(edition.pk),
        "total": sum(counts.values()),
        "daily": queries.waiting_for_daily_mail(edition.pk),
        "expired": queries.expired(edition.pk),
        "plot": live and plot.draw(marks, since=live.at, total=at_once),
        "form": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("p")),
        "channels": {code: registry.channel(code).label for code in registry.codes()},
        "colours": COLOURS,
        "may_retry": request.user.has_perm("dispatch.change_delivery"),
        "retryable": queries.RETRYABLE,
        "held": queries.held().filter(pk=edition.pk).exists(),
        "waits": counts[Delivery.Status.QUEUED] or queries.is_fanning_out(edition.pk),
        "query": _query(request),
    }
    return render(request, "dispatch/desk/deliveries.html", context)


@require_POST
@needs("dispatch.change_delivery")
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try chosen deliveries of an edition again."""
    chosen = [int(key) for key in request.POST.getlist("delivery") if key.isdecimal()]
    mine = Delivery.objects.filter(edition=pk, pk__in=chosen).values_list("pk", flat=True)
    try:
        count = actions.retry(mine, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext(
            "%(count)s delivery is tried again.", "%(count)s deliveries are tried again.", count
        )
        messages.success(request, said % {"count": count})
    return redirect("deliveries", pk)


@needs("dispatch.change_delivery")
def change(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Hold back, release or drop what waits of an edition; what sends or loses something asks."""
    edition = get_object_or_404(Edition, pk=pk)
    if request.method != "POST":
        counts = queries.counts(edition.pk)
        context = {"edition": edition, "what": what, "held": counts[Delivery.Status.HELD]}
        return render(request, "dispatch/desk/confirm.html", context)
    try:
        count = CHANGES[what](edition.pk, timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _said(what, count))
    return redirect("deliveries", pk)


def _said(what: str, count: int) -> str:
    said = {
        "hold": ngettext("%(count)s delivery is held.", "%(count)s deliveries are held.", count),
        "release": ngettext(
            "%(count)s delivery is being sent.", "%(count)s deliveries are being sent.", count
        ),
        "drop": ngettext(
            "%(count)s delivery will never be sent.",
            "%(count)s deliveries will never be sent.",
            count,
        ),
    }
    return said[what] % {"count": count}


def statuses(edition_id: int) -> list[dict[str, Any]]:
    """Each status that occurs, with its words, colour and number."""
    found = queries.counts(edition_id)
    return [
        {"status": s, "label": s.label, "colour": COLOURS[s], "count": found[s]}
        for s in COLOURS
        if found[s]
    ]


class NewestDeliveries(Component):
    """On the desk's first page: how the newest editions reached people."""

    name = "deliveries"
    order = 300
    template_name = "dispatch/desk/panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The five newest editions, and what is late."""
        now = timezone.now()
        return {
            "rows": [(one, statuses(one.pk)) for one in public_editions(now)[:5]],
            "late": queries.count_late(now),
            "held": _held(parent_context["request"]),
        }


def contact_panel(request: HttpRequest, contact: Contact) -> str:
    """On a contact's page: what was sent there."""
    rows = queries.of_contact(contact.pk)
    return render_to_string(
        "dispatch/desk/contact_panel.html",
        {"rows": rows, "may_see": request.user.has_perm("dispatch.view_delivery")},
        request,
    )


def _shown_to(request: HttpRequest, editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """What is not public yet has a title only for those who may read drafts."""
    user = request.user
    if isinstance(user, User) and may_see_releases(user):
        return editions
    return editions.filter(live__isnull=False)


def _held(request: HttpRequest) -> QuerySet[Edition]:
    return _shown_to(request, queries.held())[:20]


def _filtered(edition: Edition, form: FilterForm) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(edition=edition).select_related("recipient__outlet", "endpoint")
    if form.is_valid():
        if form.cleaned_data["status"]:
            rows = rows.filter(status=form.cleaned_data["status"])
        if words := form.cleaned_data["q"]:
            rows = rows.filter(
                Q(recipient__name__icontains=words)
                | Q(recipient__email__icontains=words)
                | Q(endpoint__name__icontains=words)
            )
    return rows.order_by("-handed_over_at", "recipient__name", "endpoint__name", "pk")


def _query(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("p", None)
    return kept.urlencode()
