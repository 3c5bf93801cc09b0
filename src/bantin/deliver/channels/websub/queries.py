"""Reads: how full the hub is."""

from bantin.deliver.channels.websub.models import FeedSubscription, Intent
from bantin.deliver.endpoints.queries import open_endpoints

CODE = "websub"
MOST_OF_A_HOST = 200  # subscriptions that lead to one host
MOST = 20_000
MOST_WAITING = 1_000  # requests whose callback was not asked yet
MOST_WAITING_OF_A_HOST = 50


def is_full(host: str, *, key: str) -> bool:
    """Whether one more request for this host is too much; a repeated one never is."""
    known = FeedSubscription.objects.filter(key=key).exists()
    if known or Intent.objects.filter(key=key).exists():
        return False
    waiting, of_host = Intent.objects.all(), Intent.objects.filter(host=host)
    if waiting.count() >= MOST_WAITING or of_host.count() >= MOST_WAITING_OF_A_HOST:
        return True
    following = open_endpoints().filter(channel=CODE)
    return following.count() >= MOST or following.filter(name=host).count() >= MOST_OF_A_HOST
