"""The words of the reports of ``bantin trace``, in the language of the command line."""

from __future__ import annotations

from bantin.cli.text import _, language, ngettext
from bantin.trace.engine import Match
from bantin.trace.engine.report_words import Labels, decimal, percent, thousands


def labels(title: str, summary: str) -> Labels:
    """Everything that a report says."""
    return Labels(
        lang=language(),
        title=title,
        summary=summary,
        skip=_("Go to the content"),
        jump=_("Jump to the first difference"),
        tools=_("Move through the report"),
        previous_match=_("Previous match"),
        next_match=_("Next match"),
        previous_difference=_("Previous difference"),
        next_difference=_("Next difference"),
        previous_page=_("Previous page"),
        next_page=_("Next page"),
        all_pages=_("All pages"),
        contents=_("Matches"),
        filter=_("Filter"),
        only_differing=_("Only with differences"),
        by_edition=_(
            "Copies of each edition; the first part of a bar differs in a figure, date or name"
        ),
        item=_("Item"),
        edition=_("Edition"),
        version=_("Edition number"),
        score=_("Score"),
        share_of_item=_("Share of the item"),
        share_of_edition=_("Share of the edition"),
        passages=_("Passages"),
        passage=_("Passage"),
        differences=_("Differences"),
        no_differences=_("In the passages no figure, date or name differs."),
        number=_("No."),
        kind=_("Kind"),
        kinds={"number": _("figure"), "date": _("date"), "name": _("proper name")},
        in_edition=_("In the edition"),
        in_item=_("In the item"),
        edition_says=_("the edition says “{words}”"),
        item_says=_("the item says “{words}”"),
        uncertain=_("The copied part reads the same in another edition of the release"),
        cut=_("Only the longest passages are shown"),
        nothing=_("No item reproduces or quotes an edition."),
        nothing_next=_(
            "Look whether the items are from the time of the editions. Quotes of fewer than about "
            "14 syllables are not found; a lower --threshold finds shorter ones, and more by chance."
        ),
        copies=_copies,
        why=why,
        map_words=map_words,
    )


def why(match: Match) -> str:
    """The score in sentences; empty when the engine gave no reasons."""
    reasons = match.reasons
    if reasons is None:
        return ""
    lang = language()
    parts = [
        _(
            "Score %(score)s: the best passage has %(syllables)s syllables, and %(weight)s of them "
            "are more than coincidence."
        )
        % {
            "score": decimal(match.score, lang),
            "syllables": thousands(reasons.syllables, lang),
            "weight": decimal(reasons.weight, lang),
        }
    ]
    if reasons.sentence_bonus:
        parts.append(
            _("It is made of whole sentences in both texts, which counts %(bonus)s more.")
            % {"bonus": decimal(reasons.sentence_bonus, lang)}
        )
    parts.append(
        _("A match needs %(threshold)s.") % {"threshold": decimal(reasons.threshold, lang)}
    )
    return " ".join(parts)


def map_words(match: Match) -> str:
    """What the picture of a match shows."""
    return ngettext(
        "%(count)s passage: %(edition)s of the edition, %(item)s of the item",
        "%(count)s passages: %(edition)s of the edition, %(item)s of the item",
        len(match.passages),
    ) % {
        "count": thousands(len(match.passages), language()),
        "edition": percent(match.edition_share, language()),
        "item": percent(match.item_share, language()),
    }


def _copies(copies: int, differing: int) -> str:
    words = ngettext("%(count)s copy", "%(count)s copies", copies) % {
        "count": thousands(copies, language())
    }
    if not differing:
        return words
    differ = ngettext("%(count)s differs", "%(count)s differ", differing) % {
        "count": thousands(differing, language())
    }
    return f"{words}, {differ}"
