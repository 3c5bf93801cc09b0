"""From a draft to a request for approval, and back; and the reading page of a release."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bantin.accounts.models import User
from bantin.core.refusals import Refusal
from bantin.decide.releases import actions, queries
from bantin.decide.releases.desk.denied import denied
from bantin.decide.releases.forms import SubmitForm
from bantin.decide.releases.models import Release, SignOff


def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a release: its requests for approval and its revisions."""
    if not isinstance(request.user, User) or not queries.may_see_releases(request.user):
        return denied(request)
    release = get_object_or_404(queries.with_state(Release.objects.all()), pk=pk)
    context = {
        "release": release,
        "pending": queries.pending_sign_off(release),
        "sign_offs": release.sign_offs.select_related("submitted_by", "decided_by"),
        "revisions": release.revisions.select_related("user").order_by("-created_at", "-pk"),
        "may_submit": queries.may_submit(request.user),
        "may_edit": request.user.has_perm("releases.change_release"),
    }
    return render(request, "releases/desk/history.html", context)


def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for approval of a release: as what, why, for when."""
    release = get_object_or_404(Release, pk=pk)
    if not isinstance(request.user, User) or not queries.may_submit(request.user):
        return denied(request)
    form = SubmitForm(request.POST or None, release=release)
    if request.method == "POST" and form.is_valid():
        try:
            sign_off = actions.submit(
                release.pk,
                by=request.user,
                at=timezone.now(),
                kind=form.cleaned_data["kind"],
                reason=form.cleaned_data.get("reason", ""),
                go_live_at=form.instant,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("“%(title)s” waits for approval.") % {"title": release.title}
            )
            return redirect("release_history", sign_off.release_id)
    context = {
        "release": release,
        "form": form,
        "now": timezone.now(),
        "time_zone": settings.TIME_ZONE,
    }
    return render(request, "releases/desk/submit.html", context)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a request for approval back."""
    sign_off = get_object_or_404(SignOff, pk=pk)
    if not isinstance(request.user, User) or not queries.may_submit(request.user):
        return denied(request)
    try:
        actions.take_back(sign_off.pk, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The request is taken back. You can go on writing."))
    return redirect("releases:edit", sign_off.release_id)
