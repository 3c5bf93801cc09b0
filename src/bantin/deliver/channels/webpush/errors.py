"""What the page says no to."""

from django.utils.translation import gettext_lazy as _

from bantin.core.refusals import Refusal


class NotABrowser(Refusal):
    """What came is not what a browser's push service gives."""

    message = _(
        "Your browser gave no usable push address, so nothing was stored. Update the browser, or "
        "ask for the texts by e-mail."
    )


class ServiceFull(Refusal):
    """So that nobody can make us send to a stranger's server."""

    message = _(
        "Too many browsers use this push service, so nothing was stored. Ask for the texts by "
        "e-mail, or write to the press office."
    )
