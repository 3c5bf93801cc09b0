"""What other apps of this stage add to a release: conditions of submitting and approving, a mark.

A release knows nothing of them; each registers itself in its ``AppConfig.ready``. The mark stands
beside the release wherever the desk shows it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from bantin.accounts.models import User
from bantin.decide.releases.models import Release, SignOff

Check = Callable[[Release, str, datetime], None]
Approval = Callable[[SignOff, User], None]
Mark = Callable[[Release], SafeString]
Ends = Callable[[Release], bool]


@dataclass(frozen=True)
class Extension:
    """One app's additions; ``relation`` is the name of its rows on a release."""

    relation: str
    check: Check  # (release, kind of the request, instant of go-live) refuses or does nothing
    approval: Approval  # (request, who wants to approve it) refuses or does nothing
    mark: Mark
    ends_elsewhere: Ends  # whether the release is withdrawn on another page than by a request


_extensions: dict[str, Extension] = {}


def register(
    relation: str, *, check: Check, approval: Approval, mark: Mark, ends_elsewhere: Ends
) -> None:
    """Add to every release what ``relation`` brings along."""
    _extensions[relation] = Extension(relation, check, approval, mark, ends_elsewhere)


def relations() -> list[str]:
    """The rows that lists fetch together with their releases."""
    return list(_extensions)


def check(release: Release, kind: str, instant: datetime) -> None:
    """Refuse to submit what an extension does not allow to go live at ``instant``."""
    for extension in _extensions.values():
        extension.check(release, kind, instant)


def check_approval(sign_off: SignOff, by: User) -> None:
    """Refuse an approval that an extension does not allow."""
    for extension in _extensions.values():
        extension.approval(sign_off, by)


def marks(release: Release) -> list[SafeString]:
    """The marks of a release; none for an ordinary one."""
    return [mark for e in _extensions.values() if (mark := e.mark(release))]


def ends_elsewhere(release: Release) -> bool:
    """Whether a release is withdrawn on a page of its own, not by a request for approval."""
    return any(extension.ends_elsewhere(release) for extension in _extensions.values())
