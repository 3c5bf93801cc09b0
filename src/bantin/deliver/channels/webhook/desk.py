"""Webhooks on the desk: list, one webhook with its log, secrets, test and replay."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.admin.ui.components import Component

from bantin.accounts.permissions import needs
from bantin.core.refusals import Refusal
from bantin.deliver.channels.webhook import actions, links, queries
from bantin.deliver.channels.webhook.forms import ReplayForm
from bantin.deliver.dispatch import actions as dispatch
from bantin.deliver.dispatch import queries as deliveries
from bantin.deliver.dispatch import replaying
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.endpoints import actions as endpoints
from bantin.deliver.endpoints.models import Endpoint

PAGE = 50


class WebhookForm(forms.ModelForm[Endpoint]):
    """Where a webhook goes and what it wants; empty means any."""

    class Meta:
        model = Endpoint
        fields = ["name", "address", "contact", "topics", "areas", "language"]
        labels = {"address": gettext_lazy("address (URL)")}
        widgets = {
            "topics": forms.CheckboxSelectMultiple,
            "areas": forms.CheckboxSelectMultiple,
            "address": forms.URLInput,
        }

    def clean_address(self) -> str:
        """Only what a webhook can have."""
        url: str = self.cleaned_data["address"]
        try:
            actions.check(url)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return url


def state(endpoint: Endpoint) -> tuple[str, str]:
    """A colour and words; needs ``queries.webhooks``."""
    if endpoint.closed_at:
        return "returned", _("closed")
    if endpoint.expires_at and endpoint.expires_at <= timezone.now():
        return "draft", _("expired")
    outcome = endpoint.last_outcome  # type: ignore[attr-defined]
    if outcome is None:
        return "open", _("nothing sent yet")
    if outcome == Delivery.Status.HANDED_OVER:
        return "live", _("works")
    return "changed", _("failing")


def badge(endpoint: Endpoint) -> SafeString:
    """The state in words; its colour is only an addition."""
    return format_html('<span class="state state--{}">{}</span>', *state(endpoint))


@needs("endpoints.view_endpoint")
def index(request: HttpRequest) -> HttpResponse:
    """All webhooks with their state."""
    page = Paginator(queries.webhooks(), PAGE).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "rows": [(one, badge(one)) for one in page],
        "may_add": request.user.has_perm("endpoints.add_endpoint"),
    }
    return render(request, "channels/webhook/index.html", context)


class ClosedWebhooks(Component):
    """On the desk's first page: webhooks that were closed because they took nothing."""

    name = "webhooks"
    order = 290
    template_name = "channels/webhook/panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Those that wait for a person."""
        return {"rows": queries.closed_by_themselves()[:PAGE]}


@never_cache
@needs("endpoints.add_endpoint")
def add(request: HttpRequest) -> HttpResponse:
    """Add a webhook and show its secrets, this once."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _show_secrets(request, actions.add(**_wishes(form), at=timezone.now()))
    return render(request, "channels/webhook/edit.html", {"form": form})


@needs("endpoints.change_endpoint")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change where a webhook goes and what it wants."""
    webhook = _webhook(pk)
    form = WebhookForm(request.POST or None, instance=webhook)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("webhook", pk)
    return render(request, "channels/webhook/edit.html", {"form": form, "webhook": webhook})


@needs("endpoints.view_endpoint")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One webhook: state, wishes, and its deliveries."""
    return _page(request, _webhook(pk))


@never_cache
@require_POST
@needs("endpoints.change_endpoint")
def change(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """One change to a webhook, from a form on its page."""
    if what not in _CHANGES:
        raise Http404
    try:
        answer = _CHANGES[what](request, _webhook(pk))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        answer = None
    return answer or redirect("webhook", pk)


def _rotate(request: HttpRequest, webhook: Endpoint) -> HttpResponse:
    return _show_secrets(request, actions.rotate(webhook, at=timezone.now()))


def _close(request: HttpRequest, webhook: Endpoint) -> None:
    reason = request.POST.get("reason", "").strip() or _("closed on the desk")
    endpoints.close(webhook.pk, at=timezone.now(), reason=reason)
    messages.success(request, _("Closed: nothing more is sent there."))


def _reopen(request: HttpRequest, webhook: Endpoint) -> None:
    endpoints.reopen(webhook.pk, at=timezone.now())
    messages.success(
        request, _("Open again for what goes live from now on. Replay what it missed below.")
    )


def _test(request: HttpRequest, webhook: Endpoint) -> None:
    tested = actions.try_out(webhook, at=timezone.now())
    say = messages.success if tested.taken else messages.error
    say(request, str(tested))


def _retry(request: HttpRequest, webhook: Endpoint) -> None:
    chosen = [int(key) for key in request.POST.getlist("delivery") if key.isdecimal()]
    mine = Delivery.objects.filter(endpoint=webhook, pk__in=chosen).values_list("pk", flat=True)
    _say_tried(request, dispatch.retry(mine, at=timezone.now()))


def _replay(request: HttpRequest, webhook: Endpoint) -> HttpResponse | None:
    form = ReplayForm(request.POST)
    if not form.is_valid():
        return _page(request, webhook, replay_form=form)
    span = form.cleaned_data
    if "confirm" not in request.POST:
        found = deliveries.replayable(webhook.pk, **span, at=timezone.now())
        return _page(request, webhook, replay_form=form, to_replay=len(found))
    _say_tried(request, replaying.replay(webhook.pk, **span, at=timezone.now()))
    return None


_CHANGES: dict[str, Any] = {
    "rotate": _rotate,
    "close": _close,
    "reopen": _reopen,
    "test": _test,
    "retry": _retry,
    "replay": _replay,
}


def _say_tried(request: HttpRequest, count: int) -> None:
    said = ngettext("%(count)s text is sent again.", "%(count)s texts are sent again.", count)
    messages.success(request, said % {"count": count})


def _page(request: HttpRequest, webhook: Endpoint, **more: Any) -> HttpResponse:
    status = request.GET.get("status", "")
    status = status if status in Delivery.Status.values else ""
    rows = deliveries.of_endpoint(webhook.pk, status=status).prefetch_related("tries")
    context = {
        "webhook": webhook,
        "badge": badge(webhook),
        "failing_since": queries.failing_since(webhook),
        "key": webhook.webhook_keys.filter(ends_at=None).first(),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("p")),
        "statuses": Delivery.Status.choices,
        "status": status,
        "query": f"status={status}",
        "retryable": deliveries.RETRYABLE,
        "may_change": request.user.has_perm("endpoints.change_endpoint"),
        "replay_form": ReplayForm(),
        "log_url": links.log_url(webhook.pk, webhook.language or "vi"),
    } | more
    return render(request, "channels/webhook/one.html", context)


def _show_secrets(request: HttpRequest, made: actions.Made) -> HttpResponse:
    """Not after a redirect: nothing keeps the secret between two pages."""
    return render(request, "channels/webhook/secrets.html", {"made": made})


def _wishes(form: WebhookForm) -> dict[str, Any]:
    wishes = dict(form.cleaned_data)
    wishes["url"] = wishes.pop("address")
    return wishes


def _webhook(pk: int) -> Endpoint:
    return get_object_or_404(queries.webhooks(), pk=pk)
