"""Refusals about accreditations and the agreement: what, why, what next."""

from django.utils.translation import gettext_lazy as _

from bantin.core.refusals import Refusal


class MayNotAccredit(Refusal):
    """Roles grant it."""

    message = _(
        "Only a press officer or an administrator accredits contacts, revokes accreditations and "
        "writes the agreement. Ask one of them."
    )


class NotOfThePress(Refusal):
    """Residents and contacts for drills are not accredited."""

    message = _(
        "%(name)s is not accredited: only journalists and creators can be, and nobody who takes "
        "part in drills only or was deleted. Correct the contact's kind first."
    )


class NothingChecked(Refusal):
    """An accreditation says what was checked."""

    message = _(
        "%(name)s is not accredited: nothing was checked. Enter the day of at least one check."
    )


class CheckedLater(Refusal):
    """A check is not in the future."""

    message = _(
        "%(name)s is not accredited: a check has a day that is still to come. Correct the day."
    )


class NoTerm(Refusal):
    """A term begins now or later and ends after that."""

    message = _(
        "%(name)s is not accredited: the term must begin today or later, and end after it begins. "
        "Correct the days."
    )


class AlreadyAccredited(Refusal):
    """Two terms do not overlap."""

    message = _(
        "%(name)s is accredited until %(until)s already. Let the new term begin then, or revoke "
        "the present one first."
    )


class NotAccredited(Refusal):
    """There is nothing to revoke."""

    message = _(
        "%(name)s has no accreditation that could be revoked: it is over, or somebody revoked it a "
        "moment ago. Look at the list."
    )


class RevokedWithoutReason(Refusal):
    """A revocation says why."""

    message = _("Nothing was revoked: there is no reason. Write one, so that it can be explained.")


class AgreementIncomplete(Refusal):
    """The agreement is there in both languages."""

    message = _(
        "The agreement was not saved: a language is missing. Write it in Vietnamese and in English."
    )


class SameAgreement(Refusal):
    """A version differs from the one before."""

    message = _(
        "The agreement was not saved: it is word for word version %(number)s, which is in force. "
        "Change it, or leave it."
    )


class WrittenMeanwhile(Refusal):
    """Nobody's version is replaced unread."""

    message = _(
        "The agreement was not saved: somebody wrote version %(number)s in the meantime. Read that "
        "one first, then write yours after it."
    )


class NotInForce(Refusal):
    """Only the newest version can be accepted."""

    message = _(
        "Version %(number)s of the agreement is not the one in force. Read the newest version and "
        "accept that one."
    )
