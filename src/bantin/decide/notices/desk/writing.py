"""Writing a notice or a drill: one page, no script needed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bantin.accounts.models import User
from bantin.core.refusals import Refusal
from bantin.decide.notices import actions
from bantin.decide.notices.content import details_of
from bantin.decide.notices.forms import OTHERS, NoticeForm
from bantin.decide.releases import queries
from bantin.decide.releases.desk.denied import denied
from bantin.decide.releases.models import Release


def new(request: HttpRequest) -> HttpResponse:
    """A notice that people will act upon."""
    return _write(request, None, drill=False)


def new_drill(request: HttpRequest) -> HttpResponse:
    """A notice for an exercise: it reaches only those who take part in drills."""
    return _write(request, None, drill=True)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write on; for a notice that is live, its next edition."""
    stored = get_object_or_404(Release, pk=pk)
    release = stored.latest_revision.as_object() if stored.latest_revision else stored
    details = details_of(release)
    if details is None:
        raise Http404
    return _write(request, release, drill=details.drill)


def _write(request: HttpRequest, release: Release | None, *, drill: bool) -> HttpResponse:
    user = request.user
    if not isinstance(user, User) or not user.has_perm("releases.change_release"):
        return denied(request)
    form = NoticeForm(request.POST or None, release=release)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_notice(
                release, by=user, at=timezone.now(), drill=drill, **form.words
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The draft “%(title)s” is saved.") % {"title": saved.title})
            return redirect("notice_page", saved.pk)
    context = {
        "form": form,
        "release": release,
        "drill": drill,
        "pending": queries.pending_sign_off(release) if release else None,
        "others": [form[name] for name in OTHERS],
        "others_given": bool(form["other_title"].value() or any(n in form.errors for n in OTHERS)),
        "now": timezone.now(),
    }
    return render(request, "notices/desk/write.html", context)
