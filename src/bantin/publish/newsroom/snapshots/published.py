"""Which public addresses there are, and what decides the content of each.

What an address shows is a word: ``release …`` for pages of one release, ``proofs …`` for what proves
its editions, ``lists`` and ``ledger`` for what every go-live changes, ``imprint`` for who speaks for
the office and its policies, ``site`` for pages that only an update of the office changes, ``clock``
for what changes by itself, ``bytes`` for what never changes. Whoever adds a public page adds it here.
Signed PDFs are not kept here: they are large, slow to make, and on disk once somebody asked.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.urls import reverse
from django.utils import timezone, translation

from bantin.publish.newsroom import addresses, queries
from bantin.publish.newsroom.feeds.feed import Feed, in_each_format, of_everything
from bantin.publish.newsroom.snapshots.store import Address
from bantin.publish.newsroom.views import exchange
from bantin.publish.record.ledger import log, tiles
from bantin.publish.record.models import Media
from bantin.publish.record.queries import public_editions
from bantin.receive.subjects.models import Area, Topic

LANGUAGES = ("vi", "en")
LISTS, LEDGER, SITE, CLOCK, BYTES = "lists", "ledger", "site", "clock", "bytes"
IMPRINT = "imprint"
PART = "part of a tile"  # the next checkpoint needs another one
FIRST, SOON, LATER, LAST = range(4)  # ranks: what readers look at first is made first


def everything(at: datetime) -> Iterator[Address]:
    """Every address that answers at ``at``, without further pages of lists."""
    yield from of_site()
    yield from of_lists(at)
    yield from of_ledger()
    rows = public_editions(at).values_list("uid", "slug", "number", "notice_expires_at")
    yield from _of_editions(rows.order_by("uid", "number"))
    for sha256 in _carried(at):
        yield media(sha256)


def of_release(uid: UUID, at: datetime) -> Iterator[Address]:
    """The addresses of one release, of each of its editions, and of what they carry."""
    editions = public_editions(at).filter(uid=uid).order_by("number")
    rows = list(editions.values_list("uid", "slug", "number", "notice_expires_at"))
    for one in _of_editions(rows):
        yield one._replace(rank=FIRST)
    for sha256 in Media.objects.filter(carried_by__edition__in=editions).values_list(
        "pk", flat=True
    ):
        yield media(sha256)


def release_of(uid: UUID) -> str:
    """What pages of this release show."""
    return f"release {uid.hex}"


def proofs_of(uid: UUID) -> str:
    """What its proofs show. One that was made before the newest checkpoint proves no less."""
    return f"proofs {uid.hex}"


def media(sha256: str) -> Address:
    """The address of a file on the record, whatever name stands behind it."""
    return Address(f"/media/{sha256}", BYTES, SOON)


def of_site() -> Iterator[Address]:
    """Pages about the newsroom, and the files that machines look for."""
    for language in LANGUAGES:
        yield Address(_path(language, "newsroom:about"), SITE, SOON)
        yield Address(_path(language, "newsroom:search"), SITE, SOON)
        for name in ("spokespersons", "policies"):
            yield Address(_path(language, f"newsroom:{name}"), IMPRINT, SOON)
        for policy in addresses.POLICIES:
            yield Address(_path(language, "newsroom:policy", policy), IMPRINT, SOON)
    for name in ("robots", "trust"):
        yield Address(reverse(f"newsroom_files:{name}"), SITE, SOON)
    yield Address(reverse("record:keys"), SITE, SOON)
    yield Address(reverse("record:witness"), SITE, LAST)
    yield Address(reverse("newsroom_files:security"), CLOCK, LATER)
    yield Address(reverse("newsroom_files:cap_feed"), CLOCK, FIRST)
    yield Address(reverse("newsroom_files:sitemap_news"), CLOCK, SOON)


def of_lists(at: datetime) -> Iterator[Address]:
    """What every go-live changes; the second and further pages are found on the first ones."""
    topics, areas = list(Topic.objects.all()), list(Area.objects.all())
    subjects: list[Topic | Area] = [*topics, *areas]
    for language in LANGUAGES:
        yield Address(_path(language, "newsroom:home"), LISTS, FIRST)
        for name in ("topics", "areas", "archive", "feeds", "transparency"):
            yield Address(_path(language, f"newsroom:{name}"), LISTS, SOON)
        for topic in topics:
            yield Address(_path(language, "newsroom:topic", topic.code), LISTS, SOON)
        for area in areas:
            yield Address(_path(language, "newsroom:area", area.code), LISTS, SOON)
        for subject in subjects:
            for feed in in_each_format(Feed(language, subject)):
                yield Address(feed.path, LISTS, LATER)
        yield from _archive(language, at)
    for whole in of_everything():
        for feed in in_each_format(whole):
            yield Address(feed.path, LISTS, FIRST)
    for name in ("sitemap", "sitemap_pages"):
        yield Address(reverse(f"newsroom_files:{name}"), LISTS, SOON)


def of_ledger() -> Iterator[Address]:
    """The checkpoint, and the tiles that it needs."""
    newest = log.latest()
    if newest is None:
        return
    yield Address(reverse("record:checkpoint"), LEDGER, FIRST)
    yield Address(reverse("record:timestamps"), CLOCK, LATER)
    for size, _at in log.timestamps():
        for kind in ("checkpoint", "tsr"):
            yield Address(reverse("record:timestamped", args=[size, kind]), BYTES, LAST)
    for path, _level, _index, width in tiles.addresses(newest.size):
        shows = BYTES if width == tiles.WIDTH else PART
        yield Address(reverse("record:tile", args=[path]), shows, LATER)


def _archive(language: str, at: datetime) -> Iterator[Address]:
    months = queries.months(at)
    with translation.override(language):
        for month in months:
            local = timezone.localtime(month.first_day)
            of_month = [f"{local:%Y}", f"{local:%m}"]
            yield Address(addresses.month(month.first_day), LISTS, LATER)
            yield Address(reverse("newsroom_files:sitemap_month", args=of_month), LISTS, LATER)
        for year in {timezone.localtime(month.first_day).year for month in months}:
            yield Address(reverse("newsroom:archive_year", args=[str(year)]), LISTS, LATER)


def _of_editions(
    rows: Iterable[tuple[UUID, str, int, datetime | None]],
) -> Iterator[Address]:
    """``rows`` are uid, slug, number and expiry of editions, sorted by release and number."""
    newest: dict[UUID, str] = {}
    for uid, slug, number, expires in rows:
        shows, name = release_of(uid), f"{slug}-{uid.hex[:8]}"
        for language in LANGUAGES:
            yield Address(f"{_releases(language)}{name}/phien-ban/{number}/", shows, LAST)
        files = f"{_releases('vi')}{name}/phien-ban/{number}"
        for file in ("edition.json", "edition.jws", "edition.txt"):
            yield Address(f"{files}/{file}", BYTES, LAST)
        for file in ("bundle.json", "edition.txt.minisig"):
            yield Address(f"{files}/{file}", proofs_of(uid), LAST)
        for file in (*exchange.FORMS, "card.png"):
            yield Address(f"{files}/{file}", shows, LAST)
        if expires:
            yield Address(reverse("newsroom_files:cap", args=[uid, number]), BYTES, SOON)
        newest[uid] = name
    for uid, name in newest.items():
        for language in LANGUAGES:
            yield Address(f"{_releases(language)}{name}/", release_of(uid), LATER)
        yield Address(f"{_releases('vi')}{name}/bundle.json", proofs_of(uid), LAST)
        for file in exchange.FORMS:
            yield Address(f"{_releases('vi')}{name}/{file}", release_of(uid), LAST)


def _carried(at: datetime) -> Iterator[str]:
    public = public_editions(at).order_by().values("pk")
    found = Media.objects.filter(carried_by__edition__in=public).distinct()
    return found.values_list("pk", flat=True).iterator()


def _path(language: str, view: str, *arguments: str) -> str:
    with translation.override(language):
        return reverse(view, args=arguments)


@lru_cache(maxsize=2)
def _releases(language: str) -> str:
    """What the paths of all releases in a language begin with."""
    return _path(language, "newsroom:release", "x").removesuffix("x/")
