"""The receiver's own page, opened by a signed link: what was sent, what came back, test, replay."""

from typing import Any

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from bantin.core.refusals import Refusal
from bantin.deliver.channels.webhook import actions, links, programs, queries
from bantin.deliver.channels.webhook.errors import TestedOften
from bantin.deliver.channels.webhook.forms import ReplayForm
from bantin.deliver.dispatch import queries as deliveries
from bantin.deliver.dispatch import replaying
from bantin.deliver.endpoints.models import Endpoint

NEWEST = 50


@csrf_exempt  # the signed token is the authority
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("Accept")
def log(request: HttpRequest, token: str) -> HttpResponse:
    """The newest deliveries to one webhook; a POST sends a test, or a range of time again.

    Programs that accept JSON get the log and the replay as such; see ``programs``.
    """
    key = links.endpoint_of(token)
    if key is None:
        raise Http404
    webhook = get_object_or_404(queries.webhooks(), pk=key)
    if request.method != "POST":
        return (
            programs.log(request, webhook) if programs.is_one(request) else _page(request, webhook)
        )
    if programs.is_one(request):
        return programs.replay(request, webhook, at=timezone.now())
    return _test(request, webhook) if "test" in request.POST else _replay(request, webhook)


def _test(request: HttpRequest, webhook: Endpoint) -> HttpResponse:
    if not ratelimit.consume(request, action="webhook_test", key=str(webhook.pk)):
        return _page(request, webhook, refusal=TestedOften(), status=429)
    try:
        tested = actions.try_out(webhook, at=timezone.now())
    except Refusal as refusal:
        return _page(request, webhook, refusal=refusal)
    return _page(request, webhook, tested=tested)


def _replay(request: HttpRequest, webhook: Endpoint) -> HttpResponse:
    form = ReplayForm(request.POST)
    if not form.is_valid():
        return _page(request, webhook, form=form)
    try:
        count = replaying.replay(webhook.pk, **form.cleaned_data, at=timezone.now())
    except Refusal as refusal:
        return _page(request, webhook, form=form, refusal=refusal)
    return redirect(f"{request.path}?sent={count}")


def _page(
    request: HttpRequest, webhook: Endpoint, *, status: int = 200, **more: Any
) -> HttpResponse:
    sent = request.GET.get("sent", "")
    context = {
        "webhook": webhook,
        "rows": deliveries.of_endpoint(webhook.pk).prefetch_related("tries")[:NEWEST],
        "form": ReplayForm(),
        "sent": int(sent) if sent.isdecimal() and len(sent) < 6 else None,
    } | more
    return render(request, "channels/webhook/log.html", context, status=status)
