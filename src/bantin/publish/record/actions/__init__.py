"""Writes to the record, one verb per module."""

from bantin.publish.record.actions.live import go_live, go_live_together
from bantin.publish.record.actions.seal import seal_release
from bantin.publish.record.actions.voiding import void

__all__ = ["go_live", "go_live_together", "seal_release", "void"]
