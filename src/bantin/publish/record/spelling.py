"""What was probably meant by words that stand in no text: typed wrongly, together, or unconverted.

Only letters are ever read in another way. A number is what it is: “21.300” is never answered with
“23.100”. What is proposed is proposed by name, and only where it finds something.
"""

import json
import re
from collections.abc import Iterable, Sequence
from itertools import islice, product

from django.db import connections
from django.db.backends.utils import CursorWrapper
from rapidfuzz.distance import OSA

LONGEST = 24  # letters of one word; longer ones are addresses and codes
READINGS = 3  # of one word
TRIED = 8  # readings of the whole question
MOST_UNKNOWN = 4  # words; a question with more of them was not mistyped
_WORD = re.compile(r"[^\W_]*[^\W\d_][^\W_]*")  # at least one letter
_VNI = re.compile(r"(?:d9)?[a-z]*(?:[aeiouy][6-8]?[a-z]*){1,3}[1-8]?")
_TELEX_MARK = re.compile(r"(?<=[aeiouy])(\w*?)[sfrxj](?=\w*$)")
_TELEX_VOWEL = re.compile(r"([aeo])\1")


def remember(cursor: CursorWrapper, vendor: str, texts: Iterable[str]) -> None:
    """Add the words of folded ``texts`` to those that are known."""
    words = {word for text in texts for word in _WORD.findall(text) if len(word) <= LONGEST}
    # In one order, so that two who add the same words never wait for each other in a ring.
    cursor.execute(_ADD[vendor], [json.dumps(sorted(words))])


def readings(phrases: Sequence[tuple[list[str], str]], using: str = "default") -> list[str]:
    """Other questions that may have been meant, the likeliest first; none if all is known.

    Args:
        phrases: Folded words that stand side by side, and how to ask for just them. A figure and
            what was quoted is kept as it is; only single words are read in another way. The last
            one may be the beginning of a word, so a beginning counts as known.
        using: The database.
    """
    known = _known(using)
    unread = [not verbatim and words[0] not in known for words, verbatim in phrases]
    if not 0 < sum(unread) <= MOST_UNKNOWN:
        return []
    last = len(phrases) - 1
    each = [
        _readings(words[0], known, beginning=place == last)
        if unread[place]
        else [verbatim or words[0]]
        for place, (words, verbatim) in enumerate(phrases)
    ]
    asked = tuple(verbatim or words[0] for words, verbatim in phrases)
    others = (one for one in product(*each) if one != asked)
    return [" ".join(one) for one in islice(others, TRIED)]


def _readings(word: str, known: set[str], *, beginning: bool) -> list[str]:
    """Known words, or words in a row, for ``word``; itself when it is no plain word."""
    if len(word) > LONGEST or (beginning and any(one.startswith(word) for one in known)):
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
    """``d9a2`` → ``da``: the same for VNI. A code is none: QH14, H5N1, COVID19."""
    return re.sub(r"\d", "", word) if _VNI.fullmatch(word) else ""


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
        if abs(len(one) - len(word)) <= most and one.isalpha():
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
