"""E-mail's part of the page of deliveries."""

from django.http import HttpRequest
from wagtail import hooks

from bantin.deliver.channels.email import desk


@hooks.register("construct_deliveries_notices")
def unread_mailbox(request: HttpRequest) -> str:
    """That returned mail is not read."""
    return desk.unread(request)
