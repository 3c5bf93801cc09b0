"""Pictures of an edition, ready for an ``img`` element."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bantin.publish.newsroom import addresses

Address = Callable[[str, str], str]
MIDDLE = 960  # px; what a browser without srcset gets
WIDEST = 1600  # px; a wider original is for press download only


@dataclass(frozen=True)
class Picture:
    """Attributes of one ``img``; sizes are text, so that no locale puts dots into them."""

    src: str
    srcset: str
    width: str
    height: str
    alt: str
    caption: str
    credit: str
    original: str


def picture(
    image: Mapping[str, Any], address: Address = addresses.media, *, original: str = ""
) -> Picture:
    """Make a picture from an image of the canonical JSON.

    Args:
        image: As the canonical JSON names it.
        address: Turns a hash and a file name into a path.
        original: Where the press downloads it, when that is another place.
    """
    name = image["filename"]
    copies: list[Mapping[str, Any]] = sorted(image["sizes"], key=lambda size: int(size["width"]))
    if not copies or image["width"] <= WIDEST:
        copies.append(image)
    middle = next((size for size in copies if size["width"] >= MIDDLE), copies[-1])
    return Picture(
        src=address(middle["sha256"], name),
        srcset=", ".join(f"{address(size['sha256'], name)} {size['width']}w" for size in copies),
        width=str(image["width"]),
        height=str(image["height"]),
        alt=image["alt"],
        caption=image["caption"],
        credit=image["credit"],
        original=original or address(image["sha256"], name),
    )


def first_picture(content: Mapping[str, Any]) -> Picture | None:
    """The picture that stands for an edition in lists."""
    images = content["images"]
    return picture(images[0]) if images else None
