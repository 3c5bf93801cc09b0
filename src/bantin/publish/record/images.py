"""Pictures at sealing: what the original is, and smaller copies for the web.

The original's bytes are kept as they are, with their IPTC fields and any C2PA manifest, for press
download. The copies are drawn anew and carry no metadata, so no camera, name or place.
"""

import io
from dataclasses import dataclass

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from bantin.publish.record.errors import NotAnImage, TooManyPixels

WIDTHS = (480, 960, 1600)
_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Picture:
    """A picture's bytes and what they are; width and height as it is to be seen."""

    data: bytes
    content_type: str
    width: int
    height: int


def inspect(data: bytes, *, name: str) -> Picture:
    """What ``data`` is, read from its header alone.

    Raises:
        NotAnImage: it is none of JPEG, PNG, WebP and GIF.
        TooManyPixels: decoding it would take too much memory.
    """
    with _opened(data, name) as image:
        width, height = image.size
        if image.getexif().get(0x0112, 1) >= 5:
            width, height = height, width
        return Picture(data, _TYPES[str(image.format)], width, height)


def web_sizes(original: Picture, *, name: str) -> list[Picture]:
    """Copies at most 480, 960 and 1600 pixels wide; none is as wide as the original.

    JPEG where nothing is transparent, else PNG: feeds and mail take no WebP.

    Raises:
        NotAnImage: the picture is damaged.
    """
    widths = [width for width in WIDTHS if width < original.width]
    if not widths:
        return []
    with _opened(original.data, name) as image:
        image.draft("RGB", (WIDTHS[-1], original.height * WIDTHS[-1] // original.width))
        try:
            upright = ImageOps.exif_transpose(image)
        except (OSError, ValueError, SyntaxError) as error:
            raise NotAnImage(name=name) from error
        # A profile for grey or for print colours does not fit the RGB that the copies are in.
        profile = image.info.get("icc_profile") if image.mode in {"RGB", "RGBA"} else None
    return [_copy(upright, width, original, profile) for width in widths]


def _opened(data: bytes, name: str) -> Image.Image:
    limit = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    try:
        image = Image.open(io.BytesIO(data), formats=list(_TYPES))
    except _BOMBS as error:
        raise TooManyPixels(name=name, limit=limit // 10**6) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise NotAnImage(name=name) from error
    if image.width * image.height > limit:
        raise TooManyPixels(name=name, limit=limit // 10**6)
    return image


def _copy(image: Image.Image, width: int, original: Picture, profile: bytes | None) -> Picture:
    height = max(1, round(original.height * width / original.width))
    clear = image.has_transparency_data
    small = image.convert("RGBA" if clear else "RGB").resize(
        (width, height), Image.Resampling.LANCZOS
    )
    small.info.clear()
    out = io.BytesIO()
    if clear or original.content_type == "image/png":
        small.save(out, "PNG", optimize=True, icc_profile=profile)
        return Picture(out.getvalue(), "image/png", width, height)
    small.save(out, "JPEG", quality=82, progressive=True, icc_profile=profile)
    return Picture(out.getvalue(), "image/jpeg", width, height)
