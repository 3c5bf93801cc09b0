"""Requests for approval: read, compare, approve and seal, send back, call off."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail import hooks

from bantin.accounts.models import User
from bantin.accounts.queries import second_factor_shown
from bantin.core.refusals import Refusal
from bantin.decide.notices.content import notice_of
from bantin.decide.releases import actions as releases
from bantin.decide.releases import queries as drafts
from bantin.decide.releases.desk.denied import denied
from bantin.decide.releases.errors import SecondFactorMissing
from bantin.decide.releases.models import SignOff
from bantin.decide.releases.templatetags.release_tags import preview_of
from bantin.publish.record import actions, comparison, queries
from bantin.publish.record.models import Edition
from bantin.publish.record.notices import facts

PER_PAGE = 30


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Requests that wait, and those that were decided lately."""
    user = _reader(request)
    if user is None:
        return denied(request)
    decided = SignOff.objects.exclude(status=SignOff.Status.OPEN)
    decided = decided.select_related("release", "submitted_by", "decided_by", "edition__live")
    context = {
        "waiting": drafts.open_sign_offs(),
        "decided": Paginator(decided.order_by("-decided_at", "-pk"), PER_PAGE).get_page(
            request.GET.get("p")
        ),
    }
    return render(request, "record/desk/approvals.html", context)


@require_safe
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, made for a phone first."""
    user = _reader(request)
    if user is None:
        return denied(request)
    at = timezone.now()
    sign_off = get_object_or_404(_sign_offs(), pk=pk)
    context = {
        **_state(sign_off, user, at),
        **_changes(sign_off, user, at),
        "confirmed": second_factor_shown(user, session=request.session.session_key, at=at),
        "panels": _panels(request, sign_off),
        **_notice(sign_off, at),
        "sign_off": sign_off,
        "text": sign_off.revision.as_object(),
        "at": at,
    }
    return render(request, "record/desk/approval.html", context)


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve and seal; asks for the second factor first where none was shown lately."""
    user = _reader(request)
    if user is None:
        return denied(request)
    try:
        edition = actions.seal_release(
            pk, by=user, session=request.session.session_key, at=timezone.now()
        )
    except SecondFactorMissing as refusal:
        messages.warning(request, str(refusal))
        return to_second_factor(user, reverse("approval", args=[pk]) + "#decision")
    except SignOff.DoesNotExist:
        return redirect("approvals")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("“%(title)s” is approved and sealed.") % {"title": edition.title}
        )
    return redirect("approval", pk)


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Send back with a reason."""

    def act(user: User) -> str:
        note = request.POST.get("note", "")[:1000]
        sign_off = releases.send_back(pk, by=user, at=timezone.now(), note=note)
        return _("“%(title)s” is sent back.") % {"title": sign_off.release.title}

    return _do(request, pk, act)


@require_POST
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Void an approval before its instant."""

    def act(user: User) -> str:
        edition = get_object_or_404(Edition, sign_off=pk)
        reason = request.POST.get("reason", "").strip()[:300] or "called off"
        actions.call_off(edition.pk, by=user, at=timezone.now(), reason=reason)
        return _("“%(title)s” will not go live.") % {"title": edition.title}

    return _do(request, pk, act)


def _do(request: HttpRequest, pk: int, act: Callable[[User], str]) -> HttpResponse:
    user = _reader(request)
    if user is None:
        return denied(request)
    get_object_or_404(SignOff, pk=pk)
    try:
        done = act(user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("approval", pk)


def _reader(request: HttpRequest) -> User | None:
    """The person asking, if they may see drafts."""
    user = request.user
    return user if isinstance(user, User) and drafts.may_see_releases(user) else None


def _sign_offs() -> QuerySet[SignOff]:
    return SignOff.objects.select_related(
        "release", "revision__user", "submitted_by", "decided_by", "edition__live"
    )


def _state(sign_off: SignOff, user: User, at: datetime) -> dict[str, Any]:
    """What this person may do with the request, and if not, why not."""
    obstacle = ""
    if sign_off.status == SignOff.Status.OPEN:
        try:
            releases.check_approval(sign_off, by=user, at=at)
        except Refusal as refusal:
            obstacle = str(refusal)
    return {
        "edition": getattr(sign_off, "edition", None),
        "may_decide": drafts.may_decide(user),
        "may_call_off": drafts.may_decide(user) or drafts.may_submit(user),
        "may_take_back": drafts.may_submit(user),
        "obstacle": obstacle,
    }


def _changes(sign_off: SignOff, user: User, at: datetime) -> dict[str, Any]:
    """Against what this person saw last, and against what the public reads."""
    now = comparison.of_release(sign_off.revision.as_object())
    look = releases.note_look(sign_off.release, revision_id=sign_off.revision_id, by=user, at=at)
    live = _edition_before(sign_off, at)
    return {
        "looked_before": look.previous,
        "since_look": comparison.differences(comparison.of_release(look.previous.as_object()), now)
        if look.previous
        else None,
        "live": live,
        "since_live": comparison.differences(comparison.of_edition(live), now) if live else None,
    }


def _notice(sign_off: SignOff, at: datetime) -> dict[str, Any]:
    """What makes it an urgent notice, as people would receive it; nothing for other releases."""
    edition = getattr(sign_off, "edition", None)
    text = sign_off.revision.as_object()
    content = {**preview_of(text).content, "body_text": ""}
    notice = edition.notice if edition else notice_of(text, sign_off.go_live_at or at)
    if notice is None:
        return {}
    content["notice"] = notice
    state = "cancelled" if sign_off.kind == SignOff.Kind.WITHDRAWAL else "preview"
    return {"content": content, "alert": facts(content, state=state, language=text.language)}


def _panels(request: HttpRequest, sign_off: SignOff) -> list[str]:
    """What later stages can do with an edition that is sealed."""
    edition = getattr(sign_off, "edition", None)
    found = hooks.get_hooks("construct_approval_panels") if edition else []
    return [build(request, edition) for build in found]


def _edition_before(sign_off: SignOff, at: datetime) -> Edition | None:
    """The live edition that this request would replace, or did replace."""
    edition = getattr(sign_off, "edition", None)
    if edition is not None:
        replaces: Edition | None = edition.replaces
        return replaces
    return queries.current_edition(sign_off.release.uid, at)


def to_second_factor(user: User, then: str) -> HttpResponse:
    """To the page where a second factor is shown, or set up."""
    flows = {flow["id"]: flow.get("types", []) for flow in get_reauthentication_flows(user)}
    types = flows.get("mfa_reauthenticate", [])
    if not types:
        return redirect("mfa_index")
    name = "mfa_reauthenticate" if "totp" in types else "mfa_reauthenticate_webauthn"
    return redirect(f"{reverse(name)}?{urlencode({'next': then})}")
