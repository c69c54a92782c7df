"""What happened, as plain facts: the raw material of story and witness. `at_s` is virtual time since the start."""

import msgspec

from kiosk.messages import View


class Fact(msgspec.Struct, frozen=True, gc=False):
    """Something that happened at `at_s`."""

    at_s: float


# --- doors and boards ---


class Pulsed(Fact, frozen=True, gc=False):
    """A board energised an output. `door`: the one whose lock hangs there, None for none."""

    bus: str
    board: int
    channel: int
    door: int | None
    pulse_s: float


class DoorMoved(Fact, frozen=True, gc=False):
    """A leaf, in truth. `by`: spring, a person's name, or what forced it."""

    door: int
    open: bool
    by: str


class ContactRead(Fact, frozen=True, gc=False):
    """A board said of a contact for the first time that it is so; not always the truth."""

    door: int
    closed: bool


# --- machine ---


class PoweredOn(Fact, frozen=True, gc=False):
    """The core starts on the disk as it is."""

    boot: int


class Ready(Fact, frozen=True, gc=False):
    """The core serves."""

    boot: int


class Died(Fact, frozen=True, gc=False):
    """`how`: power (what was not synced is in doubt), killed (only the process), journal (the disk failed it)."""

    boot: int
    how: str


class Restored(Fact, frozen=True, gc=False):
    """While the power is off the disk is put back to what it was at `taken_s`, when event `seq` was the newest."""

    seq: int
    taken_s: float


class Shown(Fact, frozen=True, gc=False):
    """The screen."""

    view: View


class Durable(Fact, frozen=True, gc=False):
    """A row of `events` that a power cut can no longer take away, as read from the disk."""

    seq: int
    utc: float
    session: str
    kind: str
    body: dict[str, object]


class FaultBegan(Fact, frozen=True, gc=False):
    """`where`: a door, board, bus or nothing."""

    fault: str
    where: str


class FaultEnded(Fact, frozen=True, gc=False):
    """The world is well again in this respect."""

    fault: str
    where: str


# --- people ---


class Did(Fact, frozen=True, gc=False):
    """`what`: scan, press, push, take, put, walk away ..., `detail` what of it."""

    who: str
    what: str
    detail: str


class Taken(Fact, frozen=True, gc=False):
    """A parcel left its compartment in truth."""

    who: str
    parcel: str
    door: int


class Put(Fact, frozen=True, gc=False):
    """Staff load a parcel: it lies in its compartment in truth, or (`inside` False) they will close that without it."""

    who: str
    parcel: str
    door: int
    inside: bool


class Visit(Fact, frozen=True, gc=False):
    """One visit has ended. `excuse` says why an honest person may have failed; "" means that nothing was in the way."""

    who: str
    kind: str
    pickup: str
    success: bool
    excuse: str


# --- shop: a `version` counts the changes of its list through all epochs ---


class Issued(Fact, frozen=True, gc=False):
    """The shop promises a pickup: `parcels` is (parcel, compartment, 0 for to come); listed from `version` on.

    `due`: once it is paid.
    """

    pickup: str
    parcels: tuple[tuple[str, int], ...]
    not_before_utc: float
    not_after_utc: float
    credentials: tuple[str, ...]
    version: int
    due: bool = False


class Paid(Fact, frozen=True, gc=False):
    """The customer has paid for this pickup."""

    pickup: str


class Wanted(Fact, frozen=True, gc=False):
    """What a parcel that is to come needs of its compartment, as the list says it."""

    parcel: str
    size: str
    weight_g: int
    reach: bool


class Delegated(Fact, frozen=True, gc=False):
    """A customer hands their pickup on to a credential of its own for so many visits and these parcels (none: all)."""

    pickup: str
    credential: str
    max_visits: int | None
    parcels: tuple[str, ...]
    not_after_utc: float


class DelegateRevoked(Fact, frozen=True, gc=False):
    """From this `version` of its list on the shop wants this delegate's credential refused."""

    credential: str
    version: int


class Revoked(Fact, frozen=True, gc=False):
    """From this `version` of its list on the shop wants this pickup refused."""

    pickup: str
    version: int


class Commanded(Fact, frozen=True, gc=False):
    """A remote command is on its way. `ok`: the operator made it, for this kiosk and this moment."""

    id: str
    door: int
    parcel: str
    ok: bool


class Asked(Fact, frozen=True, gc=False):
    """The kiosk sends a request."""


class LeftAlone(Fact, frozen=True, gc=False):
    """The shop has said to the kiosk that it wants no request for so long (Retry-After)."""

    for_s: float


class Told(Fact, frozen=True, gc=False):
    """A page of the list came through to the kiosk, as of the shop's `version`. `whole`: all of it."""

    version: int
    whole: bool
    epoch: str = "1"


class Lied(Fact, frozen=True, gc=False):
    """A page of the list came through to the kiosk that is not the shop's, or not of today; it may have been taken."""


class Answered(Fact, frozen=True, gc=False):
    """The shop has told the kiosk, for a code that somebody holds up or types, that it is good for this pickup."""

    pickup: str


class SetBack(Fact, frozen=True, gc=False):
    """From this `version` on the shop's list counts anew: its database is as it was at `taken_s`.

    `newest`: seq of the event of the kiosk that it has as the last one, 0 for none.
    """

    epoch: str
    taken_s: float
    version: int
    newest: int


class Stored(Fact, frozen=True, gc=False):
    """The shop has an event of the kiosk on its own disk. `again`: it had it before."""

    seq: int
    kind: str
    again: bool


class Refused(Fact, frozen=True, gc=False):
    """The shop cannot take this event, in whatever company it comes (4xx)."""

    seq: int


class HandedOver(Fact, frozen=True, gc=False):
    """The shop knows of a collection."""

    id: str
    pickup: str
    parcel: str
    again: bool
