"""Writes to the record, one verb per module."""

from bantin.publish.record.actions.calling_off import call_off
from bantin.publish.record.actions.cancelling import cancel_notice
from bantin.publish.record.actions.live import go_live, go_live_together
from bantin.publish.record.actions.seal import seal_release
from bantin.publish.record.actions.voiding import void

__all__ = ["call_off", "cancel_notice", "go_live", "go_live_together", "seal_release", "void"]
