"""Questions about notices."""

from datetime import datetime

from bantin.accounts.models import User
from bantin.decide.notices.content import details_of
from bantin.decide.releases.models import Release
from bantin.decide.releases.queries import may_decide, topics_not_covered


def is_notice(release: Release) -> bool:
    """Whether ``release`` is an urgent notice, a drill included."""
    return details_of(release) is not None


def may_cancel(user: User, release: Release, at: datetime) -> bool:
    """Whether ``user`` alone may cancel: the spokesperson, or whose authorisation covers it."""
    return may_decide(user) and not topics_not_covered(user, list(release.topics.all()), at)
