"""On the desk: that returned mail is not read."""

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from bantin.deliver.channels.email import mailboxes, queries


def unread(request: HttpRequest) -> str:
    """What is wrong with the mailbox for returned mail, since when, and what to do; or nothing."""
    if not settings.BOUNCES:
        return ""
    mailbox = queries.long_unread(mailboxes.place_of(settings.BOUNCES), timezone.now())
    if mailbox is None:
        return ""
    return render_to_string("channels/email/desk/unread.html", {"mailbox": mailbox}, request)
