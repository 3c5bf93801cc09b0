"""Reads: one browser, and how many use a push service."""

from bantin.deliver.channels.webpush.keys import key_of
from bantin.deliver.channels.webpush.models import Browser
from bantin.deliver.endpoints.queries import open_endpoints

CODE = "webpush"
MOST_OF_A_STRANGER = 500  # browsers at a push service that we do not know
KNOWN = (  # of the browsers that people have; any other public host may be a push service, too
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
)


def browser(address: str) -> Browser | None:
    """The open browser with this push address."""
    found = Browser.objects.select_related("endpoint").filter(key=key_of(address))
    return found.filter(endpoint__in=open_endpoints()).first()


def is_full(host: str) -> bool:
    """Whether a push service that nobody knows has many browsers already."""
    if any(host == one or (one[0] == "." and host.endswith(one)) for one in KNOWN):
        return False
    return open_endpoints().filter(channel=CODE, name=host).count() >= MOST_OF_A_STRANGER
