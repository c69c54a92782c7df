"""What the core needs of the world, as protocols. Adapters satisfy them structurally."""

from kiosk.ports.backend import CommerceBackend, Handover, Resolved, SiteFacts, Stored
from kiosk.ports.bank import (
    BankAlarm,
    BankNow,
    BusFigures,
    Door,
    DoorBank,
    DoorChange,
    DoorReadings,
    LockPlace,
    Permit,
    UnlockOutcome,
)
from kiosk.ports.clock import Clock, MachineClock
from kiosk.ports.commissioning import Commissioning, WalkFinding, WalkNow
from kiosk.ports.journal import AskedCode, CodeFacts, Journal, PersonFacts
from kiosk.ports.signatures import SignatureCheck, Signatures
from kiosk.ports.trade import Trade

__all__ = [
    "AskedCode",
    "BankAlarm",
    "BankNow",
    "BusFigures",
    "Clock",
    "CodeFacts",
    "CommerceBackend",
    "Commissioning",
    "Door",
    "DoorBank",
    "DoorChange",
    "DoorReadings",
    "Handover",
    "Journal",
    "LockPlace",
    "MachineClock",
    "Permit",
    "PersonFacts",
    "Resolved",
    "SignatureCheck",
    "Signatures",
    "SiteFacts",
    "Stored",
    "Trade",
    "UnlockOutcome",
    "WalkFinding",
    "WalkNow",
]
