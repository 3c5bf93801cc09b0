"""An upload field for pictures that looks at the header before anything is decoded.

Wagtail's field decodes a picture to learn its size, so a small file can take hundreds of megabytes,
and a broken one fails with a server error.
"""

import io
import struct
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from PIL import Image
from wagtail.images.fields import WagtailImageField

_BROKEN = (OSError, ValueError, SyntaxError, EOFError, struct.error)
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class PressImageField(WagtailImageField):
    """A JPEG, PNG, WebP or GIF of bounded size whose bytes are all there."""

    def to_python(self, data: Any) -> Any:
        """The file, after its header was found in order.

        Raises:
            ValidationError: what is wrong with it, in words.
        """
        if isinstance(data, UploadedFile):
            self.check_image_file_size(data)
            self._check_header(data)
        try:
            return super().to_python(data)
        except _BROKEN as error:
            raise self._error("invalid_image") from error

    def _check_header(self, data: "UploadedFile[Any]") -> None:
        try:
            with Image.open(io.BytesIO(data.read())) as picture:
                pixels = picture.width * picture.height * getattr(picture, "n_frames", 1)
        except _BOMBS as error:
            raise self._too_many("> 89000000") from error
        except _BROKEN as error:
            raise self._error("invalid_image") from error
        finally:
            data.seek(0)
        if self.max_image_pixels and pixels > self.max_image_pixels:
            raise self._too_many(pixels)

    def _error(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code)

    def _too_many(self, pixels: object) -> ValidationError:
        values = {"num_pixels": pixels, "max_pixels_count": self.max_image_pixels}
        message = str(self.error_messages["file_too_many_pixels"])
        return ValidationError(message % values, code="file_too_many_pixels")
