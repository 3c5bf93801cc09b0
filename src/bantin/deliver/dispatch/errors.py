"""Refusals about deliveries: what, why, what next."""

from django.utils.translation import gettext_lazy as _

from bantin.core.refusals import Refusal


class NotPublicYet(Refusal):
    """Nothing is queued for an edition before its instant."""

    message = _(
        "Nothing is sent for edition %(edition)s: it is not public yet. "
        "Deliveries are queued by themselves when it goes live."
    )


class NothingToRetry(Refusal):
    """None of the chosen deliveries can be tried again."""

    message = _(
        "None of the chosen deliveries can be tried again: they are on their way, arrived, or "
        "their address is suppressed. Lift the suppression on the contact's page first."
    )


class NothingToHold(Refusal):
    """Nothing of the edition can be held back any more."""

    message = _("Nothing can be held back: everything is on its way, arrived, or held already.")


class NothingToRelease(Refusal):
    """Nothing of the edition is held."""

    message = _("Nothing of this edition is held. Somebody may have decided a moment ago.")
