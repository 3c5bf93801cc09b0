"""Takes an upload into memory and nowhere else, up to a limit."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload
from django.http import HttpRequest

from bantin.trace.official.errors import FileTooLarge, TooLong
from bantin.trace.official.reading import MOST_CHARACTERS

MOST_BYTES = 10 * 2**20
MOST_REQUEST = MOST_BYTES + 2**20  # with the text beside it


class InMemory(MemoryFileUploadHandler):
    """Django's own handler without its way out: what is too large is refused, not put on a disk."""

    taken = 0  # bytes; it stays so for a request that has no place for a file

    def handle_raw_input(self, *_args: Any, **_kwargs: Any) -> None:
        """Stay in charge whatever length the request announces."""
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep a piece.

        Raises:
            StopUpload: it is one piece too many.
        """
        self.taken += len(raw_data)
        if self.taken > MOST_BYTES:
            raise StopUpload(connection_reset=True)
        return super().receive_data_chunk(raw_data, start)


def form_of(request: HttpRequest) -> tuple[str, bytes | None]:
    """The fields ``text`` and ``file`` of a form.

    Raises:
        CannotCompare: either is larger than we take.
    """
    try:
        file = file_of(request)
        return request.POST.get("text", ""), file
    except RequestDataTooBig as error:
        raise TooLong(most=MOST_CHARACTERS) from error


def file_of(request: HttpRequest) -> bytes | None:
    """The bytes of the field ``file``; None when no file was chosen.

    Raises:
        FileTooLarge: it has more than ``MOST_BYTES``.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_REQUEST:
        raise FileTooLarge(most=MOST_BYTES // 2**20)
    handler = InMemory(request)
    request.upload_handlers = [handler]
    upload = request.FILES.get("file")
    if handler.taken > MOST_BYTES:
        raise FileTooLarge(most=MOST_BYTES // 2**20)
    return upload.read() if upload else None
