"""Refusals around staff accounts."""

from django.utils.translation import gettext_lazy as _

from bantin.core.refusals import Refusal


class NoPurpose(Refusal):
    """Personal data leaves the office for a reason that somebody can name."""

    message = _("Nothing was exported: no purpose was given. Write what the file is for.")
