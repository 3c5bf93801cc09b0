"""Tallies say the same as the rows, after every kind of change and for every filter they know."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.db import transaction

from bantin.decide.programme.models import Column
from bantin.receive.contacts.models import Outlet, Relation
from bantin.receive.intake.models import Arrival
from bantin.receive.subjects.models import Area, Topic
from bantin.trace.coverage import queries
from bantin.trace.coverage.filters import ItemFilter, State
from bantin.trace.coverage.models import How, Item, ItemArea, ItemTopic, Tally
from bantin.trace.coverage.tallies import counting, settling
from bantin.trace.coverage.tallies.triggers import TRIGGERS

NOW = datetime(2026, 6, 1, tzinfo=UTC)
FIRST = datetime(2026, 1, 1, 3, tzinfo=UTC)


class Register:
    """A register of items that a seed decides."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.outlets: list[Outlet | None] = [None]
        for n, kind in enumerate(["newspaper", "radio", "newspaper"]):
            outlet = Outlet.objects.create(code=f"o{n}", name=f"Báo {n}", kind=kind)
            self.outlets.append(outlet)
        self.column = Column.objects.create(outlet=outlet, name="An ninh")
        self.topics = [Topic.objects.create(code=f"t{n}", name_vi=f"Chủ đề {n}") for n in (1, 2)]
        self.areas = [Area.objects.create(code=f"a{n}", name_vi=f"Phường {n}") for n in (1, 2)]
        self.arrival = Arrival.objects.create(
            way="entered", source="x", sha256="0" * 64, size=0, body=b"", at=FIRST
        )

    def item(self) -> Item:
        chance = self.chance
        matched = chance.random() < 0.5
        item = Item(
            arrival=self.arrival,
            fingerprint=f"{chance.getrandbits(200):064x}"[:64],
            title="Tin",
            text="Nội dung",
            outlet=chance.choice(self.outlets),
            column=chance.choice([None, self.column]),
            medium=chance.choice(Item.Medium.values),
            form=chance.choice(Item.Form.values),
            language=chance.choice(["vi", "en", ""]),
            relation=chance.choice(Relation.values),
            airtime_seconds=chance.choice([None, 30, 95]),
            published_at=chance.choice([None, FIRST + timedelta(hours=chance.randrange(3_600))]),
            added_at=FIRST + timedelta(hours=chance.randrange(3_600)),
            traced_at=chance.choice([None, NOW]),
            is_matched=matched,
            has_drift=matched and chance.random() < 0.3,
            outdated_since=FIRST if matched and chance.random() < 0.3 else None,
            is_reprint=chance.random() < 0.3,
        )
        item.set_day()
        return item

    def fill(self, many: int) -> None:
        items = Item.objects.bulk_create(self.item() for _ in range(many))
        for item in items:
            for topic in self.topics:
                if self.chance.random() < 0.4:
                    ItemTopic.objects.create(item=item, topic=topic, how=How.HAND)
            if self.chance.random() < 0.5:
                area = self.chance.choice(self.areas)
                ItemArea.objects.create(item=item, area=area, how=How.RULE)


@pytest.fixture
def register(db: None) -> Register:
    register = Register(7)
    register.fill(60)
    return register


def filters() -> list[ItemFilter]:
    """Every filter alone, and a good many together."""
    days = ["", "2026-01-15", "2026-02-01", "2026-02-28", "2026-03-31", "2026-05-20"]
    stretches = [ItemFilter(since=a, until=b) for a, b in product(days, days)]
    ones = [
        *(ItemFilter(state=state) for state in State.values),
        *(ItemFilter(outlet=code) for code in ("o0", "o1", "none", "nowhere")),
        *(ItemFilter(kind=kind) for kind in ("newspaper", "radio", "agency")),
        *(ItemFilter(medium=medium) for medium in Item.Medium.values),
        *(ItemFilter(form=form) for form in Item.Form.values),
        *(ItemFilter(topic=code) for code in ("t1", "t2", "nothing")),
    ]
    together = [one.with_(since="2026-02-10", until="2026-04-20") for one in ones]
    return [*stretches, *ones, *together, ItemFilter(topic="t1", kind="newspaper", form="news")]


def same() -> None:
    """Every count of the tallies is that of the rows."""
    assert settling.differences() == 0
    for chosen in filters():
        counted = counting.count(chosen, NOW)
        assert counted == queries.items(NOW, chosen).count(), chosen


def test_tallies_say_the_same_as_the_rows(register: Register) -> None:
    assert Tally.objects.exists()
    same()
    settling.settle(least=1)
    same()
    assert not Tally.objects.filter(settled=False).exists()


CHANGES: dict[str, Callable[[Register], object]] = {
    "an item changes": lambda r: Item.objects.filter(medium="web").update(
        medium="print", form="article", airtime_seconds=12, is_matched=True
    ),
    "an item moves to another day": lambda r: [
        _moved(item).save() for item in Item.objects.all()[:9]
    ],
    "an item leaves its outlet": lambda r: Item.objects.filter(outlet__code="o0").update(
        outlet=None, column=None
    ),
    "items are set aside": lambda r: Item.objects.filter(form="news").update(
        set_aside_at=NOW, set_aside_because="trùng"
    ),
    "an item is deleted": lambda r: Item.objects.filter(form="article").delete(),
    "a topic is taken away": lambda r: ItemTopic.objects.filter(topic__code="t1").delete(),
    "an area becomes another": lambda r: ItemArea.objects.filter(area__code="a1").update(
        area=Area.objects.get(code="a2")
    ),
    "an item is traced": lambda r: Item.objects.filter(traced_at=None).update(traced_at=NOW),
    "more items come": lambda r: r.fill(10),
    "only a text changes": lambda r: Item.objects.update(text="khác", title="khác"),
}


def _moved(item: Item) -> Item:
    item.published_at = FIRST + timedelta(days=70)
    return item


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("settled", [False, True])
def test_tallies_follow_when(what: str, register: Register, settled: bool) -> None:
    if settled:
        settling.settle(least=1)
    CHANGES[what](register)
    same()


def test_an_item_that_comes_back_counts_again(register: Register) -> None:
    Item.objects.update(set_aside_at=NOW, set_aside_because="nhầm")
    assert counting.count(ItemFilter(), NOW) == 0
    Item.objects.update(set_aside_at=None, set_aside_because="")
    same()


def test_a_change_that_is_taken_back_leaves_nothing(register: Register) -> None:
    before = Tally.objects.count()
    with transaction.atomic():
        Item.objects.filter(medium="web").update(medium="print")
        assert Tally.objects.count() > before
        transaction.set_rollback(True)
    assert Tally.objects.count() == before
    same()


def test_airtime_is_added_up(register: Register) -> None:
    true = sum(item.airtime_seconds or 0 for item in Item.objects.filter(medium="radio"))
    assert counting.airtime(ItemFilter(medium="radio"), NOW) == true


def test_items_are_counted_by_what_tells_them_apart(register: Register) -> None:
    chosen = ItemFilter(since="2026-01-20", until="2026-05-03")
    items = list(queries.items(NOW, chosen))

    assert counting.by(chosen, NOW, "medium") == _counts(item.medium for item in items)
    assert counting.by(chosen, NOW, "outlet") == _counts(item.outlet_id for item in items)
    per_topic = _counts(t.pk for item in items for t in item.topics.all())
    assert counting.by_subject(chosen, NOW, Tally.Kind.TOPIC) == per_topic
    assert counting.per_day(chosen, NOW) == _counts(item.day for item in items)
    january = date(2026, 1, 1), date(2026, 1, 31)
    count = counting.by_span(ItemFilter(), NOW, [january])
    assert count == [queries.items(NOW, ItemFilter(since="2026-01-01", until="2026-01-31")).count()]


def _counts(values: object) -> dict[object, int]:
    found: dict[object, int] = {}
    for value in values:  # type: ignore[attr-defined] # any iterable
        found[value] = found.get(value, 0) + 1
    return found


def test_what_tallies_do_not_know_they_leave_to_the_rows(register: Register) -> None:
    assert counting.count(ItemFilter(words="tin"), NOW) is None
    assert counting.count(ItemFilter(), FIRST - timedelta(days=1)) is None  # items came since
    assert counting.by_subject(ItemFilter(topic="t1"), NOW, Tally.Kind.TOPIC) is None


def test_rows_without_count_go_when_tallies_are_settled(register: Register) -> None:
    settling.settle(least=1)
    Item.objects.all().delete()
    settling.settle(least=1)
    assert not Tally.objects.exists()


def test_few_waiting_rows_are_left_waiting(register: Register) -> None:
    waiting = Tally.objects.filter(settled=False).count()
    assert settling.settle(least=waiting + 1) == 0
    assert settling.settle(least=waiting) == waiting


def test_counting_anew_mends_what_somebody_wrote_past_the_triggers(register: Register) -> None:
    Tally.objects.filter(medium="web").delete()
    assert settling.differences() > 0
    settling.count_anew()
    same()


def test_no_trigger_is_missing(db: None) -> None:
    assert TRIGGERS.missing() == []
