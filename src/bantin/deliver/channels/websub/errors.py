"""What the hub says no to. ``status`` is the answer's."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from bantin.core.refusals import Refusal


class HubRefused(Refusal):
    """A request that the hub does not take."""

    status = HTTPStatus.BAD_REQUEST


class HubElsewhere(HubRefused):
    """The office uses another hub."""

    status = HTTPStatus.NOT_FOUND
    message = _("This office uses another hub. Ask %(hub)s; our feeds name it, too.")


class UnknownMode(HubRefused):
    """The hub does two things."""

    message = _("hub.mode must be subscribe or unsubscribe.")


class NotOurFeed(HubRefused):
    """The hub serves the feeds of this office only."""

    status = HTTPStatus.NOT_FOUND
    message = _("hub.topic is not a feed of this office. Copy the address from its rel=self link.")


class BadCallback(HubRefused):
    """Nothing is sent to an address like this."""

    message = _(
        "hub.callback must be a public http or https address in ASCII, without a user and without "
        "a fragment, of at most 2000 characters."
    )


class BadSecret(HubRefused):
    """The specification's limit."""

    message = _("hub.secret must be text of fewer than 200 bytes without control characters.")


class BadLease(HubRefused):
    """A lease is a number."""

    message = _("hub.lease_seconds must be a whole number of seconds.")


class HubFull(HubRefused):
    """So that nobody can fill the hub."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    message = _(
        "Too many subscriptions lead to this host, or too many wait for their check. Try again in "
        "ten minutes; write to the press office when you need more."
    )
