"""Refusals about keys: what, why, what next."""

from django.utils.translation import gettext_lazy as _

from bantin.core.refusals import Refusal


class EndsBeforeItBegins(Refusal):
    """A key must end in the future."""

    message = _("No key was made: it would have expired already. Choose a day that is to come.")
