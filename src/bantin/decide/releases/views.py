"""Files on the desk: for the staff who may see drafts, and for nobody else."""

from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

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
