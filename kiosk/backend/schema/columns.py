"""What every table is made of. Times are Unix seconds, money is in minor units of a currency.

STRICT tables of SQLite know five storage types only: flags are 0 or 1, times REAL. On PostgreSQL REAL would be single
precision and INTEGER ends at 2^31, hence `Seconds` and `Big`.
"""

from typing import Any, Final

from sqlalchemy import REAL, BigInteger, CheckConstraint, Column, Double, Integer, MetaData, Table, Text
from sqlalchemy.types import TypeEngine

metadata: Final = MetaData()
Seconds: Final[TypeEngine[float]] = Double().with_variant(REAL(), "sqlite")
Big: Final[TypeEngine[int]] = BigInteger().with_variant(Integer(), "sqlite")


def table(name: str, *parts: Any) -> Table:
    """A table of this database."""
    return Table(name, metadata, *parts, sqlite_strict=True)


def text(name: str) -> Column[str]:
    """Text, empty where nothing is known."""
    return Column(name, Text, nullable=False, default="")


def json(name: str, empty: str) -> Column[str]:
    """JSON as text: the same on both databases, and read by nobody in SQL."""
    return Column(name, Text, nullable=False, default=empty)


def flag(name: str) -> Column[int]:
    """0 or 1."""
    return Column(name, Integer, CheckConstraint(f"{name} IN (0, 1)"), nullable=False, default=0)


def number(name: str) -> Column[int]:
    """A count, a length or an amount: 0 where nothing is known."""
    return Column(name, Big, nullable=False, default=0)


def change() -> Column[int]:
    """The change that made the row what it is: rows of the site list are found by it."""
    return Column("change", Big, nullable=False, index=True)


def position() -> Column[int]:
    """Numbers the rows in the order in which they came, from 1."""
    return Column("position", Big, primary_key=True, autoincrement=True)
