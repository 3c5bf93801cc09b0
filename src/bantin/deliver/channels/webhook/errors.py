"""Refusals about webhooks: what, why, what next."""

from django.utils.translation import gettext_lazy as _

from bantin.core.refusals import Refusal


class NotAWebAddress(Refusal):
    """A webhook needs a complete http or https address."""

    message = _(
        "“%(url)s” is not an address that a webhook can have. Write a complete address that begins "
        "with https://, without a user name or a password."
    )


class NotReached(Refusal):
    """The test did not reach the address."""

    message = _(
        "The test did not reach the address: %(why)s. Check the address, and whether that server "
        "can be reached from the internet; then test again."
    )


class TestedOften(Refusal):
    """The receiver's page may be opened by many; their server is not to be flooded."""

    message = _("No test was sent: there were several within an hour. Test again later.")
