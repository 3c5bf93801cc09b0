"""What intake refuses: addresses, answers and sizes."""

from django.utils.translation import gettext_lazy as _

from bantin.core.refusals import Refusal


class FetchRefused(Refusal):
    """Nothing usable came from an address."""


class BadAddress(FetchRefused):
    """The address is not one that we fetch."""

    message = _(
        "“%(url)s” cannot be fetched: only complete addresses that begin with http:// or "
        "https:// and carry no password are. Correct the address and try again."
    )


class ClosedAddress(FetchRefused):
    """The name leads to a machine that is not on the public internet."""

    message = _(
        "“%(host)s” was not contacted: it leads to %(address)s, which is not a public address. "
        "Give the address at which anybody can read the page."
    )


class Unreachable(FetchRefused):
    """No answer, or one that broke off."""

    message = _(
        "“%(url)s” gave no usable answer (%(why)s). Open it in a browser; if it opens there, "
        "try again later or import the text as a file."
    )


class WrongAnswer(FetchRefused):
    """The server answered with something other than 200."""

    message = _(
        "“%(url)s” answered with status %(status)s instead of a page. Check the address, "
        "or import the text as a file."
    )


class TooManyRedirects(FetchRefused):
    """The address led from one place to the next without end."""

    message = _(
        "“%(url)s” redirects more than %(most)s times. Give the address at which the page "
        "finally opens."
    )


class TooLarge(FetchRefused):
    """More bytes than we read."""

    message = _(
        "“%(source)s” is larger than %(most)s MB and was not read. Split it, or import only the "
        "text that matters."
    )


class TooSlow(FetchRefused):
    """The answer took longer than we wait."""

    message = _("“%(url)s” took longer than %(seconds)s seconds. Try again later.")
