"""Refusals about contacts: what, why, what next."""

from django.utils.translation import gettext_lazy as _

from bantin.core.refusals import Refusal


class NotAnAddress(Refusal):
    """The e-mail address cannot receive mail."""

    message = _(
        "“%(email)s” is not an e-mail address that mail can be sent to. "
        "Check the spelling and write it as name@domain, without spaces or line breaks."
    )


class NotOneLine(Refusal):
    """A name carries a line break or another control character (header injection)."""

    message = _(
        "The name “%(name)s” contains a line break or another control character. "
        "Nothing was saved. Type the name again on one line."
    )


class ConsentWithoutWords(Refusal):
    """A consent must say what was agreed to and how it reached us."""

    message = _(
        "The consent of %(email)s has no text or no source. Nothing was saved. "
        "Enter the words that the person agreed to and how they reached the office."
    )


class UnknownCode(Refusal):
    """A list names a topic, an area, an outlet, a kind or a language that is not there."""

    message = _(
        "“%(code)s” is not a known value for “%(column)s”. "
        "Use one of the codes on the desk, or add it there first."
    )


class FileRefused(Refusal):
    """A contact list that cannot be read at all."""

    message = _(
        "The file was not imported: %(why)s. Nothing was changed. Save the list as CSV in UTF-8, "
        "at most %(most)s MB, with these columns in the first line: %(columns)s."
    )
