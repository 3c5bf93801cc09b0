"""The words of the Common Alerting Protocol (CAP 1.2, OASIS) that notices use, with plain names.

The values are CAP's own and case-sensitive; the labels are what people read.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """What kind of thing it is."""

    SAFETY = "Safety", _("public safety")
    SECURITY = "Security", _("security and public order")
    MET = "Met", _("weather, storm, flood")
    FIRE = "Fire", _("fire, explosion")
    RESCUE = "Rescue", _("search and rescue")
    TRANSPORT = "Transport", _("traffic, transport")
    HEALTH = "Health", _("health, epidemic")
    ENV = "Env", _("environment, pollution")
    GEO = "Geo", _("landslide, earthquake")
    INFRA = "Infra", _("electricity, water, telecommunications")
    CBRNE = "CBRNE", _("chemicals, radiation, explosives")
    OTHER = "Other", _("something else")


class Severity(models.TextChoices):
    """How bad it is."""

    EXTREME = "Extreme", _("extreme danger to life")
    SEVERE = "Severe", _("severe danger")
    MODERATE = "Moderate", _("possible danger")
    MINOR = "Minor", _("little danger")


class Urgency(models.TextChoices):
    """How soon people should act."""

    IMMEDIATE = "Immediate", _("act now")
    EXPECTED = "Expected", _("act within the hour")
    FUTURE = "Future", _("prepare, there is time")


class Certainty(models.TextChoices):
    """How sure we are."""

    OBSERVED = "Observed", _("it is happening")
    LIKELY = "Likely", _("likely")
    POSSIBLE = "Possible", _("possible")


class Response(models.TextChoices):
    """What people should do, in one word."""

    EVACUATE = "Evacuate", _("leave the area")
    SHELTER = "Shelter", _("take shelter")
    AVOID = "Avoid", _("keep away")
    PREPARE = "Prepare", _("prepare")
    EXECUTE = "Execute", _("do as the instruction says")
    MONITOR = "Monitor", _("follow further news")
    ALL_CLEAR = "AllClear", _("the danger is over")
    NONE = "None", _("nothing to do")
