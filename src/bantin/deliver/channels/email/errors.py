"""What the channel says no to. ``status`` is the answer's to a provider that posts."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from bantin.core.refusals import Refusal


class UnknownProvider(Refusal):
    """Nobody knows how this provider words what it posts."""

    message = _("BANTIN_MAIL_PROVIDER is “%(name)s”, which is none of these: %(known)s.")


class SecretTooWeak(Refusal):
    """An open endpoint that suppresses addresses would let anybody silence anybody."""

    message = _(
        "BANTIN_MAIL_PROVIDER_SECRET must have at least %(length)s characters of ASCII: without it "
        "anybody could say in the name of %(provider)s that an address is dead."
    )


class PostRefused(Refusal):
    """What was posted is not taken."""

    status = HTTPStatus.BAD_REQUEST


class NotTheProvider(PostRefused):
    """The secret is not there, or it is another one."""

    status = HTTPStatus.FORBIDDEN
    message = _("This did not come from the mail provider of this office.")


class NotUnderstood(PostRefused):
    """It comes from the provider and has another form."""

    message = _("This is no event of a mail.")


class TooLong(PostRefused):
    """Nobody has so much to say."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    message = _("Post fewer events at once.")
