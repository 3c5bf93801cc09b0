"""Rich text as the desk keeps it: structure and links, nothing that runs, loads or styles."""

import nh3
from django.utils.html import escape

TAGS = {"h2", "h3", "p", "ul", "ol", "li", "b", "strong", "i", "em", "a", "blockquote", "hr", "br"}
SCHEMES = {"http", "https", "mailto", "tel"}


def paragraphs(text: str) -> str:
    """Plain ``text`` as markup: an empty line ends a paragraph."""
    parts = [" ".join(part.split()) for part in text.replace("\r\n", "\n").split("\n\n")]
    return "".join(f"<p>{escape(part)}</p>" for part in parts if part)


def cleaned(html: str) -> str:
    """``html`` without scripts, styles, word processors' markup and links to anything odd."""
    safe = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style", "title", "xml"},
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel=None,
    )
    return safe.replace("<br>", "<br/>").replace("<hr>", "<hr/>")  # as Wagtail's editor reads it
