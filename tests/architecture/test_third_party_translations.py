"""Whatever page of Wagtail, allauth or Django a person meets, it speaks Vietnamese."""

import gettext
from pathlib import Path

import polib
import pytest

from tools import third_party_messages as messages

SAME_IN_BOTH_LANGUAGES = {
    "Email",
    "IPv4",
    "IPv6",
    "URL",
    "WebAuthn",
    "%(size)d byte",
    "%s KB",
    "%s MB",
    "%s GB",
    "%s TB",
    "%s PB",
    "%(value)s googol",
}
APPS = Path(messages.LOCALE).parents[1]

both_domains = pytest.mark.parametrize("domain", messages.DOMAINS)


@pytest.fixture
def compiled(tmp_path: Path, domain: str) -> gettext.GNUTranslations:
    """Our catalogue, compiled the way an installation does it."""
    target = tmp_path / f"{domain}.mo"
    polib.pofile(str(messages.path_of(domain))).save_as_mofile(str(target))
    with target.open("rb") as stream:
        return gettext.GNUTranslations(stream)


@both_domains
def test_every_text_of_the_packages_has_faultless_vietnamese(domain: str) -> None:
    assert list(messages.collect(domain)), "the packages ship no texts: the sources are wrong"
    assert list(messages.faults(domain)) == []


@both_domains
def test_no_entry_is_untranslated_or_fuzzy(domain: str) -> None:
    catalogue = polib.pofile(str(messages.path_of(domain)))

    assert [e.msgid for e in catalogue if not messages.vietnamese(e).strip()] == []
    assert [e.msgid for e in catalogue if e.fuzzy or e.obsolete] == []


@both_domains
def test_a_text_stays_english_only_where_both_languages_agree(domain: str) -> None:
    kept = {
        entry.msgid
        for entry in messages.read(domain)
        if messages.vietnamese(entry) in {entry.msgid, entry.msgid_plural}
        and has_words(entry.msgid)
    }

    assert kept <= SAME_IN_BOTH_LANGUAGES


def has_words(text: str) -> bool:
    """Whether anything but placeholders and signs is there to translate."""
    return any(sign.isalpha() for sign in messages.PLACEHOLDER.sub("", text))


@both_domains
def test_gettext_finds_our_vietnamese_by_context_and_for_every_number(
    domain: str, compiled: gettext.GNUTranslations
) -> None:
    ours = {messages.key(entry): messages.vietnamese(entry) for entry in messages.read(domain)}

    for wanted in messages.collect(domain).values():
        assert found(compiled, wanted) == {ours[messages.key(wanted)]}


def found(catalogue: gettext.GNUTranslations, text: polib.POEntry) -> set[str]:
    """What a program gets when it asks for a text, alone or for one and many."""
    context, one, many = text.msgctxt, text.msgid, text.msgid_plural
    if many and context:
        return {catalogue.npgettext(context, one, many, number) for number in (0, 1, 2)}
    if many:
        return {catalogue.ngettext(one, many, number) for number in (0, 1, 2)}
    return {catalogue.pgettext(context, one) if context else catalogue.gettext(one)}


def test_no_word_of_our_own_apps_is_overruled_by_the_packages() -> None:
    """LOCALE_PATHS wins over an app's catalogue: say the same, or give the text a context."""
    packages = {
        messages.key(entry): messages.vietnamese(entry) for entry in messages.read("django")
    }
    overruled = [
        f"{path.relative_to(APPS)}: {entry.msgid!r} is {messages.vietnamese(entry)!r} here"
        f" but {packages[messages.key(entry)]!r} in web/locale"
        for path in sorted(APPS.rglob("locale/vi/LC_MESSAGES/django.po"))
        for entry in polib.pofile(str(path))
        if packages.get(messages.key(entry), messages.vietnamese(entry))
        != messages.vietnamese(entry)
    ]

    assert overruled == []


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        ("Hello %(name)s", "Xin chào %(ten)s"),
        ("%(count)d of %(total)d", "%(count)d"),
        ("<b>{title}</b> is locked", "{title} đang bị khóa"),
        ("Go to {url}", "Đến {}"),
        ("%s is 5% more", "Nhiều hơn 5%"),
    ],
)
def test_a_lost_or_renamed_placeholder_is_a_fault(english: str, vietnamese: str) -> None:
    wanted = polib.POEntry(msgid=english)

    assert messages.fault_of(wanted, polib.POEntry(msgid=english, msgstr=english)) is None
    assert (
        messages.fault_of(wanted, polib.POEntry(msgid=english, msgstr=vietnamese))
        == "other placeholders"
    )


def test_merging_keeps_translations_and_our_own_texts_and_drops_what_packages_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    monkeypatch.setattr(messages, "SOURCES", (messages.Source("wagtail.embeds"),))
    path = messages.path_of("django")
    path.parent.mkdir(parents=True)
    before = polib.POFile()
    before.append(
        polib.POEntry(msgid="Embed", msgstr="Nhúng", occurrences=[("wagtail/embeds", "")])
    )
    before.append(polib.POEntry(msgid="Gone", msgstr="Bỏ", occurrences=[("wagtail/embeds", "")]))
    before.append(polib.POEntry(msgid="Ours", msgstr="Của ta", occurrences=[("views.py", "1")]))
    before.save(str(path))

    assert messages.main([]) == 0

    after = {entry.msgid: entry.msgstr for entry in messages.read("django")}
    assert after["Embed"] == "Nhúng"
    assert after["Ours"] == "Của ta"
    assert after["Insert embed"] == ""
    assert "Gone" not in after
    assert messages.main(["--check"]) == 1
