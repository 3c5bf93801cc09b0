"""Refusals around urgent notices."""

from django.utils.translation import gettext_lazy as _

from bantin.core.refusals import Refusal


class MayNotWrite(Refusal):
    """Notices are written by those who write releases."""

    message = _(
        "The notice was not saved: your account has no right to write. "
        "Ask a press officer or the spokesperson."
    )


class ExpiresTooEarly(Refusal):
    """A notice is in force for a while."""

    message = _(
        "“%(title)s” would expire at %(expires)s, before it goes live. "
        "Choose a later end, save, and submit it again."
    )


class NoArea(Refusal):
    """People have to know whether they are meant."""

    message = _(
        "“%(title)s” names no area. Choose the places it is for, save, and submit it again."
    )


class CancelInstead(Refusal):
    """The words of the cancellation are approved already."""

    message = _(
        "“%(title)s” is an urgent notice: it is not withdrawn by a request. Cancel it from the "
        "list of notices; the words of the cancellation are approved already."
    )


class AskedYourself(Refusal):
    """Two people send a notice."""

    message = _(
        "You asked for the approval of “%(title)s” yourself. A notice takes two people, so another "
        "spokesperson or authorised person has to approve it."
    )
