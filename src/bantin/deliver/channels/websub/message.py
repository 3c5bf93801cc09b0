"""What a subscriber gets: the feed as it is now, signed with the secret that it chose."""

import hashlib
import hmac
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Content:
    """A feed as it is sent: the bytes, their type, and the header that says whose they are."""

    body: bytes
    type: str
    links: str


def headers(content: Content, secret: str) -> dict[str, str]:
    """The headers of content distribution (WebSub, 7 and 8)."""
    said = {"Content-Type": content.type, "Link": content.links}
    if secret:
        digest = hmac.digest(secret.encode(), content.body, hashlib.sha256).hex()
        said["X-Hub-Signature"] = f"sha256={digest}"
    return said
