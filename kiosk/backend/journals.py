"""How far each kiosk's journal has arrived here, and what is missing of it."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from kiosk.backend import schema
from kiosk.backend.incidents import Incident, report


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event stands: in the journal (`seq`, `hash` of the chain) and among what is sent (`number`, from 1)."""

    seq: int
    hash: str
    number: int


def heads(connection: Connection, source: str) -> tuple[int, str]:
    """Seq and chain hash of the newest event that is stored of this kiosk; (0, "") before the first."""
    table = schema.journals
    row = connection.execute(select(table.c.seq, table.c.hash).where(table.c.source == source)).one_or_none()
    return (row.seq, row.hash) if row else (0, "")


def heard(connection: Connection, source: str, place: Place, now_s: float, *, forked: bool = False) -> None:
    """Note an event that is stored. `forked`: another one is known under its seq, so the journal begins anew there."""
    table = schema.journals
    row = connection.execute(select(table).where(table.c.source == source)).one_or_none()
    if row is None:
        # The first that was ever heard: what came before it went to another backend, or was never sent.
        connection.execute(table.insert().values(source=source, seq=place.seq, hash=place.hash, number=place.number))
        return
    if not forked and row.number and place.number > row.number + 1:
        missing = f"{row.number + 1}-{place.number - 1}"
        report(connection, Incident("gap", source, missing, "not_received"), now_s)
    if forked or place.seq > row.seq:
        values = {"seq": place.seq, "hash": place.hash, "number": place.number}
        connection.execute(table.update().where(table.c.source == source).values(values))
