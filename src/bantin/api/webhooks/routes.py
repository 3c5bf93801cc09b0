"""A partner's own webhooks. Somebody else's are answered like those that never were."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Router

from bantin.api.frame import problems
from bantin.api.frame.limits import Rate, seconds_to_wait
from bantin.api.keys.bearer import Bearer, holder
from bantin.api.keys.models import Key
from bantin.api.webhooks import actions, schemas
from bantin.api.webhooks.queries import webhooks_of
from bantin.core.clock import database_now
from bantin.deliver.channels.webhook import actions as webhook_actions
from bantin.deliver.channels.webhook.actions import Made
from bantin.deliver.dispatch import replaying
from bantin.deliver.endpoints import actions as endpoints
from bantin.deliver.endpoints.models import Endpoint

router = Router(tags=["webhooks"])
READS, WRITES = Bearer("reads_webhooks"), Bearer("writes_webhooks")
TESTS = Rate(5, 3600)


@router.get("/webhooks", response=schemas.Webhooks, auth=READS, operation_id="webhooks")
def webhooks(request: HttpRequest) -> schemas.Webhooks:
    """The webhooks of who holds the key."""
    return schemas.Webhooks(items=[_shown(one) for one in webhooks_of(_key(request))])


@router.post(
    "/webhooks",
    response={201: schemas.WebhookWithSecret},
    auth=WRITES,
    operation_id="webhook_add",
)
def add(request: HttpRequest, wanted: schemas.NewWebhook) -> schemas.WebhookWithSecret:
    """Add a webhook. The answer has its secret; keep it, it is not shown again."""
    key = _key(request)
    made = actions.add(key, **wanted.dict(), at=database_now())
    return _with_secret(key, made)


@router.get("/webhooks/{id}", response=schemas.Webhook, auth=READS, operation_id="webhook")
def webhook(request: HttpRequest, id: schemas.Id) -> schemas.Webhook:
    """One webhook."""
    return _shown(_mine(request, id))


@router.post(
    "/webhooks/{id}/secret",
    response=schemas.WebhookWithSecret,
    auth=WRITES,
    operation_id="webhook_secret",
)
def rotate(request: HttpRequest, id: schemas.Id) -> schemas.WebhookWithSecret:
    """Make a new secret. The old one signs beside it for 24 hours."""
    made = webhook_actions.rotate(_mine(request, id), at=database_now())
    return _with_secret(_key(request), made)


@router.post(
    "/webhooks/{id}/replay", response=schemas.Queued, auth=WRITES, operation_id="webhook_replay"
)
def replay(request: HttpRequest, id: schemas.Id, span: schemas.Span) -> schemas.Queued:
    """Have everything sent again that went live in a range of time."""
    mine = _mine(request, id)
    queued = replaying.replay(mine.pk, since=span.since, until=span.until, at=database_now())
    return schemas.Queued(queued=queued)


@router.post(
    "/webhooks/{id}/close", response=schemas.Webhook, auth=WRITES, operation_id="webhook_close"
)
def close(request: HttpRequest, id: schemas.Id) -> schemas.Webhook:
    """Have nothing more sent there. The press office opens it again."""
    endpoints.close(
        _mine(request, id).pk, at=database_now(), reason=gettext_noop("closed by its owner")
    )
    return _shown(_mine(request, id))


@router.post(
    "/webhooks/{id}/test",
    response=schemas.Tested,
    auth=WRITES,
    operation_id="webhook_test",
    url_name="webhook_test",
)
def test(request: HttpRequest, id: schemas.Id) -> schemas.Tested | HttpResponse:
    """Have a signed ``ping`` sent now; five in an hour. Nothing is written down."""
    mine = _mine(request, id)
    wait = seconds_to_wait(f"webhook test {mine.pk}", TESTS)
    if wait:
        return problems.too_often(wait)
    tested = webhook_actions.try_out(mine, at=database_now())
    return schemas.Tested(taken=tested.taken, seconds=tested.seconds, said=str(tested))


def _key(request: HttpRequest) -> Key:
    """Whose request it is; :class:`Bearer` let it through."""
    return cast("Key", holder(request))


def _mine(request: HttpRequest, id: int) -> Endpoint:
    return get_object_or_404(webhooks_of(_key(request)), pk=id)


def _with_secret(key: Key, made: Made) -> schemas.WebhookWithSecret:
    shown = webhooks_of(key).get(pk=made.endpoint.pk)
    return schemas.WebhookWithSecret(**_facts(shown), secret=made.secrets.whsec)


def _shown(endpoint: Endpoint) -> schemas.Webhook:
    return schemas.Webhook(**_facts(endpoint))


def _facts(endpoint: Endpoint) -> dict[str, Any]:
    present = [one.public for one in endpoint.webhook_keys.all() if one.ends_at is None]
    return {
        "id": endpoint.pk,
        "url": endpoint.address,
        "name": endpoint.name,
        "language": endpoint.language,
        "topics": [topic.code for topic in endpoint.topics.all()],
        "areas": [area.code for area in endpoint.areas.all()],
        "since": endpoint.since,
        "open": endpoint.closed_at is None,
        "closed_because": endpoint.closed_because,
        "last_success": endpoint.last_success,  # type: ignore[attr-defined]
        "public_key": present[0] if present else "",
    }
