"""Refusals to programs with a key: what, why, what next."""

from django.utils.translation import gettext_lazy as _

from bantin.core.refusals import Refusal


class UnknownCodes(Refusal):
    """A wish names a topic or an area that is none."""

    message = _(
        "There is no topic or area with the code %(codes)s. Use codes of /topics and /areas."
    )


class TooMany(Refusal):
    """One partner needs a few webhooks, not hundreds."""

    message = _(
        "No webhook was added: there are %(limit)s already. Close one that is not needed, or ask "
        "the press office."
    )
