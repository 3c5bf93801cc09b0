"""Private storage for what staff upload: no public address; the desk serves it to staff."""

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.urls import reverse
from django.utils.deconstruct import deconstructible


@deconstructible
class DeskStorage(FileSystemStorage):
    """Files under ``PRIVATE_ROOT``; ``url`` names a desk view that asks for a staff login."""

    def __init__(self) -> None:
        super().__init__(location=settings.PRIVATE_ROOT, file_permissions_mode=0o600)

    def url(self, name: str | None) -> str:
        """The address at which staff may see the file."""
        return reverse("desk_file", args=[name])
