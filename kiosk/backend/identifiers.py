"""The identifiers by which events of every channel are joined (docs/pickup-api/customers.md)."""

from typing import Any


def identifiers(*, account: str = "", customer: str = "", order_number: str = "", session: str = "") -> dict[str, Any]:
    """Always all of them, empty where there is none; never a name, a number of a phone or a code."""
    return {"account": account, "customer": customer, "order_number": order_number, "session": session}
