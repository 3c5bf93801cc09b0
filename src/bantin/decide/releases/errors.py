"""Refusals around writing, submitting and approving a release."""

from django.utils.translation import gettext_lazy as _

from bantin.core.refusals import Refusal


class MayNotSubmit(Refusal):
    """Only press officers and spokespersons submit."""

    message = _(
        "“%(title)s” was not submitted: your account has no right to submit releases. "
        "Ask a press officer to submit it."
    )


class NothingSaved(Refusal):
    """There is no revision to approve."""

    message = _("“%(title)s” has not been saved yet. Save it, then submit it.")


class Incomplete(Refusal):
    """Something that every release needs is missing."""

    message = _("“%(title)s” is not complete: %(missing)s. Add this, save, and submit again.")


class AlreadySubmitted(Refusal):
    """One open request for each release."""

    message = _(
        "“%(title)s” is waiting for approval already. "
        "Take that request back before you submit again."
    )


class AlreadyApproved(Refusal):
    """It will go live; a second approval has no meaning."""

    message = _(
        "“%(title)s” is approved already and will go live by itself. To change it, edit the text "
        "(that voids the approval) or call the go-live off first."
    )


class NothingToReplace(Refusal):
    """A correction or a withdrawal needs something that is live."""

    message = _(
        "“%(title)s” was never published, so there is nothing to correct or to withdraw. "
        "Submit it as a release."
    )


class AlreadyPublished(Refusal):
    """A second original would hide what changed."""

    message = _(
        "“%(title)s” is published already. Submit the new text as a correction notice or as a "
        "withdrawal, and say what changed and why."
    )


class AlreadyWithdrawn(Refusal):
    """A withdrawal is not withdrawn again."""

    message = _(
        "“%(title)s” is withdrawn already. To publish it again, submit a correction notice."
    )


class ReasonMissing(Refusal):
    """People are told why."""

    message = _("A reason is missing. Write what has to change, or what changed, and why.")


class InstantInThePast(Refusal):
    """The past cannot be published into."""

    message = _(
        "%(instant)s is in the past. "
        "Choose a later time, or choose to go live right after approval."
    )


class NotOpen(Refusal):
    """Somebody decided already."""

    message = _(
        "This request for “%(title)s” is no longer open (%(status)s). "
        "Reload the page to see what happened."
    )


class NotApproved(Refusal):
    """Only an approved request goes live or is called off."""

    message = _(
        "“%(title)s” has no approval that holds (%(status)s). Submit it and have it approved first."
    )


class MayNotDecide(Refusal):
    """Roles grant the decision; being a superuser does not."""

    message = _(
        "Only the spokesperson or an authorised person decides about “%(title)s”. "
        "Ask one of them, or ask the administrator to give you the role."
    )


class OutsideAuthorisation(Refusal):
    """An authorised person decides inside the topics and dates of the authorisation."""

    message = _(
        "Your authorisation does not cover “%(title)s” today; it lacks: %(topics)s. "
        "Ask the spokesperson to decide."
    )


class OwnEdit(Refusal):
    """Four eyes."""

    message = _(
        "You made the last change to “%(title)s” yourself, so somebody else has to approve it. "
        "Ask another spokesperson or authorised person."
    )


class EditorUnknown(Refusal):
    """Four eyes need to know whose eyes the first two were."""

    message = _(
        "It is not known who made the last change to “%(title)s”. "
        "Open it, check it, save it and submit it again."
    )


class EditedSince(Refusal):
    """What was submitted is not what would go out."""

    message = _(
        "“%(title)s” was changed after it was submitted. "
        "Submit the new text and have that approved."
    )


class SecondFactorMissing(Refusal):
    """A password alone approves nothing."""

    message = _(
        "To approve “%(title)s”, confirm with your passkey or a code from your authenticator app "
        "first; a confirmation lasts ten minutes."
    )


class HasHistory(Refusal):
    """Nothing that went through approval is deleted."""

    message = _(
        "“%(title)s” cannot be deleted: it was submitted for approval, and that history is kept. "
        "If it is published, submit a withdrawal instead."
    )


class FileInUse(Refusal):
    """The bytes under a submitted release stay as they were submitted."""

    message = _(
        "The file was not replaced: “%(title)s” uses it and is waiting for approval or go-live. "
        "Upload the new file as a new one and choose it in the release."
    )
