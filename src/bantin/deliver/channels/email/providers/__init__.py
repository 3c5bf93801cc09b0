"""Mail providers that tell us by HTTP what became of a mail, one module for each.

django-anymail knows how each of them signs and words what it posts; here stands what is ours: which
headers make a provider name the delivery and count neither opens nor clicks, and what it calls an
address that is dead.
"""

from django.conf import settings

from bantin.deliver.channels.email.errors import SecretTooWeak, UnknownProvider
from bantin.deliver.channels.email.providers.base import Provider
from bantin.deliver.channels.email.providers.brevo import BREVO
from bantin.deliver.channels.email.providers.mailgun import MAILGUN
from bantin.deliver.channels.email.providers.mailjet import MAILJET
from bantin.deliver.channels.email.providers.postmark import POSTMARK

PROVIDERS = {
    "brevo": BREVO,
    "mailgun": MAILGUN,
    "mailjet": MAILJET,
    "postmark": POSTMARK,
}
SHORTEST_SECRET = 16  # characters


def chosen() -> Provider | None:
    """The provider that the office names, ready to be heard; None when it names none.

    Raises:
        UnknownProvider: There is none with this name.
        SecretTooWeak: Everybody could post in its name.
    """
    if not settings.MAIL_PROVIDER:
        return None
    provider = PROVIDERS.get(settings.MAIL_PROVIDER)
    if provider is None:
        raise UnknownProvider(name=settings.MAIL_PROVIDER, known=", ".join(sorted(PROVIDERS)))
    secret = settings.MAIL_PROVIDER_SECRET
    if len(secret) < SHORTEST_SECRET or not (secret.isascii() and secret.isprintable()):
        raise SecretTooWeak(provider=provider.name, length=SHORTEST_SECRET)
    return provider


def headers() -> tuple[tuple[str, str], ...]:
    """What a mail says to the provider on its way; nothing for a mail server of one's own."""
    provider = PROVIDERS.get(settings.MAIL_PROVIDER)
    return provider.headers if provider else ()
