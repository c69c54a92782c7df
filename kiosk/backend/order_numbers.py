"""What people call an order that was placed at a kiosk and that no platform gives a number."""

from hashlib import sha256
from itertools import count

from sqlalchemy import Connection, select

from kiosk.backend import schema


def order_number(connection: Connection, purchase: str) -> str:
    """Ten digits in two groups, for the telephone and for every language: "48271-93055".

    It follows from the purchase's id. A kiosk tells again what a database has lost that was put back to a copy of
    itself, and its receipt is then still right.
    """
    for attempt in count():
        digits = f"{int(sha256(f'{purchase} {attempt}'.encode()).hexdigest(), 16) % 10**10:010d}"
        number = f"{digits[:5]}-{digits[5:]}"
        table = schema.purchases
        taken = select(table.c.id).where(table.c.order_number == number)
        if connection.execute(taken).first() is None:
            return number
    raise AssertionError("no number is free")
