"""What the office says about itself on a day."""

from datetime import date

from django.db.models import Q, QuerySet

from bantin.publish.imprint.models import PressDesk, Spokesperson, TimeLimit, Wording


def speaking(today: date) -> QuerySet[Spokesperson]:
    """Who speaks for the agency on that day."""
    return Spokesperson.objects.filter(Q(until=None) | Q(until__gte=today), since__lte=today)


def press_desk() -> PressDesk:
    """How the press reaches the office; empty where nobody filled it in."""
    return PressDesk.objects.first() or PressDesk(pk=1)


def time_limits(today: date) -> QuerySet[TimeLimit]:
    """The limits that hold on that day."""
    return TimeLimit.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_to=None) | Q(valid_to__gte=today)
    )


def wordings(policy: str) -> list[Wording]:
    """What the office said about a policy in its own words, newest first; the first one counts."""
    return list(Wording.objects.filter(policy=policy))
