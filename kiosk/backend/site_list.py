"""The list from which a kiosk decides by itself: in full, or what changed since a cursor."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Table, or_, select

from kiosk.backend import models, pickups, schema
from kiosk.backend.context import Kiosk
from kiosk.backend.database import begin_epoch, epoch_of
from kiosk.backend.list_sums import ListSums


def site_list(connection: Connection, sums: ListSums, kiosk: Kiosk, cursor: str, now_s: float) -> models.SiteList:
    """A cursor that this database did not write gets the whole list: a kiosk heals by itself."""
    state = connection.execute(select(schema.counter)).one()
    if _is_from_the_future(cursor, state.epoch, state.value, epoch_of(now_s)):
        begin_epoch(connection, now_s)
        state = connection.execute(select(schema.counter)).one()
    since = _since(cursor, state.epoch)
    standing = sums.look(connection, kiosk.site, state, fresh=since == 0)
    return models.SiteList.model_validate(
        {
            "cursor": f"{state.epoch}-{state.value}",
            "base": cursor if since else "",
            "epoch": state.epoch,
            "version": state.value,
            "checksum": standing.checksum,
            "journal": _anchor(connection, kiosk),
            "full": since == 0,
            "server_time": now_s,
            **(_NOTHING if since >= standing.quiet_since else _rows(connection, kiosk.site, since)),
        }
    )


_NOTHING: Final[Mapping[str, Sequence[Any]]] = {
    "pickups": (), "credentials": (), "accounts": (), "employees": (), "removed": ()
}  # fmt: skip


def _rows(connection: Connection, site: int, since: int) -> Mapping[str, Sequence[Any]]:
    """What changed since, or with 0 all there is."""
    pickup, credential = schema.pickups.c, schema.credentials.c
    return {
        "pickups": pickups.load(connection, (pickup.site == site) & (pickup.change > since)),
        "credentials": pickups.credentials(connection, _here(site) & (credential.change > since)),
        "accounts": _changed(connection, schema.accounts, since),
        "employees": _changed(connection, schema.employees, since),
        "removed": _removed(connection, site, since) if since else [],
    }


def _split(cursor: str) -> tuple[str, int]:
    written_by, _, number = cursor.partition("-")
    return written_by, int(number) if number.isascii() and number.isdigit() else 0


def _is_from_the_future(cursor: str, epoch: str, newest: int, begun_now: str) -> bool:
    """Of a later change than there is here, or of an epoch begun since: no kiosk goes back to one that it has left."""
    written_by, number = _split(cursor)
    if written_by == epoch:
        return number > newest
    return len(written_by) == len(begun_now) and _age(epoch) < _age(written_by) < _age(begun_now)


def _age(epoch: str) -> tuple[int, str]:
    """Epochs in the order in which they were begun; those of old databases have short names."""
    return len(epoch), epoch


def _since(cursor: str, epoch: str) -> int:
    written_by, number = _split(cursor)
    return number if written_by == epoch else 0


def _here(site: int) -> ColumnElement[bool]:
    """Codes of this site, and badges, which are known everywhere."""
    return or_(schema.credentials.c.site == site, schema.credentials.c.site.is_(None))


def _changed(connection: Connection, table: Table, since: int) -> Sequence[Row[Any]]:
    return connection.execute(select(table).where(table.c.change > since).order_by(table.c.id)).all()


def _removed(connection: Connection, site: int, since: int) -> list[models.Removed]:
    gone = schema.removed.c
    query = select(gone.key, gone.version).where(gone.change > since, or_(gone.site == site, gone.site.is_(None)))
    keys = [(row.key.partition(":"), row.version) for row in connection.execute(query.order_by(gone.change, gone.key))]
    return [models.Removed(kind=kind, id=name, version=version) for (kind, _, name), version in keys]


def _anchor(connection: Connection, kiosk: Kiosk) -> models.JournalAnchor | None:
    """By arrival, not by number: a journal that was made anew counts from 1 again."""
    table = schema.events
    query = select(table.c.id, table.c.body).where(table.c.source == kiosk.source)
    row = connection.execute(query.order_by(table.c.position.desc()).limit(1)).one_or_none()
    chain_hash = json.loads(row.body).get("chainhash") if row else None
    if row is None or not isinstance(chain_hash, str) or not row.id.isdigit():
        return None
    return models.JournalAnchor(seq=int(row.id), hash=chain_hash)
