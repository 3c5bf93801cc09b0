"""Files on the desk: for the staff who may see drafts, and for nobody else."""

from collections.abc import Callable
from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db.models import ProtectedError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access
from wagtail.documents.views import multiple as documents
from wagtail.images.views import multiple as images

from bantin.accounts.models import User
from bantin.decide.releases import queries

PICTURES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".avif": "image/avif",
}


@require_safe
def desk_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """An uploaded file or a smaller copy of a picture; never kept by a cache on the way."""
    if not isinstance(request.user, User):
        login = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('account_login')}?{login}")
    if not queries.may_see_releases(request.user):
        raise Http404(name)
    content_type = PICTURES.get(PurePosixPath(name).suffix.lower())
    try:
        opened = default_storage.open(name, "rb")
    except (OSError, SuspiciousFileOperation, ValueError) as error:
        raise Http404(name) from error
    response = FileResponse(
        opened,
        as_attachment=content_type is None,
        filename=PurePosixPath(name).name,
        content_type=content_type or "application/octet-stream",
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _unless_used(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Wagtail's view, answering 409 where a release carries the file: Wagtail would fail."""

    @require_admin_access  # type: ignore[untyped-decorator]
    def guarded(request: HttpRequest, **kwargs: int) -> HttpResponseBase:
        try:
            return view(request, **kwargs)
        except ProtectedError:
            return HttpResponse(_("A release carries this file, so it stays."), status=409)

    return guarded  # type: ignore[no-any-return]


delete_uploaded_image = _unless_used(images.DeleteView.as_view())
delete_uploaded_document = _unless_used(documents.DeleteView.as_view())
