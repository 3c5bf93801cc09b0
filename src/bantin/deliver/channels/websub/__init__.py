"""The WebSub channel: our own hub, or another one that is told what is new."""
