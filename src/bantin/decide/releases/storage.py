"""Private storage for what staff upload: no public address; the desk serves it to staff."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.urls import reverse
from django.utils.deconstruct import deconstructible

from bantin.core.files import make_folder, sync


@deconstructible
class DeskStorage(FileSystemStorage):
    """Files under ``PRIVATE_ROOT``; ``url`` names a desk view that asks for a staff login.

    A file is on the disk before its row is written, so that a power cut leaves no row without one.
    """

    def __init__(self) -> None:
        super().__init__(location=settings.PRIVATE_ROOT, file_permissions_mode=0o600)

    def _save(self, name: str, content: Any) -> str:
        make_folder(Path(self.path(name)).parent)
        saved: str = super()._save(name, content)  # type: ignore[misc]  # not in the stubs
        path = Path(self.path(saved))
        sync(path)
        sync(path.parent)
        return saved

    def url(self, name: str | None) -> str:
        """The address at which staff may see the file."""
        return reverse("desk_file", args=[name])
