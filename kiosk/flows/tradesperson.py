"""The tradesperson: badge, the pickups of the account, the company's reference where its rule wants one, doors."""

import re
from dataclasses import dataclass, replace
from typing import Final

from kiosk.domain.account import ReferenceRule
from kiosk.domain.pickup import ParcelState
from kiosk.flows.collect import Claim
from kiosk.flows.events import Event, Pressed, SignedIn
from kiosk.flows.goods import Lines

MAX_REFERENCE: Final = 20
REFERENCE_SYMBOLS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ0123456789-/ ")


@dataclass(frozen=True, slots=True)
class Home:
    """The account's pickups, and which of them are wanted now. `goods`: what is in the basket meanwhile."""

    signed_in: SignedIn
    chosen: tuple[str, ...]
    goods: Lines = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """The company's reference so far. `suggested`: it is the person's default, and the first key takes its place."""

    signed_in: SignedIn
    chosen: tuple[str, ...]
    entered: str = ""
    error: str = ""
    goods: Lines = ()
    suggested: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """These are to be handed out now."""

    claims: tuple[Claim, ...]
    lines_to_come: int


SignedInState = Home | Reference


def begin(signed_in: SignedIn) -> Home:
    """One's own pickups are chosen from the start; those of colleagues are one touch away."""
    own = tuple(pickup.id for pickup in signed_in.pickups if pickup.buyer_employee == signed_in.employee.id)
    return Home(signed_in, own or tuple(pickup.id for pickup in signed_in.pickups))


def step(state: SignedInState, event: Event, default_reference: str = "") -> SignedInState | Chosen:
    """Touches in; at last the claims to hand out. The reference begins as the person's default, where it fits."""
    match state, event:
        case Home(), Pressed("toggle_pickup", value):
            return _toggle(state, value)
        case Home(chosen=(_, *_)), Pressed("collect"):
            if state.signed_in.account.reference_rule is ReferenceRule.NONE:
                return _claims(state.signed_in, state.chosen, "")
            suggestion = _fitting(state.signed_in, default_reference)
            return Reference(state.signed_in, state.chosen, suggestion, goods=state.goods, suggested=bool(suggestion))
        case Reference(), Pressed("key", value) if value in REFERENCE_SYMBOLS and len(value) == 1:
            before = "" if state.suggested else state.entered
            return replace(state, entered=(before + value)[:MAX_REFERENCE], error="", suggested=False)
        case Reference(), Pressed("erase"):
            left = "" if state.suggested else state.entered[:-1]
            return replace(state, entered=left, error="", suggested=False)
        case Reference(), Pressed("submit"):
            return _submit(state)
        case Reference(), Pressed("back"):
            return Home(state.signed_in, state.chosen, state.goods)
        case _:
            return state


def _fitting(signed_in: SignedIn, reference: str) -> str:
    """`reference`, or nothing where it could not have been typed here or is not how the company writes them."""
    typable = len(reference) <= MAX_REFERENCE and REFERENCE_SYMBOLS.issuperset(reference)
    return reference if typable and re.fullmatch(signed_in.account.reference_pattern, reference) else ""


def _toggle(state: Home, pickup: str) -> Home:
    if pickup in state.chosen:
        return replace(state, chosen=tuple(other for other in state.chosen if other != pickup))
    if any(pickup == other.id for other in state.signed_in.pickups):
        return replace(state, chosen=(*state.chosen, pickup))
    return state


def _submit(state: Reference) -> Reference | Chosen:
    account = state.signed_in.account
    reference = state.entered.strip()
    if not reference and account.reference_rule is ReferenceRule.REQUIRED:
        return replace(state, error="missing")
    if reference and not re.fullmatch(account.reference_pattern, reference):
        return replace(state, error="pattern")
    return _claims(state.signed_in, state.chosen, reference)


def _claims(signed_in: SignedIn, chosen: tuple[str, ...], reference: str) -> Chosen:
    wanted = [pickup for pickup in signed_in.pickups if pickup.id in chosen]
    claims = tuple(
        Claim(
            credential=signed_in.credential,
            pickup=pickup.id,
            parcel=parcel.id,
            compartment=parcel.compartment,
            decision="account",
            actor=signed_in.employee.id,
            reference=reference,
        )
        for pickup in wanted
        for parcel in pickup.parcels
        if parcel.state is ParcelState.READY
    )
    return Chosen(claims, sum(pickup.lines_total - pickup.lines_ready for pickup in wanted))
