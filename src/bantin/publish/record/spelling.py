"""What was probably meant by words that stand in no text: typed wrongly, together, or unconverted.

Only letters are ever read in another way. A number is what it is: “21.300” is never answered with
“23.100”. What is proposed is proposed by name, and only where it finds something.
"""

import json
import re
from collections.abc import Iterable
from itertools import islice, product

from django.db import connections
from django.db.backends.utils import CursorWrapper
from rapidfuzz.distance import OSA

LONGEST = 24  # letters of one word; longer ones are addresses and codes
READINGS = 3  # of one word
TRIED = 8  # readings of the whole question
_LETTERS = re.compile(r"[^\W\d_]+")
_TELEX_MARK = re.compile(r"(?<=[aeiouy])(\w*?)[sfrxj](?=\w*$)")
_TELEX_VOWEL = re.compile(r"([aeo])\1")


def remember(cursor: CursorWrapper, vendor: str, texts: Iterable[str]) -> None:
    """Add the words of folded ``texts`` to those that are known."""
    words = {word for text in texts for word in _LETTERS.findall(text) if len(word) <= LONGEST}
    # In one order, so that two who add the same words never wait for each other in a ring.
    cursor.execute(_ADD[vendor], [json.dumps(sorted(words))])


def readings(words: list[str], using: str = "default") -> list[str]:
    """Other questions that ``words`` (folded) may have meant, the likeliest first; none if known.

    The last word may be the beginning of one, so a beginning counts as known.
    """
    known = _known(using)
    each = [_readings(word, known) for word in words[:-1]]
    each += [_readings(word, known, beginning=True) for word in words[-1:]]
    if all(found == [word] for found, word in zip(each, words, strict=True)):
        return []
    return [" ".join(one) for one in islice(product(*each), TRIED)]


def _readings(word: str, known: set[str], *, beginning: bool = False) -> list[str]:
    """Known words, or words in a row, for ``word``; itself when it is known or no plain word."""
    if word in known or (beginning and any(one.startswith(word) for one in known)):
        return [word]
    typed = [one for one in (_telex(word), _vni(word)) if one in known]
    if word.isalpha():
        typed += filter(None, [_apart(word, known)])
        typed += _near(word, known)
    return list(dict.fromkeys(typed))[:READINGS] or [word]


def _telex(word: str) -> str:
    """``ddaf`` → ``da``: Telex keys that no input method turned into letters."""
    plain = _TELEX_VOWEL.sub(r"\1", word.replace("dd", "d"))
    plain = re.sub(r"(?<=[uoa])w", "", plain).replace("w", "u")
    return _TELEX_MARK.sub(r"\1", plain, count=1)


def _vni(word: str) -> str:
    """``d9a2`` → ``da``: the same for VNI."""
    return re.sub(r"\d", "", word) if word[:1].isalpha() else ""


def _apart(word: str, known: set[str]) -> str:
    """``congan`` → ``cong an``: the fewest known words that make up ``word``; "" if none do."""
    best: list[list[str] | None] = [[]]
    for end in range(1, len(word) + 1):
        ways = [
            [*before, word[start:end]]
            for start in range(max(0, end - LONGEST), end - 1)
            if (before := best[start]) is not None and word[start:end] in known
        ]
        best.append(min(ways, key=len, default=None))
    return " ".join(best[-1] or [])


def _near(word: str, known: set[str]) -> list[str]:
    """Known words with one letter changed, missing, added or swapped; two in a long word."""
    if len(word) < 3:
        return []
    most = 2 if len(word) >= 7 else 1
    near = []
    for one in known:
        if abs(len(one) - len(word)) <= most and not one.isdigit():
            distance = OSA.distance(word, one, score_cutoff=most)
            if distance <= most:
                near.append((distance, one[:1] != word[:1], -len(one), one))
    return [one for *_order, one in sorted(near)]


def _known(using: str) -> set[str]:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT word FROM record_word")
        return {row[0] for row in cursor.fetchall()}


_ADD = {
    "sqlite": "INSERT OR IGNORE INTO record_word (word) SELECT value FROM json_each(%s)",
    "postgresql": (
        "INSERT INTO record_word (word) SELECT jsonb_array_elements_text(%s::jsonb) "
        "ON CONFLICT DO NOTHING"
    ),
}
TABLE = f"CREATE TABLE record_word (word varchar({LONGEST}) PRIMARY KEY)"
