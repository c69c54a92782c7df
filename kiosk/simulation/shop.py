"""The shop: it sells, has parcels put into the wall, issues codes, and keeps what the kiosk tells it."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Final

from kiosk.domain import digest
from kiosk.domain.credential import Credential, CredentialKind
from kiosk.domain.pickup import Parcel, ParcelState, Pickup, PickupState
from kiosk.domain.record import JsonValue, Kind, OutboxRow
from kiosk.domain.site_list import JournalAnchor, SiteListPage
from kiosk.domain.token import Token, pack, signed_message, to_text
from kiosk.ports import Handover, Resolved, SiteFacts
from kiosk.ports import Stored as StoredRows
from kiosk.simulation.facts import Delegated, DelegateRevoked, Fact, HandedOver, Issued, Revoked, Stored, Wanted
from kiosk.simulation.order import EARLIER_S, Order, gone, make_order, mark_of, symbols
from kiosk.simulation.shop_list import ShopList
from kiosk.simulation.site import OTHER_SITE, SITE, Site
from kiosk.simulation.staff import APPRENTICE, BADGE, COLLEAGUE, COMPANY, TRADESPERSON, Staff, make_staff

DAY_S: Final = 86_400.0
VALID_S: Final = 3 * DAY_S
FORGOTTEN_AFTER_S: Final = 2 * DAY_S
"""So long after its end a pickup leaves the list."""
_OPENS: Final = frozenset({PickupState.READY, PickupState.PARTIALLY_COLLECTED})
_BUYERS: Final = dict(zip("01234", (TRADESPERSON, TRADESPERSON, TRADESPERSON, COLLEAGUE, APPRENTICE), strict=True))
"""Of pickups whose id begins like this, which are a company's: one in six. The badge is good for all but the last."""

_NOBODY: Final = Staff((), (), ())


@dataclass(frozen=True, slots=True)
class Limits:
    """What a customer gives out of hand: so many visits (None: any), these parcels (none: all), for so long."""

    max_visits: int | None
    parcels: tuple[str, ...]
    lasts_s: float


class Shop:
    """What a backend knows and does, without the network before it. `now_s` is virtual time, `utc_s` the true one.

    `kept`: compartments that the kiosk keeps for parcels to come, as delivery notes say; `arrived` hears of an order
    whose last parcel came. `revision` counts the changes of the list through all of its epochs; `arrivals` are the
    events in the order in which they came.
    """

    def __init__(
        self,
        site: Site,
        dice: random.Random,
        now_s: Callable[[], float],
        utc_s: Callable[[], float],
        tell: Callable[[Fact], None],
    ) -> None:
        self._site = site
        self._dice = dice
        self._now_s = now_s
        self._utc_s = utc_s
        self._tell = tell
        self.orders: dict[str, Order] = {}
        self.events: dict[int, set[str]] = {}
        self.handovers: dict[str, Handover] = {}
        self.kept: dict[str, int] = {}
        self.arrived: Callable[[Order], None] = lambda _: None
        self.arrivals: list[JournalAnchor] = []
        self.list = ShopList("1")
        self.revision = 0
        self._by_code: dict[str, str] = {}
        self.staff = make_staff(self._digest)
        self.list.weigh(added=self.staff.marks)

    # --- orders ---

    def sell(self, compartments: Sequence[int]) -> Order:
        """A pickup of as many parcels as there are compartments; they lie there when this is called."""
        key = self._symbols(8)
        parcels = tuple(Parcel(f"{key}-{index + 1}", number) for index, number in enumerate(compartments))
        return self._issue(key, PickupState.READY, parcels)

    def announce(self, wanted: Sequence[Parcel]) -> Order:
        """A pickup of parcels that are to come: `wanted` says what each needs, the kiosk chooses where it will lie."""
        key = self._symbols(8)
        parcels = tuple(replace(one, id=f"{key}-{index + 1}", compartment=0) for index, one in enumerate(wanted))
        for one in parcels:
            self._tell(Wanted(self._now_s(), one.id, one.size, one.weight_g, one.reach))
        return self._issue(key, PickupState.AWAITING, parcels)

    def _issue(self, key: str, state: PickupState, parcels: tuple[Parcel, ...]) -> Order:
        utc, count, version = self._utc_s(), len(parcels), self.list.version + 1
        pickup = Pickup(key, SITE, state, parcels, utc - EARLIER_S, utc + VALID_S, count, count, version=version)
        if key[0] in _BUYERS:
            pickup = replace(pickup, account=COMPANY, buyer_employee=_BUYERS[key[0]])
        order = self.orders[key] = make_order(pickup, self._dice, self._site.site_key, self.sign)
        self._changed(key)
        self.list.weigh(added=order.marks())
        self._by_code |= dict.fromkeys(order.all_codes(), key)
        places = tuple((parcel.id, parcel.compartment) for parcel in parcels)
        names = (
            order.token,
            *(credential.id for credential in order.credentials),
            *((BADGE,) if pickup.buyer_employee in {TRADESPERSON, COLLEAGUE} else ()),
        )
        dates = pickup.not_before_utc, pickup.not_after_utc
        self._tell(Issued(self._now_s(), key, places, *dates, names, self.revision))
        return order

    def sign(self, token: Token) -> str:
        """The text of a QR code."""
        body = pack(token)
        return to_text(body, self._site.issuer.sign(signed_message(body)))

    def foreign(self) -> str:
        """A code of the same shop for another of its sites."""
        utc = int(self._utc_s())
        return self.sign(Token(1, OTHER_SITE, self._symbols(8), utc - 60, utc + 86_400, self._dice.randbytes(8)))

    def forged(self) -> str:
        """A token for a real pickup whose signature is another token's."""
        real = next(iter(self.orders.values()), None)
        utc = int(self._utc_s())
        key = real.id if real is not None else self._symbols(8)
        body = pack(Token(1, SITE, key, utc - 60, utc + 86_400, self._dice.randbytes(8)))
        return to_text(body, self._dice.randbytes(64))

    def is_over(self, order: Order) -> bool:
        """Too late for its customer."""
        return self._utc_s() > order.pickup.not_after_utc + 3600.0

    def cancel(self, order: Order) -> None:
        """The customer changed their mind; staff will take the parcels out. What is off the list stays as it was."""
        if order.id not in self.orders:
            return
        self._end(order, PickupState.CANCELLED)
        self._tell(Revoked(self._now_s(), order.id, self.revision))

    def took_out(self, parcel: str) -> None:
        """A technician has brought a parcel back: from now on it lies nowhere."""
        order = self.orders.get(parcel.partition("-")[0])
        if order is None:
            return
        if order.pickup.state in _OPENS:
            self.cancel(order)
        self._change(order, order.pickup.state, order.put(parcel, 0))

    def delegate(self, order: Order, limits: Limits) -> str:
        """A code of its own for somebody whom the customer sends."""
        utc = self._utc_s()
        from_utc, to_utc = utc - EARLIER_S, utc + limits.lasts_s
        token = Token(1, SITE, order.id, int(from_utc), int(to_utc), self._dice.randbytes(8), delegate=True)
        self._changed(order.id)
        row = Credential(
            token.credential,
            CredentialKind.PICKUP,
            "",
            order.id,
            from_utc,
            float(int(to_utc)),
            version=self.list.version,
            delegate_of=order.credentials[0].id,
            max_visits=limits.max_visits,
            parcels=limits.parcels,
        )
        code = self.sign(token)
        order.credentials.append(row)
        order.delegates[code] = row.id
        self._by_code[code] = order.id
        self.list.weigh(added=(mark_of(row),))
        self._tell(Delegated(self._now_s(), order.id, row.id, row.max_visits, row.parcels, row.not_after_utc))
        return code

    def revoke(self, order: Order, code: str) -> None:
        """The customer has thought better of it."""
        if order.id not in self.orders or code not in order.delegates:
            return
        index = next(at for at, row in enumerate(order.credentials) if row.id == order.delegates[code])
        self._changed(order.id)
        before = order.credentials[index]
        order.credentials[index] = after = replace(before, revoked=True, version=self.list.version)
        self.list.weigh(added=(mark_of(after),), gone=(mark_of(before),))
        self._tell(DelegateRevoked(self._now_s(), after.id, self.revision))

    def forget(self) -> None:
        """Pickups that ended long ago leave the list; those that nobody can come for any more have ended."""
        now_s = self._now_s()
        for order in list(self.orders.values()):
            if order.ended_s is None and self._utc_s() > order.pickup.not_after_utc + FORGOTTEN_AFTER_S:
                self.cancel(order)
            over = now_s - order.ended_s if order.ended_s is not None else 0.0
            if over > FORGOTTEN_AFTER_S:
                self._changed(order.id)
                self.list.weigh(gone=order.marks())
                self.list.gone[order.id] = order.marks()
                del self.orders[order.id]
                for code in order.all_codes():
                    self._by_code.pop(code, None)

    def put_back(self, kept: ShopList, orders: dict[str, Order], events: int) -> None:
        """Go on from another database: its list and orders, and the first `events` of those that have arrived."""
        self.list, self.orders = kept, orders
        self.arrivals = self.arrivals[:events]
        self.events = {}
        for event in self.arrivals:
            self.events.setdefault(event.seq, set()).add(event.hash)
        self._by_code = {code: order.id for order in orders.values() for code in order.all_codes()}

    def _end(self, order: Order, state: PickupState) -> None:
        order.ended_s = self._now_s()
        self._change(order, state, order.pickup.parcels)

    def _change(self, order: Order, state: PickupState, parcels: tuple[Parcel, ...]) -> None:
        """Every change of a row is a new version of the list."""
        self._changed(order.id)
        before = mark_of(order.pickup)
        order.pickup = replace(order.pickup, state=state, parcels=parcels, version=self.list.version)
        self.list.weigh(added=(mark_of(order.pickup),), gone=(before,))

    def _changed(self, key: str) -> None:
        self.list.changes.append(key)
        self.revision += 1

    # --- what the kiosk asks ---

    def site(self) -> SiteFacts:
        return SiteFacts("Simulated", "22 00 11 22", self._utc_s(), {OTHER_SITE: "The other one"})

    def page(self, cursor: str) -> SiteListPage:
        """All, or what changed since."""
        kept, since = self.list, self.list.since(cursor)
        full = since is None
        names = list(self.orders) if since is None else kept.changed(since)
        orders = [self.orders[name] for name in names if name in self.orders]
        removed = [mark for name in names if name not in self.orders for mark in gone(kept.gone[name], kept.version)]
        known = 0 if since is None else since
        credentials = [one for order in orders for one in order.credentials if one.version > known]
        staff = self.staff if full else _NOBODY
        return SiteListPage(
            kept.cursor,
            full,
            self._utc_s(),
            pickups=tuple(order.pickup for order in orders),
            credentials=(*credentials, *staff.badges),
            accounts=staff.companies,
            employees=staff.people,
            removed=tuple(removed),
            base="" if full else cursor,
            epoch=kept.epoch,
            version=kept.version,
            checksum=kept.checksum,
            journal=self.arrivals[-1] if self.arrivals else None,
        )

    def resolve(self, code: str) -> Resolved | None:
        order = self.orders.get(self._by_code.get(code, ""))
        if order is None or order.pickup.state not in _OPENS:
            return None
        credential = order.credential_for(code)
        return Resolved(credential, order.pickup) if credential is not None else None

    # --- what the kiosk tells ---

    def hand_over(self, handover: Handover) -> str:
        """Idempotent by its id."""
        again = handover.id in self.handovers
        self._tell(HandedOver(self._now_s(), handover.id, handover.pickup, handover.parcel, again))
        if again:
            return ""
        self.handovers[handover.id] = handover
        order = self.orders.get(handover.pickup)
        if order is not None:
            self._collected(order, handover)
        return ""

    def _collected(self, order: Order, handover: Handover) -> None:
        order.handed_over.add(handover.parcel)
        parcels = tuple(
            replace(parcel, state=ParcelState.COLLECTED) if parcel.id == handover.parcel else parcel
            for parcel in order.pickup.parcels
        )
        whole = len(order.handed_over) == len(parcels)
        if order.pickup.state in _OPENS:
            state = PickupState.COLLECTED if whole else PickupState.PARTIALLY_COLLECTED
        else:
            state = order.pickup.state
        order.ended_s = self._now_s() if whole else order.ended_s
        self._change(order, state, parcels)

    def store(self, rows: Sequence[OutboxRow]) -> StoredRows:
        """Idempotent by seq and hash. What it tells of the journal in return is the event that came last."""
        forked = set()
        for row in rows:
            event = row.event
            known = self.events.setdefault(event.seq, set())
            again = event.hash in known
            if not again:
                if known:
                    forked.add(event.seq)
                known.add(event.hash)
                self.arrivals.append(JournalAnchor(event.seq, event.hash))
                self._heard(event.kind, event.body)
            self._tell(Stored(self._now_s(), event.seq, event.kind.value, again))
        return StoredRows(frozenset(row.event.seq for row in rows), frozenset(forked))

    def _heard(self, kind: Kind, body: Mapping[str, JsonValue]) -> None:
        """Where the kiosk keeps a place, and where it has got a parcel."""
        parcel, number = str(body.get("parcel")), int(str(body.get("compartment") or 0))
        order = self.orders.get(str(body.get("pickup")))
        match kind:
            case Kind.COMPARTMENT_RESERVED:
                self.kept[parcel] = number
            case Kind.COMPARTMENT_RELEASED:
                self.kept.pop(parcel, None)
            case Kind.PARCEL_DEPOSITED if order is not None and order.ended_s is None:
                self.kept.pop(parcel, None)
                self._change(order, PickupState.READY, order.put(parcel, number))
                if not order.to_come:
                    order.again_at = self.revision if order.gone_at < inf else order.again_at
                    order.gone_at = inf
                    self.arrived(order)
            case _:
                pass

    # --- small things ---

    def _symbols(self, count: int) -> str:
        return symbols(self._dice, count)

    def _digest(self, canonical: str) -> str:
        return digest.digest(self._site.site_key, canonical)
