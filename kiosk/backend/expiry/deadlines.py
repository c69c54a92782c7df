"""Which pickups are past their deadline, and what becomes of them: functions of a connection and the time.

The deadline is the kiosk's own (kiosk/domain/pickup_clock.py): time in which nobody could have collected does not
count. What stopped the clock is known here once the kiosk has told it, so a pickup waits until every kiosk of its
site was heard a while after the deadline, or for `GRACE_S` where one is silent.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from kiosk.backend import schema, stops, transitions
from kiosk.domain.pickup import Parcel, Pickup, PickupState
from kiosk.domain.pickup_clock import Stop, effective_not_after, scopes_of

RUNS: Final = ("ready", "partially_collected")
"""States in which the clock runs. What is awaited is nobody's to collect yet."""
GRACE_S: Final = 72 * 3600.0
HEARD_AFTER_S: Final = 15 * 60.0
"""For so long after the deadline a kiosk that asks for its list has also sent what happened before it."""


def past(connection: Connection, now_s: float, after: str, limit: int) -> Sequence[str]:
    """Ids behind `after` of what is past the date in the books; whether its clock stood still is not looked at."""
    table = schema.pickups
    query = select(table.c.id).where(_late(now_s), table.c.id > after).order_by(table.c.id).limit(limit)
    return connection.execute(query).scalars().all()


def expire(connection: Connection, ids: Sequence[str], now_s: float) -> list[str]:
    """Those of `ids` that are expired from now on, each told once as `pickup.expired`.

    Rows are locked before anything is changed, and judged as they are then: whoever extends one or takes it out
    meanwhile comes first.
    """
    if not _over(connection, ids, now_s):
        return []
    table = schema.pickups
    locked = select(table.c.id).where(table.c.id.in_(ids)).order_by(table.c.id).with_for_update()
    connection.execute(locked)
    over = _over(connection, ids, now_s)
    for pickup in over:
        transitions.tell(connection, "pickup.expired", transitions.write(connection, pickup, state="expired"), now_s)
    return over


def ends_s(connection: Connection, pickup: str, at_s: float) -> float:
    """The deadline as it stood at that time, with the stops that are known by now."""
    row = connection.execute(select(schema.pickups).where(schema.pickups.c.id == pickup)).one()
    (found,) = _pickups(connection, [row])
    return _ends_s(found, stops.of_site(connection, row.site, scopes_of(found), row.not_before), at_s)


def revived(connection: Connection, pickup: str) -> str:
    """The state of an expired pickup that was given more time."""
    table = schema.parcels
    parcels = connection.execute(select(table.c.state).where(table.c.pickup == pickup)).scalars().all()
    gone = parcels.count("collected")
    if gone == len(parcels):
        return "awaiting"  # nothing of it lies here any more
    return "partially_collected" if gone else "ready"


def _late(now_s: float) -> Any:
    table = schema.pickups
    return table.c.state.in_(RUNS) & (table.c.not_after < now_s)


def _over(connection: Connection, ids: Sequence[str], now_s: float) -> list[str]:
    table = schema.pickups
    query = select(table).where(_late(now_s), table.c.id.in_(ids)).order_by(table.c.id)
    rows = connection.execute(query).all()
    pickups = _pickups(connection, rows)
    over: set[str] = set()
    for site in {pickup.site for pickup in pickups}:
        here = [pickup for pickup in pickups if pickup.site == site]
        over |= _over_at(connection, site, here, now_s)
    return [pickup.id for pickup in pickups if pickup.id in over]


def _over_at(connection: Connection, site: int, pickups: Sequence[Pickup], now_s: float) -> set[str]:
    scopes = {scope for pickup in pickups for scope in scopes_of(pickup)}
    told = stops.of_site(connection, site, scopes, min(pickup.not_before_utc for pickup in pickups))
    known_to_s = _known_to(connection, site, now_s)
    over = set()
    for pickup in pickups:
        end_s = _ends_s(pickup, told, now_s)
        if now_s > end_s and (known_to_s >= end_s or now_s > end_s + GRACE_S):
            over.add(pickup.id)
    return over


def _ends_s(pickup: Pickup, told: Mapping[str, Sequence[Stop]], at_s: float) -> float:
    mine = [stop for scope in scopes_of(pickup) for stop in told.get(scope, ())]
    return effective_not_after(pickup, mine, at_s)


def _known_to(connection: Connection, site: int, now_s: float) -> float:
    """Up to when everything that kiosks of the site have seen is known here."""
    table = schema.kiosks
    heard = connection.execute(select(table.c.heard_at).where(table.c.site == site)).scalars().all()
    return min(((at or 0.0) - HEARD_AFTER_S for at in heard), default=now_s)


def _pickups(connection: Connection, rows: Sequence[Row[Any]]) -> list[Pickup]:
    table = schema.parcels
    named = select(table).where(table.c.pickup.in_([row.id for row in rows])).order_by(table.c.id)
    lie: dict[str, list[Parcel]] = {}
    for parcel in connection.execute(named):
        lie.setdefault(parcel.pickup, []).append(Parcel(parcel.id, parcel.compartment))
    return [_pickup(row, lie) for row in rows]


def _pickup(row: Row[Any], lie: Mapping[str, list[Parcel]]) -> Pickup:
    return Pickup(
        id=row.id,
        site=row.site,
        state=PickupState(row.state),
        parcels=tuple(lie.get(row.id, ())),
        not_before_utc=row.not_before,
        not_after_utc=row.not_after,
        lines_ready=row.lines_ready,
        lines_total=row.lines_total,
    )
