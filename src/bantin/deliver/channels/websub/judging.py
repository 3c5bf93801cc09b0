"""What the reply of a subscriber or of another hub means."""

from datetime import datetime

from bantin.deliver.channels.base import Answer, Outcome
from bantin.deliver.channels.http.channel import Reply
from bantin.deliver.channels.replies import retry_after

GONE = 410


def judge(reply: Reply, *, at: datetime, may_close: bool = True) -> Answer:
    """2xx is a hand-over, 410 ends a subscription, anything else is tried again.

    Redirects count as failures: where they lead, nobody has said yes.
    """
    if 200 <= reply.status < 300:
        return Answer(Outcome.HANDED_OVER, str(reply.status))
    if reply.status == GONE and may_close:
        return Answer(Outcome.REFUSED, "410 Gone", address_is_dead=True)
    wait = retry_after(reply.headers, at=at)
    return Answer(Outcome.LATER, str(reply.status), retry_after=wait)
