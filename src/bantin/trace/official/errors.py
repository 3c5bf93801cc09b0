"""Why a text cannot be compared, in words for whoever sent it."""

from django.utils.translation import gettext_lazy as _

from bantin.core.refusals import Refusal


class CannotCompare(Refusal):
    """Nothing was compared, and nothing of what came is kept."""

    status = 400


class NothingSent(CannotCompare):
    """Neither a text nor a file."""

    message = _("Nothing to compare was sent. Paste the text, or choose a file.")


class TooShort(CannotCompare):
    """A few words stand in many texts."""

    message = _("%(words)s words are too few to compare. Paste at least one whole sentence.")


class TooLong(CannotCompare):
    """More text than any release has."""

    status = 413
    message = _("The text is longer than %(most)s characters. Paste the part that you doubt.")


class FileTooLarge(CannotCompare):
    """More bytes than we take from strangers."""

    status = 413
    message = _("The file is larger than %(most)s MB. Copy the text out of it and paste that.")


class TooManyAsked(CannotCompare):
    """One network asks more than a person would."""

    status = 429
    message = _("Too many texts came from your network. Wait ten minutes and try again.")


class UnknownFile(CannotCompare):
    """Bytes that are none of the files we read."""

    status = 415
    message = _(
        "This kind of file cannot be read here. Save it as PDF, DOCX or plain text, or paste the "
        "text."
    )


class TooMuchInside(CannotCompare):
    """A bomb, or a file that is one by accident."""

    status = 413
    message = _(
        "There is too much in this file to read it safely. Copy the text out of it and paste that."
    )


class BrokenFile(CannotCompare):
    """A file that its own kind's reader refuses."""

    message = _("The file is damaged. Open it, copy the text and paste that.")


class LockedFile(CannotCompare):
    """A PDF that asks for a password."""

    message = _("The file is locked with a password. Open it, copy the text and paste that.")


class NoTextInside(CannotCompare):
    """Pages that are pictures."""

    message = _(
        "No text was found in this file; it may be a scan. Send a picture of the page, or type a "
        "paragraph with its figures."
    )


class CannotReadPictures(CannotCompare):
    """The program for it is not installed."""

    status = 501
    message = _(
        "This site cannot read pictures at the moment. Type a paragraph of the text, with its "
        "figures, and compare that."
    )
