"""Any two revisions or editions of a release, side by side in words."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bantin.accounts.models import User
from bantin.decide.releases import queries as drafts
from bantin.decide.releases.desk.denied import denied
from bantin.decide.releases.models import Release
from bantin.publish.record import comparison
from bantin.publish.record.models import Edition


@dataclass(frozen=True)
class Version:
    """One choice in the two lists: ``key`` is a revision's number, or ``e`` and an edition's."""

    key: str
    label: str


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed from version ``a`` to version ``b``."""
    if not isinstance(request.user, User) or not drafts.may_see_releases(request.user):
        return denied(request)
    release = get_object_or_404(Release, pk=pk)
    versions = _versions(release)
    keys = [version.key for version in versions]
    newest, older = keys[0], keys[min(1, len(keys) - 1)]
    a, b = request.GET.get("a", older), request.GET.get("b", newest)
    if a not in keys or b not in keys:
        raise Http404
    context = {
        "release": release,
        "versions": versions,
        "a": a,
        "b": b,
        "changes": comparison.differences(_text(release, a), _text(release, b)),
    }
    return render(request, "record/desk/compare.html", context)


def _versions(release: Release) -> list[Version]:
    revisions = release.revisions.select_related("user").order_by("-created_at", "-pk")
    editions = Edition.objects.filter(release=release, live__isnull=False).select_related("live")
    found = [
        Version(
            f"e{edition.number}",
            _("Edition %(number)s, live since %(at)s")
            % {"number": edition.number, "at": _local(edition.live.at)},
        )
        for edition in editions.order_by("-number")
    ]
    found += [
        Version(
            str(revision.pk),
            _("Revision of %(at)s by %(name)s")
            % {"at": _local(revision.created_at), "name": revision.user or "–"},
        )
        for revision in revisions
    ]
    if not found:
        raise Http404
    return found


def _text(release: Release, key: str) -> comparison.Text:
    if key.startswith("e"):
        edition = Edition.objects.get(release=release, number=int(key[1:]), live__isnull=False)
        return comparison.of_edition(edition)
    return comparison.of_release(release.revisions.get(pk=int(key)).as_object())


def _local(at: object) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")  # type: ignore[arg-type]
