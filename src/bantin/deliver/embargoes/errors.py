"""Refusals about texts under embargo: what, why, what next."""

from django.utils.translation import gettext_lazy as _

from bantin.core.refusals import Refusal


class MayNotOffer(Refusal):
    """A role grants it."""

    message = _("Only a press officer sends texts under embargo. Ask one of them.")


class NotUnderEmbargo(Refusal):
    """Only what is sealed and waits for its instant can be offered."""

    message = _(
        "“%(title)s” cannot be sent under embargo: it is public already or about to be, its "
        "approval has ended, or it is a notice. Only an approved text with a go-live instant still "
        "to come can."
    )


class NoAgreement(Refusal):
    """Without an agreement there is nothing to accept."""

    message = _(
        "Nothing was sent: there is no embargo agreement yet. Write its first version, then send "
        "the text."
    )


class NobodyChosen(Refusal):
    """An offer goes to somebody."""

    message = _(
        "Nothing was sent: nobody was chosen, or all who were chosen have it already. Choose at "
        "least one accredited contact."
    )


class OutsiderChosen(Refusal):
    """Only accredited contacts that can be written to."""

    message = _(
        "Nothing was sent to anybody: %(count)s of those chosen cannot get it. They are not "
        "accredited now, or nothing may be sent to their address. Look at the list again."
    )


class SubjectMissing(Refusal):
    """A mail has a subject in the language of whom it goes to."""

    message = _("Nothing was sent: a subject is missing. Write one line in each language.")


class SubjectTellsTooMuch(Refusal):
    """The subject passes many mail servers before the agreement is accepted."""

    message = _(
        "Nothing was sent: the subject has the title of the text in it. Mails pass many hands; "
        "write a subject that says nothing about the matter."
    )
