"""Notices on the desk: the list with their states, each as it is received, and the cancellation."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from bantin.accounts.models import User
from bantin.accounts.queries import second_factor_shown
from bantin.core.clock import database_now
from bantin.core.refusals import Refusal
from bantin.decide.notices.content import details_of, notice_of
from bantin.decide.notices.queries import may_cancel
from bantin.decide.releases import queries as drafts
from bantin.decide.releases.desk.denied import denied
from bantin.decide.releases.errors import SecondFactorMissing
from bantin.decide.releases.models import Release, State
from bantin.decide.releases.templatetags.release_tags import preview_of
from bantin.publish.newsroom import cap as caps
from bantin.publish.record import actions
from bantin.publish.record.actions.cancelling import in_force
from bantin.publish.record.desk.approvals import to_second_factor
from bantin.publish.record.models import Edition
from bantin.publish.record.notices import facts, state_of

PER_PAGE = 30
LABELS = {
    "in_force": gettext_lazy("in force"),
    "cancelled": gettext_lazy("cancelled"),
    "expired": gettext_lazy("expired"),
}
COLOURS = {"in_force": "live", "cancelled": "returned", "expired": "retracted"}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All notices and drills, the last changed first."""
    user = _reader(request)
    if user is None:
        return denied(request)
    releases = drafts.with_state(Release.objects.filter(notices__isnull=False))
    page = Paginator(
        releases.prefetch_related("notices", "areas").order_by("-updated_at"), PER_PAGE
    )
    shown = page.get_page(request.GET.get("p"))
    at = database_now()
    context = {
        "page": shown,
        "rows": [_row(release, at) for release in shown],
        "may_write": user.has_perm("releases.change_release"),
    }
    return render(request, "record/desk/notices.html", context)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice as it will be received, and what can be done with it."""
    user = _reader(request)
    if user is None:
        return denied(request)
    at = database_now()
    release = get_object_or_404(drafts.with_state(Release.objects.all()), pk=pk)
    newest = release.latest_revision.as_object() if release.latest_revision else release
    row = _row(release, at)
    sent = row["newest"] if _is_sent(release, row["newest"]) else None
    content = sent.content if sent else _content(newest, at)
    state = state_of(sent, sent, at) if sent else "preview"
    context = {
        **row,
        "content": content,
        "alert": facts(content, state=state, language=newest.language),
        "cancellation": content["notice"]["cancellation"],
        "draft": preview_of(newest),
        "may_write": user.has_perm("releases.change_release"),
        "may_submit": drafts.may_submit(user) and not sent and row["pending"] is None,
        "may_cancel": row["live"] is not None and may_cancel(user, release, at),
    }
    return render(request, "record/desk/notice.html", context)


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of the cancellation, and the one button that sends them."""
    user = _reader(request)
    if user is None:
        return denied(request)
    release = get_object_or_404(Release.objects.filter(notices__isnull=False), pk=pk)
    at = database_now()
    if request.method == "POST":
        return _cancel(request, user, release, at)
    live = in_force(release, at)
    context = {
        **_row(release, at),
        "words": live.content["notice"]["cancellation"] if live else None,
        "may_cancel": live is not None and may_cancel(user, release, at),
        "confirmed": second_factor_shown(user, session=request.session.session_key, at=at),
    }
    return render(request, "record/desk/cancel.html", context)


@require_safe
def cap(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest message in CAP 1.2, drills included: to try a partner's system with."""
    if _reader(request) is None:
        return denied(request)
    live = Edition.objects.filter(release=pk, live__at__lte=database_now()).select_related("live")
    editions = list(live.order_by("number"))
    if not editions or editions[-1].notice_expires_at is None:
        raise Http404
    text = caps.message(editions[-1], editions[:-1])
    return HttpResponse(text, content_type="application/cap+xml; charset=utf-8")


def _cancel(request: HttpRequest, user: User, release: Release, at: datetime) -> HttpResponse:
    session = request.session.session_key
    try:
        edition = actions.cancel_notice(release.pk, by=user, session=session, at=at)
    except SecondFactorMissing as refusal:
        messages.warning(request, str(refusal))
        return to_second_factor(user, reverse("notice_cancel", args=[release.pk]))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("notice_cancel", release.pk)
    messages.success(
        request,
        _("Cancelled. “%(title)s” is live and on its way to everyone who got the notice.")
        % {"title": edition.title},
    )
    return redirect("notice_page", release.pk)


def _row(release: Release, at: datetime) -> dict[str, Any]:
    """A notice with its state: what the public reads first, the state of the draft otherwise."""
    details = details_of(release)
    if details is None:
        raise Http404
    editions = Edition.objects.filter(release=release, live__at__lte=at).order_by("-number")
    newest = editions.first()
    live = in_force(release, at)
    state = "in_force" if live else ""
    if newest and not live:
        state = "cancelled" if newest.kind == Edition.Kind.WITHDRAWAL else "expired"
    draft = getattr(release, "state", "")
    return {
        "release": release,
        "drill": details.drill,
        "details": details,
        "live": live,
        "newest": newest,
        "state": LABELS.get(state),
        "colour": COLOURS.get(state, ""),
        "pending": drafts.pending_sign_off(release),
        "draft_state": "" if state and draft in {State.LIVE, ""} else draft,
    }


def _is_sent(release: Release, newest: Edition | None) -> bool:
    """Whether the newest edition says what the newest revision says."""
    return newest is not None and newest.sign_off.revision_id == release.latest_revision_id


def _content(release: Release, at: datetime) -> dict[str, Any]:
    """A draft in the shape of its canonical edition, as if it went live now."""
    content = preview_of(release).content
    return {**content, "body_text": "", "notice": notice_of(release, at)}


def _reader(request: HttpRequest) -> User | None:
    """The person asking, if they may see drafts."""
    user = request.user
    return user if isinstance(user, User) and drafts.may_see_releases(user) else None
