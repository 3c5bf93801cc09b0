"""The receiver's own page, opened by a signed link: what was sent, what came back, replay."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bantin.core.refusals import Refusal
from bantin.deliver.channels.webhook import links, queries
from bantin.deliver.channels.webhook.forms import ReplayForm
from bantin.deliver.dispatch import queries as deliveries
from bantin.deliver.dispatch import replaying

NEWEST = 50


@csrf_exempt  # the signed token is the authority
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, token: str) -> HttpResponse:
    """The newest deliveries to one webhook; a POST sends a range of time again."""
    key = links.endpoint_of(token)
    if key is None:
        raise Http404
    webhook = get_object_or_404(queries.webhooks(), pk=key)
    form = ReplayForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            count = replaying.replay(webhook.pk, **form.cleaned_data, at=timezone.now())
        except Refusal as refused:
            refusal = refused
        else:
            return redirect(f"{request.path}?sent={count}")
    sent = request.GET.get("sent", "")
    context = {
        "webhook": webhook,
        "rows": deliveries.of_endpoint(webhook.pk).prefetch_related("tries")[:NEWEST],
        "form": form,
        "refusal": refusal,
        "sent": int(sent) if sent.isdecimal() and len(sent) < 6 else None,
    }
    return render(request, "channels/webhook/log.html", context)
