"""What the journal will still allow for a parcel of which nobody saw whether its door opened."""

from kiosk.domain.decision import UNKNOWN_REOPEN_S, reopens_left
from kiosk.domain.record import DoorIntent
from kiosk.flows.events import Again, Outcome
from kiosk.ports import Journal


async def again_for(journal: Journal, intent: DoorIntent, outcome: Outcome, now_utc: float) -> Again | None:
    """After `outcome` is durable. None where no doubt limits further pulses."""
    if not intent.pickup or outcome not in {Outcome.JAMMED, Outcome.UNKNOWN}:
        return None
    doubt = (await journal.parcel_doubts(intent.pickup)).get(intent.parcel)
    if doubt is None:
        return None
    ends_in_s = doubt.first_unknown_utc + UNKNOWN_REOPEN_S - now_utc
    return Again(reopens_left(doubt, intent.credential, now_utc), max(0.0, ends_in_s))
