"""Callbacks: which addresses we take, and how the question to them is written."""

from urllib.parse import urlencode, urlsplit

from bantin.deliver.channels.websub.errors import BadCallback
from bantin.deliver.endpoints.addresses import NotPublicAddress, public_host


def host_of(callback: str) -> str:
    """The host of a callback that may be asked.

    Raises:
        BadCallback: nothing will be sent there.
    """
    try:
        return public_host(callback, schemes=("http", "https"))
    except NotPublicAddress as error:
        raise BadCallback from error


def question(callback: str, **parameters: str) -> str:
    """The address that asks the callback, with what it had in its query."""
    parts = urlsplit(callback)
    asked = urlencode({f"hub.{name}": value for name, value in parameters.items()})
    return parts._replace(query=f"{parts.query}&{asked}" if parts.query else asked).geturl()
