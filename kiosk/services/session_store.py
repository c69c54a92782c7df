"""The screen somebody is on, as bytes for the journal, so that a killed core finds it again.

What a person typed is not written: codes and PINs never reach the disk. A check under way is not written either; the
reader is asked to look again instead. Nor is what the backend tells of a visit: it would have to be asked again.
"""

from dataclasses import replace
from typing import Any, Final

import msgspec

from kiosk.flows import collect, papers, service, session, shopping, tradesperson, typed_code
from kiosk.flows.phone_sign_in import PhoneSignIn
from kiosk.flows.session import Flow, Help, Session
from kiosk.ports import Journal

MAX_AGE_S: Final = 300.0
"""Older than this the person has gone: their screen must not meet the next one (invariant U2)."""

_FLOWS: Final[dict[str, type[Flow]]] = {
    flow.__name__: flow
    for flow in (
        session.Idle,
        session.Refused,
        typed_code.Typing,
        tradesperson.Home,
        tradesperson.Reference,
        collect.Opening,
        collect.DoorOpen,
        collect.DoorFault,
        collect.NextDoor,
        collect.Waiting,
        collect.Done,
        service.Pin,
        service.Doors,
        service.CameraPage,
        service.BusPage,
    )
}


class _Stored(msgspec.Struct):
    id: str
    language: str
    flow: str
    data: Any
    utc: float
    help: str | None = None


def encode(current: Session, utc: float) -> bytes | None:
    """None when there is nothing worth finding again."""
    flow = _without_secrets(current.flow)
    if not current.id or flow is None:
        return None
    reported = current.help.reported if current.help else None
    data = msgspec.to_builtins(flow)
    stored = _Stored(current.id, current.language, type(flow).__name__, data, utc, reported)
    return msgspec.json.encode(stored)


def decode(state: bytes, now_utc: float) -> Session | None:
    """None when it is too old, from the future (the clock went back) or from a version that had other screens."""
    try:
        stored = msgspec.json.decode(state, type=_Stored)
        flow = msgspec.convert(stored.data, _FLOWS[stored.flow])
    except (msgspec.MsgspecError, KeyError):
        return None
    if not 0 <= now_utc - stored.utc <= MAX_AGE_S:
        return None
    help_ = None if stored.help is None else Help(stored.help)
    return Session(stored.id, stored.language, flow, help_)


async def forget_if_gone(journal: Journal, now_utc: float, away_s: float | None) -> None:
    """Drop a session whose person cannot be there any more: `away_s` more than kiosk time knows the machine was off.

    None: nobody knows how long, so whoever stands there now is taken for somebody else.
    """
    state = await journal.load_session()
    if state is not None and (away_s is None or decode(state, now_utc + away_s) is None):
        await journal.save_session(None)


def _without_secrets(flow: Flow) -> Flow | None:
    flow = _without_visit(flow)
    match flow:
        case session.Checking() | PhoneSignIn():
            return None
        case typed_code.Typing() | typed_code.Phone():
            return typed_code.Typing()
        case service.Pin():
            return replace(flow, digits="", checking=False)
        case collect.Waiting():
            return replace(flow, wait_s=0.0)  # nothing opens by itself after a restart
        case service.Commission(doors):
            return doors  # the walk itself died with the core; what it has proved is on disk
        case _:
            return flow


def _without_visit(flow: Flow) -> Flow:
    """Papers and prices are the backend's, told to a visit that a new core does not have."""
    if isinstance(flow, shopping.SHOPPING):
        flow = shopping.home_of(flow)
    elif isinstance(flow, papers.Papers):
        flow = flow.home
    if isinstance(flow, tradesperson.Home):
        return replace(flow, goods=())
    if isinstance(flow, tradesperson.Reference):
        entered = "" if flow.suggested else flow.entered
        return replace(flow, entered=entered, suggested=False, goods=())
    return flow
