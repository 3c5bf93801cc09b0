"""What the record refuses, in words that say what to do."""

from django.utils.translation import gettext_lazy as _

from bantin.core.refusals import Refusal


class NotYet(Refusal):
    """Nothing is public before its instant."""

    message = _(
        "“%(title)s” is not due before %(instant)s. Wait for it, or choose another go-live "
        "instant and have it approved again."
    )


class AlreadyLive(Refusal):
    """What is public stays on the record."""

    message = _(
        "“%(title)s” is live: what was published stays on the record. Publish a correction notice "
        "or a withdrawal instead."
    )


class NothingToChange(Refusal):
    """A correction or a withdrawal has something to replace."""

    message = _(
        "“%(title)s” has not gone live, so there is nothing to correct or withdraw. Submit it as a "
        "release."
    )


class NoTitle(Refusal):
    """An edition has a title."""

    message = _("The release has no title. Write one and submit it again.")


class TitleTooLong(Refusal):
    """A title fits the places where it is shown."""

    message = _(
        "The title has %(length)s characters, and %(limit)s are possible. Shorten it and submit "
        "the release again."
    )


class NoText(Refusal):
    """An edition has a text."""

    message = _(
        "“%(title)s” has no text that can be published. Write it as paragraphs and submit the "
        "release again."
    )


class NotText(Refusal):
    """An edition is text that every system reads alike."""

    message = _(
        "“%(title)s” has characters that no system can keep (%(error)s). Paste it again as plain "
        "text and submit it again."
    )


class NotAnImage(Refusal):
    """Pictures are ones that every reader can open."""

    message = _(
        "“%(name)s” is not a picture that can be published. Use JPEG, PNG, WebP or GIF, replace it "
        "in the release and submit it again."
    )


class TooManyPixels(Refusal):
    """A picture is decoded in bounded memory."""

    message = _(
        "“%(name)s” has more than %(limit)s million pixels. Make it smaller, replace it in the "
        "release and submit it again."
    )


class FileMissing(Refusal):
    """What is sealed is there in full."""

    message = _(
        "The file “%(name)s” cannot be read from the desk's storage. Upload it again, replace it "
        "in the release and submit it again."
    )


class MediaMissing(Refusal):
    """Bytes that the record names are not there."""

    message = _(
        "The record has no file %(sha256)s. Bring it back from a backup: `bantin ledger verify "
        "--media` lists what is missing."
    )


class CannotKeep(Refusal):
    """Nothing is sealed that could not be written down."""

    message = _(
        "The record could not keep a file (%(error)s). Make room on the disk or mend its rights, "
        "then approve again; nothing was sealed."
    )


class NoKey(Refusal):
    """Nothing goes live unsigned."""

    message = _(
        "There is no signing key in %(folder)s. Bring the folder back from your backup; for a new "
        "office run `bantin init`."
    )


class NoCertificate(Refusal):
    """Nothing leaves unsigned that says it is signed."""

    message = _(
        "There is no certificate (%(file)s) in %(folder)s. Bring it back from your backup; if it "
        "never was there, run `bantin init`."
    )


class KeyExposed(Refusal):
    """A key that others can read proves nothing."""

    message = _(
        "The signing key %(path)s can be read by others. Run `chmod 700` on its folder and "
        "`chmod 600` on the file; if others were on this machine, also `bantin ledger rotate-key`."
    )


class KeyUnreadable(Refusal):
    """A damaged key signs nothing."""

    message = _(
        "The signing key %(path)s cannot be used (%(error)s). Bring the folder back from your "
        "backup."
    )


class NotInForce(Refusal):
    """Only what is in force is cancelled."""

    message = _(
        "“%(title)s” is not in force: it is not live yet, it is over, or it was cancelled before. "
        "Look at the list of notices."
    )


class MayNotCancel(Refusal):
    """Roles grant the cancellation; being a superuser does not."""

    message = _(
        "Only the spokesperson, or a person authorised for its topics, cancels “%(title)s”. "
        "Call one of them now."
    )
