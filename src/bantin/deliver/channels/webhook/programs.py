"""The receiver's page for programs: the same log and the same replay as JSON."""

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from bantin.core import idempotency
from bantin.core.problems import problem
from bantin.core.refusals import Refusal
from bantin.deliver.channels.webhook.forms import ReplayForm
from bantin.deliver.channels.webhook.message import identifier
from bantin.deliver.dispatch import queries as deliveries
from bantin.deliver.dispatch import replaying
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.endpoints.models import Endpoint
from bantin.publish.newsroom.ninjs import instant

MOST = 500


def is_one(request: HttpRequest) -> bool:
    """Whether who asks would rather have JSON than a page."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def log(request: HttpRequest, webhook: Endpoint) -> HttpResponse:
    """The newest deliveries, at most 500; ``?status=`` gives those with one status."""
    status = request.GET.get("status", "")
    if status and status not in Delivery.Status.values:
        return problem(
            400,
            _("There is no such status."),
            _("Use one of: %(names)s.") % {"names": ", ".join(Delivery.Status.values)},
        )
    rows = deliveries.of_endpoint(webhook.pk, status=status)[:MOST]
    return JsonResponse(
        {"deliveries": [_row(one, webhook) for one in rows]},
        json_dumps_params={"ensure_ascii": False},
    )


@idempotency.once(lambda webhook, at: f"webhook {webhook.pk}")
def replay(request: HttpRequest, webhook: Endpoint, *, at: datetime) -> HttpResponse:
    """Send a range of time again; answers with the number of editions, or with what is wrong."""
    form = ReplayForm(_body(request))
    if not form.is_valid():
        return problem(
            422,
            _("Say from when to when."),
            _("Send since and until as 2026-11-23T09:00:00+07:00."),
            errors=form.errors.get_json_data(),
        )
    try:
        count = replaying.replay(webhook.pk, **form.cleaned_data, at=at)
    except Refusal as refusal:
        return problem(409, _("Nothing is sent again."), str(refusal))
    return JsonResponse({"queued": count})


def _body(request: HttpRequest) -> dict[str, str]:
    """What was sent, as JSON or as a form; a field that is no text is as good as none."""
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        said = json.loads(request.body)
    except ValueError:
        return {}
    fields = said.items() if isinstance(said, dict) else ()
    return {name: value for name, value in fields if isinstance(value, str)}


def _row(delivery: Delivery, webhook: Endpoint) -> dict[str, Any]:
    edition = delivery.edition
    return {
        "webhook-id": identifier(edition.sha256, webhook.pk),
        "headline": edition.title,
        "version": edition.number,
        "status": delivery.status,
        "attempts": delivery.attempts,
        "queued": instant(delivery.queued_at),
        "handed_over": delivery.handed_over_at and instant(delivery.handed_over_at),
        "next_try": delivery.due_at and instant(delivery.due_at),
        "reply": delivery.reply,
    }
