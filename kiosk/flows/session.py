"""Who is served, on which journey; the one reducer the runner calls.

What all journeys share lives here: scanning on any screen where no one is in the middle of something, help on every
screen, language, the warning before a session ends, and the way back to idle. Nothing ends while a door is open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, assert_never

from kiosk.domain.decision import Grant, Left, Reason, Refusal
from kiosk.domain.record import Entry, JsonValue, Kind
from kiosk.domain.trade import Approvals, SignInPage, WhatWaits, WhoVisits
from kiosk.flows import approvals, collect, commission, papers, service, shopping, tradesperson, typed_code, visiting
from kiosk.flows.effects import AskAccount, BeginSignIn, Check, ClearDeadline, Effect, Record, SetDeadline, StopWalk
from kiosk.flows.events import (
    AccountTold,
    Answered,
    CodeScanned,
    Deadline,
    DeadlinePassed,
    Event,
    GoodsScanned,
    Pressed,
    SignedIn,
    SignInTold,
    TechnicianKnown,
)
from kiosk.flows.phone_sign_in import PhoneSignIn
from kiosk.flows.timing import ANSWER_S, FAREWELL_S, HELD_S, IDLE_S, PHONE_S, WALK_S, WARNING_S
from kiosk.flows.visiting import NOBODY, Visiting


@dataclass(frozen=True, slots=True)
class Idle:
    """Nobody's turn."""


@dataclass(frozen=True, slots=True)
class Checking:
    """A credential is being checked; `entry` is "scanned", "tapped" or "typed"."""

    entry: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing opens, and why."""

    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Help:
    """Help lies over whatever the person was doing."""

    reported: str = ""


Flow = (
    Idle
    | Checking
    | Refused
    | typed_code.Typing
    | typed_code.Phone
    | PhoneSignIn
    | tradesperson.Home
    | tradesperson.Reference
    | shopping.Shopping
    | papers.Papers
    | approvals.Approvals
    | collect.Opening
    | collect.DoorOpen
    | collect.DoorFault
    | collect.NextDoor
    | collect.Waiting
    | collect.Done
    | service.Pin
    | service.Doors
    | service.CameraPage
    | service.BusPage
    | service.Commission
)

_COUNTED: Final = frozenset({Reason.UNKNOWN})
_WITHOUT_TIMEOUT: Final = (collect.Opening, collect.DoorOpen, Checking)
_FAREWELL: Final = (Refused, collect.Done)
_LISTENING: Final = (Idle, Refused, collect.Done, typed_code.Typing, typed_code.Phone, PhoneSignIn)
_SAME_PERSON: Final = (Refused, typed_code.Typing, typed_code.Phone, PhoneSignIn)
_FIRST: Final = (typed_code.Typing, PhoneSignIn, tradesperson.Home, service.Pin, *_FAREWELL)
"""Behind these there is nothing but the end."""


@dataclass(frozen=True, slots=True)
class Session:
    """`id` is empty when nobody is served. `warned`: the end has been announced.

    `language_chosen`: by the person, so that their account does not change it. `visiting` is never stored.
    """

    id: str
    language: str
    flow: Flow
    help: Help | None = None
    warned: bool = False
    language_chosen: bool = False
    visiting: Visiting = NOBODY


Step = tuple[Session, tuple[Effect, ...]]


@dataclass(frozen=True, slots=True)
class Site:
    """What the reducer needs to know of the place.

    `distance_mm` orders doors by nearness to the screen; `in_reach` are those within reach from a wheelchair.
    """

    default_language: str
    languages: tuple[str, ...]
    distance_mm: Mapping[int, float]
    in_reach: frozenset[int] = frozenset()


def idle(site: Site) -> Session:
    """The state without a person."""
    return Session("", site.default_language, Idle())


def step(site: Site, session: Session, event: Event, fresh_id: str) -> Step:
    """One event. `fresh_id` is for the id of a session or a purchase that this event starts, if it does."""
    after, effects = _dispatch(site, session, event, fresh_id)
    if after.id != session.id and after.id:
        started = Record(Entry.of(Kind.SESSION_STARTED, after.id, send=False))
        effects = (started, *effects)
    return after, (*effects, *_timeouts(session, after, event))


def _dispatch(site: Site, session: Session, event: Event, fresh_id: str) -> Step:
    match event:
        case CodeScanned() | Pressed("type_code") if _left_open(session):
            ended, last = _end(site, session, "left_open")
            served, effects = _dispatch(site, ended, event, fresh_id)
            return served, (*last, *effects)
        case CodeScanned():
            return _scanned(session, event, fresh_id)
        case Pressed():
            return _pressed(site, replace(session, warned=False), event, fresh_id)
        case Answered(answer):
            if not isinstance(session.flow, Checking):
                return session, ()
            return _answered(site, session, session.flow, answer)
        case AccountTold():
            return _told(site, session, event)
        case SignInTold(answer):
            return _by_phone(session, answer)
        case DeadlinePassed(Deadline.IDLE | Deadline.WARNED | Deadline.ANSWER as name):
            return _late(site, session, name)
        case GoodsScanned():
            return _journey(site, replace(session, warned=False), event)
        case _:
            return _journey(site, session, event)


def _scanned(session: Session, code: CodeScanned, fresh_id: str) -> Step:
    if not isinstance(session.flow, _LISTENING):
        return session, ()
    same = isinstance(session.flow, _SAME_PERSON) and session.id
    session_id = session.id if same else fresh_id
    scanned = Session(
        session_id, session.language, Checking(code.entry), language_chosen=bool(session.id) and session.language_chosen
    )
    if not code.payload:
        unreadable = Refusal(Reason.UNREADABLE)
        return replace(scanned, flow=Refused(unreadable)), (_refused(session_id, code.entry, unreadable),)
    return scanned, (Check(code.entry, code.payload), SetDeadline(Deadline.ANSWER, ANSWER_S))


def _left_open(session: Session) -> bool:
    """A door that stood open for minutes, or whose contact says so, must not keep the kiosk from the next person."""
    return isinstance(session.flow, collect.DoorOpen) and session.flow.alarmed


def _answered(site: Site, session: Session, checking: Checking, answer: object) -> Step:
    clear = ClearDeadline(Deadline.ANSWER)
    match answer:
        case Grant():
            return _with(session, *_hand_out(site, session.id, answer), clear)
        case Refusal(reason):
            effects: list[Effect] = [clear, _refused(session.id, checking.entry, answer)]
            if reason in _COUNTED:
                effects.append(Record(_failed(session.id, checking.entry, answer)))
            return replace(session, flow=Refused(replace(answer, against=()))), tuple(effects)
        case SignedIn():
            home, questions = _at_the_account(session, answer)
            return home, (clear, *questions)
        case TechnicianKnown(employee):
            return replace(session, flow=service.Pin(employee)), (clear,)
        case _:
            raise TypeError(f"not an answer: {type(answer).__name__}")


def _at_the_account(session: Session, person: SignedIn) -> Step:
    questions = AskAccount(WhoVisits()), AskAccount(WhatWaits())
    visiting_now = Visiting(news="asked", employee=person.employee.id)
    return replace(session, flow=tradesperson.begin(person), visiting=visiting_now), questions


def _by_phone(session: Session, answer: SignInPage | SignedIn | Refusal) -> Step:
    match answer:
        case _ if not isinstance(session.flow, PhoneSignIn):
            return session, ()
        case SignInPage():
            return replace(session, flow=PhoneSignIn(answer)), ()
        case SignedIn():  # whoever was about to be thought gone is there
            return _at_the_account(replace(session, warned=False), answer)
        case Refusal():
            return replace(session, flow=Refused(answer)), (_refused(session.id, "phone", answer),)
        case _:
            assert_never(answer)


def _told(site: Site, session: Session, event: AccountTold) -> Step:
    """What holds for the whole visit is kept; the rest is the journey's."""
    known = visiting.told(session.visiting, event)
    if known is None:
        return _journey(site, replace(session, visiting=visiting.decided(session.visiting, event)), event)
    approving = known.may("approve") and not session.visiting.may("approve")
    asked = (AskAccount(Approvals()),) if approving else ()
    wanted = visiting.spoken(known.visitor.language, site.languages) if known.visitor else ""
    language = session.language if session.language_chosen else wanted or session.language
    return replace(session, visiting=known, language=language), asked


def _refused(session_id: str, entry: str, refusal: Refusal) -> Record:
    return Record(Entry.of(Kind.CODE_REFUSED, session_id, entry=entry, reason=refusal.reason.value))


def _failed(session_id: str, entry: str, refusal: Refusal) -> Entry:
    body: dict[str, JsonValue] = {"entry": entry}
    if refusal.against:
        body["pickups"] = list(refusal.against)
    return Entry(Kind.ATTEMPT_FAILED, body, session_id, send=False)


def _hand_out(site: Site, session_id: str, grant: Grant) -> collect.Step:
    claims = tuple(
        collect.Claim(grant.credential, grant.pickup.id, parcel.id, parcel.compartment, grant.decision)
        for parcel in grant.parcels
    )
    to_come = grant.pickup.lines_total - grant.pickup.lines_ready
    return collect.begin(session_id, _round(_in_order(site, claims), to_come, grant.left))


def _round(claims: tuple[collect.Claim, ...], to_come: int, left: Left) -> collect.Round:
    return collect.Round(claims, missed=left.barred, lines_to_come=to_come, doubtful=left.unseen)


def _in_order(site: Site, claims: tuple[collect.Claim, ...], *, reach: bool = False) -> tuple[collect.Claim, ...]:
    """The nearest first. With `reach` before them those that need nobody's help, so that they are not waited for."""

    def order(claim: collect.Claim) -> tuple[bool, float]:
        number = claim.compartment
        return reach and number not in site.in_reach, site.distance_mm.get(number, 0.0)

    return tuple(sorted(claims, key=order))


def _pressed(site: Site, session: Session, event: Pressed, fresh_id: str) -> Step:
    match event.action:
        case "more_time":
            return session, ()
        case "language" if event.value in site.languages:
            return replace(_served(session, fresh_id), language=event.value, language_chosen=True), ()
        case "help" if session.help is None:
            return replace(_served(session, fresh_id), help=Help()), ()
        case "back" if session.help is not None:
            return replace(session, help=None), ()
        case "report":
            return _report(site, session, event)
        case "home" if not isinstance(session.flow, _WITHOUT_TIMEOUT):
            return _end(site, session, "home")
        case "type_code" | "phone_sign_in" if isinstance(session.flow, _LISTENING):
            return _identify(session, event.action, fresh_id)
        case "back" if isinstance(session.flow, typed_code.Phone):
            return replace(session, flow=typed_code.Typing()), ()
        case "back" if isinstance(session.flow, _FIRST):
            return _end(site, session, "back")
        case _:
            return _journey(site, session, event, fresh_id)


def _identify(session: Session, how: str, fresh_id: str) -> Step:
    """Without a code for the camera."""
    keep = isinstance(session.flow, _SAME_PERSON)
    served = session if keep and session.id else replace(session, id=fresh_id)
    if how == "phone_sign_in":
        return replace(served, flow=PhoneSignIn(), help=None), (BeginSignIn(),)
    return replace(served, flow=typed_code.Typing(), help=None), ()


def _served(session: Session, fresh_id: str) -> Session:
    return session if session.id else replace(session, id=fresh_id)


def _report(site: Site, session: Session, event: Pressed) -> Step:
    if session.help is None:
        return session, ()
    reported = replace(session, help=Help(reported=event.value))
    if isinstance(session.flow, collect.DoorOpen):
        return _journey(site, reported, event)
    filed = Entry.of(Kind.REPORT_FILED, session.id, topic=event.value, compartment=None, pickup=None)
    return reported, (Record(filed),)


def _journey(site: Site, session: Session, event: Event, fresh_id: str = "") -> Step:
    """Pass the event to the journey the person is on."""
    flow = session.flow
    if isinstance(flow, shopping.SHOPPING):
        return _with(session, *shopping.step(session.id, flow, event, fresh_id, session.visiting))
    match flow:
        case (
            collect.Opening()
            | collect.DoorOpen()
            | collect.DoorFault()
            | collect.NextDoor()
            | collect.Waiting()
            | collect.Done()
        ):
            return _with(session, *collect.step(session.id, flow, event))
        case typed_code.Typing() | typed_code.Phone():
            entering, effects = typed_code.step(flow, event)
            if isinstance(entering, typed_code.Submitted):
                return replace(session, flow=Checking("typed")), (*effects, SetDeadline(Deadline.ANSWER, ANSWER_S))
            return replace(session, flow=entering), effects
        case tradesperson.Home() | tradesperson.Reference() | papers.Papers() | approvals.Approvals():
            return _of_account(site, session, flow, event)
        case service.Commission():
            return _serving(site, session, *commission.step(session.id, flow, event))
        case service.Pin() | service.Doors() | service.CameraPage() | service.BusPage():
            return _serving(site, session, *service.step(session.id, flow, event))
        case Idle() | Checking() | Refused() | PhoneSignIn():
            return session, ()
        case _:
            assert_never(flow)


def _of_account(
    site: Site, session: Session, flow: tradesperson.SignedInState | papers.Papers | approvals.Approvals, event: Event
) -> Step:
    match flow:
        case papers.Papers():
            return _with(session, *papers.step(flow, event))
        case approvals.Approvals():
            return _with(session, *approvals.step(flow, event))
        case tradesperson.Home() if event == Pressed("shop"):
            return _with(session, *shopping.begin(flow))
        case tradesperson.Home() if event == Pressed("papers"):
            return _with(session, *(papers.begin(flow, session.visiting) or (flow, ())))
        case tradesperson.Home() if event == Pressed("approvals"):
            return _with(session, approvals.begin(flow, session.visiting) or flow, ())
        case tradesperson.Home() | tradesperson.Reference():
            return _at_home(site, session, flow, event)
        case _:
            assert_never(flow)


def _at_home(site: Site, session: Session, flow: tradesperson.SignedInState, event: Event) -> Step:
    visitor = session.visiting.visitor
    home = tradesperson.step(flow, event, visitor.default_reference if visitor else "")
    if isinstance(home, tradesperson.Chosen):
        claims = _in_order(site, home.claims, reach=visitor is not None and visitor.reach)
        return _with(session, *collect.begin(session.id, _round(claims, home.lines_to_come, home.left)))
    return replace(session, flow=home), ()


def _serving(
    site: Site, session: Session, serving: service.Serving | service.LoggedOut, effects: tuple[Effect, ...]
) -> Step:
    if isinstance(serving, service.LoggedOut):
        ended, more = _end(site, replace(session, flow=Idle()), serving.reason)
        return ended, (*effects, *more)
    return replace(session, flow=serving), effects


def _with(session: Session, flow: Flow, effects: tuple[Effect, ...], *first: Effect) -> Step:
    return replace(session, flow=flow), (*first, *effects)


def _late(site: Site, session: Session, name: Deadline) -> Step:
    if name is Deadline.ANSWER:
        if isinstance(session.flow, Checking):
            return _answered(site, session, session.flow, Refusal(Reason.CANNOT_CHECK))
        return session, ()
    if _without_timeout(session.flow):
        return session, ()
    if name is Deadline.WARNED:
        return _end(site, session, "timeout") if session.warned else (session, ())
    if isinstance(session.flow, (Idle, *_FAREWELL)):
        return _end(site, session, "timeout")
    return replace(session, warned=True), (SetDeadline(Deadline.WARNED, WARNING_S),)


def _end(site: Site, session: Session, reason: str) -> Step:
    effects: list[Effect] = [ClearDeadline(name) for name in Deadline]
    if isinstance(session.flow, service.SignedIn):
        actor = service.technician(session.flow).id
        effects.append(Record(Entry.of(Kind.TECHNICIAN_OUT, session.id, actor=actor)))
    if isinstance(session.flow, service.Commission):
        effects.append(StopWalk())
    if session.id:
        effects.append(Record(Entry.of(Kind.SESSION_ENDED, session.id, send=False, reason=reason)))
    return idle(site), tuple(effects)


def _timeouts(before: Session, after: Session, event: Event) -> tuple[Effect, ...]:
    """The idle deadline follows the screen: none while a door is open, short after a farewell."""
    if not after.id or after.warned:
        return ()
    if isinstance(event, DeadlinePassed | AccountTold | SignInTold) and type(after.flow) is type(before.flow):
        return ()  # what came by itself is no sign of a person; a screen that came of it has its own time
    if _without_timeout(after.flow):
        return (ClearDeadline(Deadline.IDLE), ClearDeadline(Deadline.WARNED)) if after != before else ()
    if after == before and not isinstance(event, Pressed):
        return ()
    return (ClearDeadline(Deadline.WARNED), SetDeadline(Deadline.IDLE, _patience_s(after)))


def _without_timeout(flow: Flow) -> bool:
    """A door that was held back goes on by itself, except after a restart."""
    return isinstance(flow, _WITHOUT_TIMEOUT) or (isinstance(flow, collect.Waiting) and flow.wait_s > 0)


def _patience_s(session: Session) -> float:
    if isinstance(session.flow, _FAREWELL) and session.help is None:
        return FAREWELL_S
    if isinstance(session.flow, PhoneSignIn):
        return PHONE_S
    return WALK_S if isinstance(session.flow, service.Commission) else IDLE_S


def resume(session: Session) -> tuple[Effect, ...]:
    """The waits of a session that was found again after a restart of the core."""
    if isinstance(session.flow, collect.DoorOpen):
        return (SetDeadline(Deadline.HELD, HELD_S),)
    if isinstance(session.flow, _WITHOUT_TIMEOUT):
        return ()
    return (SetDeadline(Deadline.IDLE, _patience_s(session)),)
