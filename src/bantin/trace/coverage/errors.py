"""What the coverage register refuses, in words for the person who imports."""

from django.utils.translation import gettext_lazy as _

from bantin.core.refusals import Refusal


class RowRefused(Refusal):
    """One row of an import cannot become an item; the others go on."""


class BrokenText(RowRefused):
    """Bytes that are no text."""

    message = _(
        "This row is not valid UTF-8 (the first damaged place is after “%(before)s”). Save the "
        "file again as UTF-8 and import it once more; rows that are here already stay as they are."
    )


class BrokenJSON(RowRefused):
    """A line that is no JSON object."""

    message = _(
        "This line is not a JSON object (%(why)s). Each line must hold one object such as "
        '{"url": "https://…", "title": "…", "text": "…"}.'
    )


class BrokenRow(RowRefused):
    """A line that no table has."""

    message = _(
        "This row cannot be read as a table row (%(why)s). Check the quotation marks in it and "
        "import the file again."
    )


class NotText(RowRefused):
    """A list or an object where text belongs."""

    message = _("“%(column)s” holds a list or an object. Put plain text there.")


class MissingText(RowRefused):
    """Neither title nor text, or no text to compare."""

    message = _("“%(column)s” is empty. Fill it in and import the file again.")


class TextTooLong(RowRefused):
    """More characters than we keep in one field."""

    message = _(
        "“%(column)s” has %(length)s characters; at most %(most)s are kept. Shorten it or split "
        "the item."
    )


class BadLink(RowRefused):
    """An address that no browser should be sent to."""

    message = _(
        "“%(url)s” is not an address that begins with http:// or https://. Correct it or leave "
        "it empty."
    )


class BadDate(RowRefused):
    """A date that we cannot read, or that lies ahead."""

    message = _(
        "“%(value)s” is not a date that we can read, or lies in the future. Write it as "
        "2027-03-01 09:00 or 01/03/2027 09:00."
    )


class BadChoice(RowRefused):
    """A word that is not in the list."""

    message = _("“%(value)s” is unknown in “%(column)s”. Use one of: %(choices)s.")


class UnknownOutlet(RowRefused):
    """An outlet that is not registered."""

    message = _(
        "The outlet “%(name)s” is not registered. Add it under Outlets, or write its code, name "
        "or web domain as registered, and import the file again."
    )


class NotRegistered(RowRefused):
    """A post whose author did not register the channel."""

    message = _(
        "“%(what)s” is a personal or social-network page that no creator registered. Only posts on "
        "channels that their creators registered here are kept; name that channel as the outlet."
    )


class ImportRefused(Refusal):
    """Nothing of what was given can be imported."""


class NotAFeed(ImportRefused):
    """Something else than RSS or Atom."""

    message = _(
        "“%(source)s” is not an RSS or Atom feed (%(why)s). Give the address of the feed itself, "
        "or import the page as a single address."
    )


class NotATable(ImportRefused):
    """A file that is neither JSON lines nor CSV."""

    message = _(
        "“%(source)s” cannot be read (%(why)s). Save it as CSV (UTF-8) or JSON lines with the "
        "columns %(columns)s."
    )


class NoArticle(ImportRefused):
    """A page in which no article was found."""

    message = _(
        "No article text was found at “%(source)s”. Paste the text by hand, with the address."
    )


class InterruptedImport(ImportRefused):
    """Something went wrong that is not the file's fault."""

    message = _(
        "The import stopped at row %(row)s because of an error in the program (%(why)s). What was "
        "added stays; import the same file again to go on, nothing is added twice."
    )
