"""One chat message: what it is, the title, the summary and the link; plain text."""

from django.template.loader import render_to_string
from django.utils import translation

from bantin.publish.newsroom import addresses
from bantin.publish.record.models import Edition


def render(edition: Edition, language: str) -> bytes:
    """The words around the text in ``language``, in UTF-8."""
    content = edition.content
    with translation.override(language):
        context = {
            "edition": edition,
            "content": content,
            "agency": content["agency"].get(language) or content["agency"]["vi"],
            "address": addresses.public(edition.get_absolute_url()),
        }
        return render_to_string("channels/chat/message.txt", context).strip().encode()
