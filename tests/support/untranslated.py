"""English that a reader of the Vietnamese interface would see.

Every English text of ours and of the packages that we show is known from the catalogues. A page
that shows one of them where a Vietnamese one exists has left it untranslated.
"""

from functools import cache
from pathlib import Path

import polib
from playwright.sync_api import Page

SOURCE = Path(__file__).resolve().parents[2] / "src" / "bantin"
SHORTEST = 4  # shorter ones are codes as often as words

_SHOWN = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent || parent.closest("script, style, template, noscript, code, [lang=en]")) continue;
    found.push(walker.currentNode.data);
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
    for (const name of ["aria-label", "title", "placeholder", "alt"])
      if (element.hasAttribute(name)) found.push(element.getAttribute(name));
  for (const button of document.querySelectorAll("input[type=submit], input[type=button]"))
    found.push(button.value);
  return found;
}"""


@cache
def english() -> frozenset[str]:
    """English texts without places to fill that have another text in Vietnamese."""
    entries = [
        entry
        for path in SOURCE.rglob("locale/vi/LC_MESSAGES/*.po")
        for entry in polib.pofile(str(path))
        if not entry.obsolete
    ]
    vietnamese = {entry.msgstr for entry in entries}
    return frozenset(
        entry.msgid
        for entry in entries
        if len(entry.msgid) >= SHORTEST
        and entry.msgid not in vietnamese
        and not {"%", "{"} & set(entry.msgid)
    )


def shown_on(page: Page) -> list[str]:
    """What of it the page shows, each once."""
    texts = {" ".join(text.split()) for text in page.evaluate(_SHOWN)}
    return sorted(texts & english())
