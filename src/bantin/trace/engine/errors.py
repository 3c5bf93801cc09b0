"""What the engine refuses. Every message says what, why and what to do next."""

from __future__ import annotations


class EngineError(Exception):
    """Base of the engine's own errors."""


class IndexDamaged(EngineError):
    """A saved index cannot be used: damaged, foreign, or written by another format version."""


class UnknownEdition(EngineError, KeyError):
    """No edition with this id is in the index."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class DuplicateEdition(EngineError, ValueError):
    """An edition with this id is in the index already; remove it first."""


class TextTooLong(EngineError, ValueError):
    """A text is longer than ``Options.max_text``; split it or raise the limit."""


class DuplicateItem(EngineError, ValueError):
    """An item with this id is in the stories already; remove it first."""


class UnknownItem(EngineError, KeyError):
    """No item with this id is in the stories."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class UnknownStory(EngineError, KeyError):
    """No story has this number, or all its items were removed."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class StoriesDamaged(EngineError):
    """Saved stories cannot be used: damaged, foreign, or written by another format version."""


class NotCompiled(EngineError, ImportError):
    """The compiled engine was asked for, and numba is not installed or has no folder to write."""


class NoRay(EngineError, ImportError):
    """Ray was asked for, and it is not installed."""
