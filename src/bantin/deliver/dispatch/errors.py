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


class NothingToReplay(Refusal):
    """The endpoint wants nothing of the chosen range."""

    message = _(
        "Nothing is sent again: nothing that this endpoint wants went live in that time, or the "
        "endpoint is closed. Choose another time, or open the endpoint again."
    )


class TooMuchToReplay(Refusal):
    """The range holds too many editions for one replay."""

    message = _(
        "That time holds %(count)s editions; at most %(limit)s are sent again at once. Choose a "
        "shorter time, and send the rest afterwards."
    )
