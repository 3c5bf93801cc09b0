"""The coverage register: items, and what each took from our editions."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bantin.decide.programme.models import Column
from bantin.publish.record.models import Edition
from bantin.receive.contacts.models import Outlet, Relation
from bantin.receive.intake.models import Arrival
from bantin.receive.subjects.models import Area, Topic


class Story(models.Model):
    """Items that carry the same text: one publication and its reprints (syndication)."""

    first = models.ForeignKey(
        "Item", null=True, on_delete=models.SET_NULL, related_name="+"
    )  # the first publisher's
    count = models.PositiveIntegerField(_("number of items"), default=0)

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    def __str__(self) -> str:
        return f"{self.pk} ({self.count})"


class Item(models.Model):
    """One piece published or broadcast by an outlet or by a creator who registered the link."""

    class Medium(models.TextChoices):
        WEB = "web", _("web")
        PRINT = "print", _("print")
        RADIO = "radio", _("radio")
        TELEVISION = "television", _("television")
        SOCIAL = "social", _("registered post")

    class Form(models.TextChoices):
        NEWS = "news", _("short news")
        ARTICLE = "article", _("article")
        REPORTAGE = "reportage", _("reportage")

    arrival = models.ForeignKey(Arrival, on_delete=models.PROTECT, related_name="items")
    outlet = models.ForeignKey(
        Outlet,
        verbose_name=_("outlet"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="items",
    )
    url = models.CharField(_("address"), max_length=2000, blank=True)
    fingerprint = models.CharField(max_length=64, unique=True)  # of url, else of outlet and text
    title = models.CharField(_("title"), max_length=500)
    text = models.TextField(_("text"))
    folded = models.TextField(blank=True)  # title and beginning of the text without marks
    author = models.CharField(_("author as printed"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    medium = models.CharField(_("medium"), max_length=12, choices=Medium, default=Medium.WEB)
    form = models.CharField(_("form"), max_length=12, choices=Form, default=Form.NEWS)
    form_reason = models.CharField(max_length=60, blank=True)  # code of the rule that chose it
    form_by_hand = models.BooleanField(default=False)
    language_by_hand = models.BooleanField(default=False)
    column = models.ForeignKey(
        Column,
        verbose_name=_("column"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="items",
    )
    column_printed = models.CharField(_("column as printed"), max_length=200, blank=True)
    airtime_seconds = models.PositiveIntegerField(_("airtime in seconds"), null=True, blank=True)
    page = models.CharField(_("page"), max_length=20, blank=True)
    relation = models.CharField(
        _("whose it is"), max_length=12, choices=Relation, default=Relation.INDEPENDENT
    )
    topics = models.ManyToManyField(Topic, through="ItemTopic", related_name="items")
    topics_by_hand = models.BooleanField(default=False)  # then tracing leaves them alone
    areas = models.ManyToManyField(Area, through="ItemArea", related_name="items")
    areas_by_hand = models.BooleanField(default=False)
    archived = models.ForeignKey(
        Arrival, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # the page as it was kept; ``arrival`` is what the item was read from
    story = models.ForeignKey(
        Story, null=True, blank=True, on_delete=models.SET_NULL, related_name="items"
    )
    is_reprint = models.BooleanField(default=False)  # in a story, and not its first publication
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    added_at = models.DateTimeField(_("added"))
    when = models.GeneratedField(
        expression=Coalesce("published_at", "added_at"),
        output_field=models.DateTimeField(),
        db_persist=True,
    )  # the instant that it counts for
    day = models.DateField(editable=False)  # the local day of ``when``: see ``set_day``
    traced_at = models.DateTimeField(_("traced"), null=True)
    is_matched = models.BooleanField(default=False)  # these three: what its matches say together
    has_drift = models.BooleanField(default=False)
    outdated_since = models.DateTimeField(_("outdated since"), null=True)
    set_aside_at = models.DateTimeField(_("set aside"), null=True, blank=True)
    set_aside_because = models.CharField(_("why set aside"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("coverage item")
        verbose_name_plural = _("coverage items")
        constraints = [
            models.CheckConstraint(
                name="item_set_aside_with_a_reason",
                condition=Q(set_aside_at=None, set_aside_because="")
                | (Q(set_aside_at__isnull=False) & ~Q(set_aside_because="")),
            ),
        ]
        indexes = [
            models.Index(fields=["-when", "-id"], name="item_by_time"),
            models.Index(fields=["outlet", "-when", "-id"], name="item_by_outlet"),
            models.Index(fields=["story", "when"], name="item_by_story"),
            models.Index(fields=["added_at"], name="item_by_arrival"),
            models.Index(fields=["added_at"], condition=Q(traced_at=None), name="item_untraced"),
            models.Index(
                fields=["-when", "-id"], condition=Q(has_drift=True), name="item_with_drift"
            ),
            models.Index(
                fields=["-when", "-id"],
                condition=Q(outdated_since__isnull=False),
                name="item_outdated",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the day that belongs to the instant."""
        self.set_day()
        names = kwargs.get("update_fields")
        if names is not None and {"published_at", "added_at"} & set(names):
            kwargs["update_fields"] = {*names, "day"}
        super().save(*args, **kwargs)

    def set_day(self) -> None:
        """Set the local day; whoever writes many items at once calls it for each."""
        self.day = timezone.localdate(self.published_at or self.added_at)


class How(models.TextChoices):
    """How an item came to be filed under a topic or an area."""

    MATCH = "match", _("by the edition that it copies")
    RULE = "rule", _("by a saved rule")
    HAND = "hand", _("by hand")


class ItemTopic(models.Model):
    """An item is about a topic."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="topic_rows")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=5, choices=How)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "topic"], name="item_topic_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.topic_id}"


class ItemArea(models.Model):
    """An item is about a place."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="area_rows")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=5, choices=How)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "area"], name="item_area_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.area_id}"


class Match(models.Model):
    """The evidence that an item reproduces passages of an edition."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="matches")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="matches")
    score = models.FloatField(_("score"))
    item_share = models.FloatField(_("share of the item"))  # 0 to 1
    edition_share = models.FloatField(_("share of the edition"))  # 0 to 1
    edition_certain = models.BooleanField(
        default=True
    )  # False: the copied part is in other editions too
    passages = models.JSONField(default=list)  # [{"item": [start, end], "edition": [start, end]}]
    drift = models.JSONField(default=list)  # the line format's list, with "edition_at" as well
    outdated_since = models.DateTimeField(
        _("outdated since"), null=True
    )  # when the edition went live that the copy should have followed
    outdated_figures = models.JSONField(
        default=list
    )  # [{"kind", "copy", "current", "item_at", "current_at"}]
    traced_at = models.DateTimeField(_("traced"))

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        ordering = ["-score"]
        constraints = [
            models.UniqueConstraint(fields=["item", "edition"], name="match_once"),
            models.CheckConstraint(
                name="match_shares_are_shares",
                condition=Q(item_share__range=(0, 1), edition_share__range=(0, 1)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["outdated_since"],
                condition=Q(outdated_since__isnull=False),
                name="match_outdated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} ~ {self.edition_id}"


class ImportRun(models.Model):
    """One import: from what, by whom, and what became of each row."""

    class Kind(models.TextChoices):
        FILE = "file", _("file")
        FEED = "feed", _("feed")
        ADDRESS = "address", _("single address")
        TEXT = "text", _("pasted text")

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    source = models.CharField(_("source"), max_length=2000)
    arrival = models.ForeignKey(Arrival, null=True, on_delete=models.PROTECT, related_name="runs")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.WAITING)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    added = models.PositiveIntegerField(_("added"), default=0)
    known = models.PositiveIntegerField(_("already there"), default=0)
    rejected = models.JSONField(default=list)  # [{"row": 3, "why": "..."}], at most 1,000
    rejected_count = models.PositiveIntegerField(_("rejected"), default=0)
    total_rows = models.PositiveIntegerField(default=0)
    done_rows = models.PositiveIntegerField(default=0)  # where to go on after an interruption
    leased_until = models.DateTimeField(null=True)
    message = models.TextField(_("message"), blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return self.source

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in {self.Status.DONE, self.Status.FAILED}


class LookBack(models.Model):
    """Looking for copies of a newly public edition among the items that we already had."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="look_back")
    last_item = models.BigIntegerField(default=0)  # the primary key up to which we looked
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(done_at=None), name="look_back_due"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} ({self.last_item})"


class Tally(models.Model):
    """How many items are alike in everything that figures ask for, in a day and in a month.

    Kept by triggers: what counts is the sum of all rows alike. A change adds rows with +1 and -1;
    settling adds them up. 0 stands for no outlet, no column.
    """

    class Grain(models.TextChoices):
        DAY = "d", "day"
        MONTH = "m", "month"

    class Kind(models.TextChoices):
        ITEM = "i", "item"
        TOPIC = "t", "item under a topic"
        AREA = "a", "item under an area"

    kind = models.CharField(max_length=1, choices=Kind)
    subject = models.BigIntegerField(default=0)  # the topic or area
    grain = models.CharField(max_length=1, choices=Grain)
    first = models.DateField()  # the day, or the first of the month
    outlet = models.BigIntegerField()
    column = models.BigIntegerField()
    medium = models.CharField(max_length=12)
    form = models.CharField(max_length=12)
    language = models.CharField(max_length=5)
    relation = models.CharField(max_length=12)
    is_traced = models.BooleanField()
    is_matched = models.BooleanField()
    has_drift = models.BooleanField()
    is_outdated = models.BooleanField()
    is_reprint = models.BooleanField()
    items = models.BigIntegerField()
    airtime = models.BigIntegerField()
    settled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "kind",
                    "grain",
                    "subject",
                    "first",
                    "outlet",
                    "column",
                    "medium",
                    "form",
                    "language",
                    "relation",
                    "is_traced",
                    "is_matched",
                    "has_drift",
                    "is_outdated",
                    "is_reprint",
                ],
                condition=Q(settled=True),
                name="tally_settled_once",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "grain", "subject", "first"], name="tally_by_first"),
            models.Index(fields=["id"], condition=Q(settled=False), name="tally_unsettled"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}{self.grain} {self.first}: {self.items}"
