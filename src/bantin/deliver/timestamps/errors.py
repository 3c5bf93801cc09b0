"""Why there is no timestamp."""


class NoTimestamp(Exception):
    """The authority gave none; it is asked again later."""
