"""Names of rows that come one after the other: they sort as they were given, so that a page can begin behind one."""

import secrets


def in_order(prefix: str, now_s: float) -> str:
    """Milliseconds in hex and four random bytes."""
    return f"{prefix}{round(now_s * 1000):012x}{secrets.token_hex(4)}"
