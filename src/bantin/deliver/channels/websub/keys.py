"""The key of a subscription: what makes two requests the same one."""

from hashlib import sha256


def key_of(callback: str, topic: str) -> str:
    """One callback follows one feed at most once (WebSub, 5.1)."""
    return sha256(f"{callback}\n{topic}".encode()).hexdigest()
