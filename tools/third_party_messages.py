"""Keep the Vietnamese of the packages whose pages Bantin shows complete.

Wagtail is partly translated, django-allauth not at all, and Django's Vietnamese has gaps and says
the opposite in places. Their texts therefore live in ``src/bantin/web/locale/vi``, which is first
in ``LOCALE_PATHS`` and wins over the packages' own catalogues. Django looks a text up by context,
msgid and plural index: all three are taken from the installed packages, never typed by hand.

``python -m tools.third_party_messages`` brings the catalogues up to date with the installed
packages and keeps every translation there is. With ``--check`` it writes nothing, lists what is
missing or wrong and exits with 1 if there is anything.
"""

import argparse
import importlib.util
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parents[1] / "src" / "bantin" / "web" / "locale"
DOMAINS = ("django", "djangojs")
LINE_WIDTH = 98

Key = tuple[str | None, str]
"""What a text is looked up by: its context (or None) and its msgid."""


def everything(_: polib.POEntry) -> bool:
    """Take all texts of a package."""
    return True


def of_shown_allauth_apps(entry: polib.POEntry) -> bool:
    """Take the texts of allauth's account, mfa and usersessions apps and their shared layout."""
    shown = re.compile(r"(templates/)?(account|mfa|usersessions|allauth)/")
    return any(shown.match(path) for path, _ in entry.occurrences)


@dataclass(frozen=True)
class Source:
    """A package with a ``locale`` folder, and which of its texts Bantin shows."""

    package: str
    wanted: Callable[[polib.POEntry], bool] = everything

    @property
    def name(self) -> str:
        """The package as a path, the way catalogues refer to places."""
        return self.package.replace(".", "/")

    @property
    def folder(self) -> Path:
        """The installed package's ``locale`` folder."""
        spec = importlib.util.find_spec(self.package)
        if spec is None or not spec.submodule_search_locations:
            raise ModuleNotFoundError(f"{self.package} is not installed", name=self.package)
        return Path(spec.submodule_search_locations[0]) / "locale"

    def catalogue(self, language: str, domain: str) -> list[polib.POEntry]:
        """The package's texts in a language; empty when it ships no such file."""
        path = self.folder / language / "LC_MESSAGES" / f"{domain}.po"
        if not path.exists():
            return []
        return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]

    def texts(self, domain: str) -> list[polib.POEntry]:
        """The texts of this package that need our Vietnamese."""
        entries = self.catalogue("en", domain) or self.catalogue("de", domain)
        return [entry for entry in entries if self.wanted(entry)]


SOURCES = (
    Source("wagtail"),
    Source("wagtail.admin"),
    Source("wagtail.snippets"),
    Source("wagtail.images"),
    Source("wagtail.documents"),
    Source("wagtail.users"),
    Source("wagtail.embeds"),
    Source("wagtail.search"),
    Source("wagtail.sites"),
    Source("wagtail.locales"),
    Source("taggit"),
    Source("django_filters"),
    Source("treebeard"),
    Source("allauth", wanted=of_shown_allauth_apps),
    Source("django.conf"),
    Source("django.contrib.auth"),
    Source("django.contrib.contenttypes"),
    Source("django.contrib.humanize"),
)


def key(entry: polib.POEntry) -> Key:
    """The context and msgid of an entry."""
    return entry.msgctxt, entry.msgid


def path_of(domain: str) -> Path:
    """Our Vietnamese catalogue of a domain."""
    return LOCALE / "vi" / "LC_MESSAGES" / f"{domain}.po"


def collect(domain: str) -> dict[Key, polib.POEntry]:
    """Every text of the sources, untranslated, with the packages that use it.

    A text that one package uses with a plural and another without keeps the plural: gettext
    answers both from such an entry.
    """
    texts: dict[Key, polib.POEntry] = {}
    for source in SOURCES:
        for theirs in source.texts(domain):
            ours = texts.setdefault(key(theirs), blank(theirs))
            if theirs.msgid_plural and not ours.msgid_plural:
                ours.msgid_plural, ours.msgstr_plural = theirs.msgid_plural, {0: ""}
            if (source.name, "") not in ours.occurrences:
                ours.occurrences.append((source.name, ""))
    return texts


def blank(theirs: polib.POEntry) -> polib.POEntry:
    """An untranslated entry for a text of a package."""
    entry = polib.POEntry(
        msgid=theirs.msgid,
        msgctxt=theirs.msgctxt,
        flags=[flag for flag in theirs.flags if flag.endswith("-format")],
    )
    if theirs.msgid_plural:
        entry.msgid_plural, entry.msgstr_plural = theirs.msgid_plural, {0: ""}
    return entry


def merge(domain: str) -> polib.POFile:
    """Our catalogue with exactly the sources' texts, and the entries that are Bantin's own."""
    texts = collect(domain)
    existing = {key(entry): entry for entry in read(domain)}
    merged = polib.POFile(wrapwidth=LINE_WIDTH)
    merged.metadata = {
        "Project-Id-Version": "bantin",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "vi",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    merged.extend(entry for k, entry in existing.items() if k not in texts and is_own(entry))
    for entry in texts.values():
        if found := existing.get(key(entry)):
            keep_translation(entry, found)
        merged.append(entry)
    return merged


def read(domain: str) -> list[polib.POEntry]:
    """The entries of our catalogue as it stands."""
    path = path_of(domain)
    return list(polib.pofile(str(path))) if path.exists() else []


def is_own(entry: polib.POEntry) -> bool:
    """Whether an entry comes from Bantin's code and not from a package."""
    packages = {source.name for source in SOURCES}
    return not entry.obsolete and not any(path in packages for path, _ in entry.occurrences)


def keep_translation(entry: polib.POEntry, found: polib.POEntry) -> None:
    """Put what we had for a text into its fresh entry."""
    text = vietnamese(found)
    if entry.msgid_plural:
        entry.msgstr_plural = {0: text}
    else:
        entry.msgstr = text
    if found.fuzzy:
        entry.flags.append("fuzzy")


def vietnamese(entry: polib.POEntry) -> str:
    """The translation of an entry; Vietnamese has one form for every number."""
    return str(entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr)


PLACEHOLDER = re.compile(
    r"%\(\w+\)[-+ #0-9.]*[a-zA-Z]"  # %(name)s
    r"|%[-+#0]?[0-9.]*[sdifr](?![\w])"  # %s
    r"|%%"
    r"|\{[^{}]*\}"  # {name}
    r"|</?[a-zA-Z][^<>]*>"  # <b>
    r"|&(?:nbsp|lt|gt|amp|quot);"
)


def placeholders(text: str) -> Counter[str]:
    """The parts of a text that a program fills in or a browser reads."""
    return Counter(PLACEHOLDER.findall(text))


def faults(domain: str) -> Iterator[str]:
    """What is missing or wrong in our catalogue, one line each."""
    existing = {key(entry): entry for entry in read(domain)}
    for wanted in collect(domain).values():
        found = existing.get(key(wanted))
        fault = "not collected" if found is None else fault_of(wanted, found)
        if fault:
            context = f"[{wanted.msgctxt}] " if wanted.msgctxt else ""
            yield f"{domain}: {fault}: {context}{wanted.msgid!r}"


def fault_of(wanted: polib.POEntry, found: polib.POEntry) -> str | None:
    """What is wrong with our entry for a text, or None."""
    text = vietnamese(found)
    english = wanted.msgid_plural or wanted.msgid
    if found.msgid_plural != wanted.msgid_plural:
        return "another plural"
    if not text.strip():
        return "no Vietnamese"
    if found.fuzzy:
        return "fuzzy"
    if placeholders(text) != placeholders(english):
        return "other placeholders"
    if edges(text) != edges(wanted.msgid):
        return "other spaces at the ends"
    return None


def edges(text: str) -> tuple[str, str]:
    """The white space before and after a text: templates rely on it."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, prog="tools.third_party_messages")
    parser.add_argument("--check", action="store_true", help="write nothing, list what is missing")
    if parser.parse_args(arguments).check:
        lines = list(chain.from_iterable(faults(domain) for domain in DOMAINS))
        print("\n".join(lines) if lines else "Every text has its Vietnamese.")
        return 1 if lines else 0
    for domain in DOMAINS:
        path = path_of(domain)
        path.parent.mkdir(parents=True, exist_ok=True)
        merge(domain).save(str(path))
    return 0


if __name__ == "__main__":
    sys.exit(main())
