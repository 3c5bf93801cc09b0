"""Releases on the desk: list, editor, reading page, and the way to a request for approval."""
