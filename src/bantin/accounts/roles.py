"""The five roles; each is a group of the same name, made by a migration."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bantin.accounts.models import User


class Role(models.TextChoices):
    """What a member of staff may do. Being a superuser grants none of these."""

    PRESS_OFFICER = "press_officer", _("press officer")
    SPOKESPERSON = "spokesperson", _("spokesperson")
    AUTHORISED_PERSON = "authorised_person", _("authorised person")
    COVERAGE_CLERK = "coverage_clerk", _("coverage clerk")
    ADMINISTRATOR = "administrator", _("administrator")


def holds(user: User, *roles: Role) -> bool:
    """Whether ``user`` is active and a member of one of the groups of ``roles``."""
    return user.is_active and user.groups.filter(name__in=[role.value for role in roles]).exists()
