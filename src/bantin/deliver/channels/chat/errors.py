"""Refusals about chat addresses: what, why, what next."""

from django.utils.translation import gettext_lazy as _

from bantin.core.refusals import Refusal


class UnknownService(Refusal):
    """The address belongs to no service that we send to."""

    message = _(
        "This address belongs to no chat service that can be used here. Possible are: %(names)s."
    )


class BadAddress(Refusal):
    """Something is missing in the address."""

    message = _("This address of %(service)s is not complete. Write it as %(form)s.")


class SeveralTargets(Refusal):
    """One address for several rooms: a failure of one would repeat the text in the others."""

    message = _(
        "This address of %(service)s names no room or several. Name one, and add the others as "
        "connections of their own, so that a failure of one repeats nothing in the others."
    )
