"""What the journal is told: kinds of events and the intent that must be durable before a door may move.

Bodies hold ids and codes only. A name, a code text or a PIN never enters a record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

JsonValue: TypeAlias = "str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None"


class Kind(StrEnum):
    """Event kinds, as they stand in the journal and in the `type` of the CloudEvent sent to the backend."""

    SESSION_STARTED = "session.started"  # entry
    SESSION_ENDED = "session.ended"  # reason
    CODE_REFUSED = "code.refused"  # entry, reason
    ATTEMPT_FAILED = "attempt.failed"  # entry, pickups (whose phone was named; left out where there are none)
    DOOR_INTENT = "door.intent"  # intent, credential, pickup, parcel, compartment, actor, decision, pulse, reference
    DOOR_OPENED = "door.opened"  # intent, compartment, already_open; recovered, opened_after_utc (until the event)
    DOOR_JAMMED = "door.jammed"  # intent, compartment
    DOOR_UNKNOWN = "door.unknown"  # intent, compartment, cause
    DOOR_CLOSED = "door.closed"  # intent, compartment; recovered, closed_after_utc (until the event)
    DOOR_HELD_OPEN = "door.held_open"  # intent, compartment, open_s (in a journey)
    DOOR_UNSEEN = "door.unseen"  # intent, compartment (open when its board fell silent; nobody saw it close)
    DOOR_FORCED = "door.opened_without_command"  # compartment
    PARCEL_COLLECTED = (
        "parcel.collected"  # intent, pickup, parcel, compartment, opened_utc, credential, actor, reference
    )
    PARCEL_SUSPECT = "parcel.suspect"  # pickup, parcel, compartment, reason
    COMPARTMENT_BLOCKED = "compartment.blocked"  # compartment, reason, actor
    COMPARTMENT_UNBLOCKED = "compartment.unblocked"  # compartment, actor
    TECHNICIAN_IN = "technician.signed_in"  # actor
    TECHNICIAN_OUT = "technician.signed_out"  # actor
    REPORT_FILED = "report.filed"  # topic, compartment, pickup
    PURCHASE_ASKED = "purchase.asked"  # purchase, actor
    PURCHASE_TOLD = "purchase.told"  # purchase, outcome (its state, or why it is none)
    DEVICE_LOST = "device.lost"  # device, detail
    DEVICE_BACK = "device.back"  # device, away_s
    BANK_ALARM = "bank.alarm"  # alarm, bus, board
    CORE_STARTED = "core.started"  # boot, version, clean

    # --- custody: where every parcel is ---
    COMPARTMENT_RESERVED = "compartment.reserved"  # pickup, parcel, compartment
    COMPARTMENT_RELEASED = "compartment.released"  # pickup, parcel, compartment, reason
    PARCEL_DEPOSITED = "parcel.deposited"  # pickup, parcel, compartment, how ("listed", "loaded"), intent, actor
    PARCEL_MOVED = "parcel.moved"  # pickup, parcel, compartment (where it is now), source
    PARCEL_REMOVED = "parcel.removed"  # pickup, parcel, compartment, intent, actor, reason
    PARCEL_RESOLVED = "parcel.resolved"  # pickup, parcel, compartment, verdict, actor, reason
    CUSTODY_CONFLICT = "custody.conflict"  # pickup, parcel, compartment, cause, holder_pickup, holder_parcel

    # --- doors that did what nobody asked for ---
    DOOR_WRONG = "door.wrong_door"  # compartment (the one that opened), wanted, intent
    ENTRAPMENT_SUSPECTED = "entrapment.suspected"  # compartment, cause
    ENTRAPMENT_CLEARED = "entrapment.cleared"  # compartment, how, actor
    RESCUE_CALLED = "rescue.called"  # compartment or None

    # --- limits, commands, time, list, outbox, disk ---
    BULK_LIMIT = "doors.bulk_limit"  # compartment, wait_s
    COMMAND_JUDGED = "command.judged"  # command, verdict, reason, compartment, actor, counter, consumed
    COMMAND_ENDED = "command.ended"  # command, outcome
    CLOCK_CHANGED = "clock.changed"  # state, jump_s, cause
    PICKUP_CLOCK_STOPPED = "pickup_clock.stopped"  # scope (bank, door:N, pickup:ID)
    PICKUP_CLOCK_STARTED = "pickup_clock.started"  # scope (also power), stopped_s
    LIST_REFUSED = "list.refused"  # cause
    LIST_TIER = "list.tier"  # tier, age_s
    ISSUER_KEYS_CHANGED = "issuer_keys.changed"  # keys, added, dropped (key ids)
    ISSUER_KEYS_REFUSED = "issuer_keys.refused"  # field, problem
    HANDOVER_CONFLICT = "handover.conflict"  # intent, pickup, parcel, reason
    EVENT_SET_ASIDE = "event.set_aside"  # event_seq, event_kind, status, code
    JOURNAL_ROLLED_BACK = "journal.rolled_back"  # known_seq, cause
    EVENTS_SENT_AGAIN = "events.sent_again"  # known_seq (the newest that the backend named), count


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to be appended. `send` False keeps it out of the outbox."""

    kind: Kind
    body: Mapping[str, JsonValue] = field(default_factory=dict)
    session: str = ""
    send: bool = True

    @classmethod
    def of(cls, kind: Kind, session: str = "", *, send: bool = True, **body: JsonValue) -> "Entry":
        """An entry with the body given by name."""
        return cls(kind, body, session, send)


@dataclass(frozen=True, slots=True)
class DoorIntent:
    """The decision to pulse one lock once, as it must stand on disk before the pulse (invariant A1).

    `pickup` and `parcel` are empty for a technician's opening. `decision` says why it was allowed:
    "token", "listed", "resolved", "account", "reopen", "retry", "reopen_unknown" (nobody saw whether the last pulse
    opened the door), "technician", "remote". `pulse` counts from 1 within
    the session and compartment. `consumes` marks the intent that uses the credential up (A3): in the same transaction
    the credential counts as used.
    """

    intent: str
    session: str
    credential: str
    pickup: str
    parcel: str
    compartment: int
    actor: str
    decision: str
    pulse: int
    reference: str = ""
    consumes: bool = True


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event as it stands in the journal; `hash` chains over all earlier ones."""

    seq: int
    kind: Kind
    utc: float
    boot: str
    session: str
    body: Mapping[str, JsonValue]
    hash: str


@dataclass(frozen=True, slots=True)
class OpenIntent:
    """An intent whose door cycle has not ended: `state` is "intent" (no result), "opened", "jammed" or "unknown".

    `intent_utc` and `opened_utc` are when intent and first evidence of an open door were recorded. `collected`: its
    parcel had left before. `complaint`: what the person said was wrong, empty if nothing was said.
    """

    intent: DoorIntent
    state: str
    seq: int
    intent_utc: float = 0.0
    opened_utc: float | None = None
    collected: bool = False
    complaint: str = ""


@dataclass(frozen=True, slots=True)
class CompartmentFlags:
    """What the ledger says about one compartment beside its parcel."""

    number: int
    blocked_reason: str = ""
    suspect: bool = False


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One event on its way to the backend. `number` counts what is sent, without a gap.

    `offline`: it had to wait before it was sent for the first time. It never changes afterwards, so that a repetition
    says the same as what it repeats.
    """

    event: Recorded
    number: int = 0
    offline: bool = False


@dataclass(frozen=True, slots=True)
class PastOpening:
    """A decision to open one door, as it stands in the journal."""

    session: str
    compartment: int
    decision: str
    utc: float


@dataclass(frozen=True, slots=True)
class CommandTrace:
    """What the journal knows of remote commands: the highest counter, and whether this very one was judged before."""

    counter: int
    known: bool


@dataclass(frozen=True, slots=True)
class UnendedCommand:
    """An accepted command whose outcome was not told: `state` of its intent as in OpenIntent, or "closed"."""

    command: str
    state: str
