"""Text that is legal wherever machines read it."""

import re

from bantin.publish.record.text import sanitise

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def legal(text: str) -> str:
    """``text`` without the characters that no XML document may have (XML 1.0, 2.2)."""
    return _NOT_XML.sub("", text)


def standalone(html: str, base: str) -> str:
    """The markup of an edition for readers elsewhere; ``base`` is the address of its page.

    Sanitised at sealing, and here again; links lead somewhere from anywhere.
    """
    return legal(sanitise(html, base=base))
