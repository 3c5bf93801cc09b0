"""What ``bantin doctor`` says of mail that comes back."""

from collections.abc import Iterator

from bantin.cli.checks import Finding, ok
from bantin.cli.text import _, why


def comes_back() -> Iterator[Finding]:
    """Whether anybody hears of mail that cannot be delivered, and by which way."""
    from django.conf import settings

    yield provider()
    yield _mailbox(settings.BOUNCES) if settings.BOUNCES else _no_mailbox()


def provider() -> Finding:
    """Whether the mail provider that the office names can be heard."""
    from django.conf import settings

    from bantin.core.refusals import Refusal
    from bantin.deliver.channels.email import providers
    from bantin.deliver.channels.email.errors import UnknownProvider

    try:
        chosen = providers.chosen()
    except UnknownProvider as refusal:
        advice = _("Write one of these names, or leave BANTIN_MAIL_PROVIDER out.")
        return Finding("mail_provider", "problem", str(refusal), advice)
    except Refusal as refusal:
        advice = _(
            "Take the provider's signing key, or make a secret with `openssl rand -hex 32`; see "
            "docs/how-to/send-mail.md."
        )
        return Finding("mail_provider", "problem", str(refusal), advice)
    if chosen is None:
        return ok("mail_provider", _("No mail provider posts events here."))
    address = f"{settings.BASE_URL}/mail-events"
    return ok(
        "mail_provider",
        _("%(provider)s may post its events to %(address)s.")
        % {"provider": chosen.name, "address": address},
    )


def _no_mailbox() -> Finding:
    from django.conf import settings

    if settings.DEMO or settings.MAIL_PROVIDER:
        return ok("bounces", _("No mailbox for returned mail is read."))
    return Finding(
        "bounces",
        "warning",
        _("Nobody hears of mail that comes back: addresses that no longer exist keep getting it."),
        _("Set BANTIN_BOUNCES to the mailbox of the bounce address, or BANTIN_MAIL_PROVIDER."),
    )


def _mailbox(address: str) -> Finding:
    """Log in, open the folder, and look how it keeps marks."""
    from bantin.deliver.channels.email import mailboxes

    place = mailboxes.place_of(address)
    try:
        mailbox = mailboxes.opened(address)
    except mailboxes.TROUBLE as error:
        return Finding(
            "bounces",
            "problem",
            _("The mailbox for returned mail, %(place)s, cannot be read: %(why)s.")
            % {"place": place, "why": _said(error)},
            _("Check user, password and folder in BANTIN_BOUNCES, and that the server answers."),
        )
    marks = mailbox.marks
    mailbox.close()
    how = {
        mailboxes.Marks.OWN: _("what was read gets the keyword BantinRead"),
        mailboxes.Marks.SEEN: _("what was read counts as seen; let nobody else open mail there"),
        mailboxes.Marks.NONE: _("the server keeps no marks, so the office remembers what it read"),
    }
    return ok(
        "bounces",
        _("Returned mail is read from %(place)s: %(how)s.") % {"place": place, "how": how[marks]},
    )


def _said(error: Exception) -> str:
    if isinstance(error, OSError):
        return why(error) or type(error).__name__
    said = error.args[0] if error.args else ""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return words.strip().rstrip(".") or type(error).__name__
