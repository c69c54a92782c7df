"""The intents that do something in a state of the session, so that the screen draws no button without one. Pure."""

from collections.abc import Callable, Collection
from typing import Final

from kiosk.flows import approvals, collect, papers, service, shopping, tradesperson, typed_code
from kiosk.flows.phone_sign_in import PhoneSignIn
from kiosk.flows.session import Checking, Flow, Idle, Refused, Session
from kiosk.flows.timing import MAX_PULSES, MAX_REOPENS
from kiosk.flows.visiting import Visiting
from kiosk.ports import WalkNow


def actions(
    session: Session,
    unarmed: Collection[int] = (),
    walk: WalkNow | None = None,
    in_doubt: Collection[int] = (),
    offered_by_backend: Collection[str] = (),
) -> list[str]:
    """Everything that may be touched now. A technician opens no door whose wiring nobody has proved but on the walk,
    and says what became of a parcel where one is in doubt. An account shows what its backend offers to this person.
    """
    always = ["language", "more_time"] if session.warned else ["language"]
    if session.help is not None:
        return [*always, "back", *([] if session.help.reported else ["report"])]
    offered = ["help", *always, *_ACTIONS[type(session.flow)](session.flow)]
    if isinstance(session.flow, service.Doors) and session.flow.selected in unarmed and "open_door" in offered:
        offered.remove("open_door")
    if isinstance(session.flow, service.Doors) and session.flow.selected in in_doubt and not session.flow.asking:
        offered.append("resolve_door")
    if isinstance(session.flow, Idle | typed_code.Typing) and "device_sign_in" in offered_by_backend:
        offered.append("phone_sign_in")
    if isinstance(session.flow, tradesperson.Home):
        offered += _account_actions(session.visiting, offered_by_backend)
    if isinstance(session.flow, service.Commission) and walk is not None:
        offered += _walk_actions(walk)
    return offered


def _account_actions(visiting: Visiting, offered_by_backend: Collection[str]) -> list[str]:
    possible = {
        "shop": "prices" in offered_by_backend and visiting.visitor,
        "papers": "invoices" in offered_by_backend and papers.kinds_for(visiting),
        "approvals": "purchases" in offered_by_backend and visiting.to_approve,
    }
    return [action for action, offered in possible.items() if offered]


def _walk_actions(walk: WalkNow) -> list[str]:
    if walk.ended:
        return ["commission"]
    match walk.asked:
        case "":
            return []
        case "close_all":
            return ["walk_confirm"]
        case "which_opened":
            return ["select_door", "walk_none", "walk_several", "walk_skip"]
        case _:
            return ["walk_confirm", "walk_skip"]


_Actions = Callable[[Flow], list[str]]


def _fault_actions(flow: Flow) -> list[str]:
    assert isinstance(flow, collect.DoorFault)
    again = ["retry"] if flow.pulse < MAX_PULSES else []
    return again + (["skip"] if flow.round.waiting else ["home"])


def _open_actions(flow: Flow) -> list[str]:
    assert isinstance(flow, collect.DoorOpen)
    taken_over = ["type_code"] if flow.alarmed else []
    if flow.unseen_utc is not None:
        return [*taken_over, "skip"]
    return [*taken_over, "reopen"] if flow.pulse < MAX_REOPENS else taken_over


def _waiting_actions(flow: Flow) -> list[str]:
    assert isinstance(flow, collect.Waiting)
    return ["home"] if flow.wait_s else ["open_next", "home"]


def _done_actions(flow: Flow) -> list[str]:
    assert isinstance(flow, collect.Done)
    return ["home", "reopen"] if flow.last and flow.pulse < MAX_REOPENS else ["home"]


def _service_actions(flow: Flow) -> list[str]:
    assert isinstance(flow, service.Doors)
    if flow.asking:
        return ["reason", "back", "log_out"]
    doors = ["block_door", "unblock_door"] if flow.selected else []
    if flow.selected and flow.pulsing is None:
        doors.append("open_door")
    if flow.pulsing is None:
        doors.append("commission")
    return ["select_door", "camera_page", "bus_page", "log_out", *doors]


def _home_actions(flow: Flow) -> list[str]:
    assert isinstance(flow, tradesperson.Home)
    pickups = ["toggle_pickup"] if flow.signed_in.pickups else []
    return [*pickups, "home", *(["collect"] if flow.chosen else [])]


def _papers_actions(flow: Flow) -> list[str]:
    assert isinstance(flow, papers.Papers)
    if flow.shown:
        return ["back", "home"]
    turns = {"newer": flow.page > 0, "older": flow.page + 1 < flow.pages}
    turns |= {"paper": any(map(papers.link_of, flow.rows)), "paper_kind": len(flow.kinds) > 1}
    turns |= {"ask_again": flow.news == "away"}
    return ["back", "home", *(action for action, possible in turns.items() if possible)]


def _approvals_actions(flow: Flow) -> list[str]:
    assert isinstance(flow, approvals.Approvals)
    turns = {"newer": flow.at > 0, "older": flow.at + 1 < len(flow.purchases)}
    turns |= dict.fromkeys(("approve", "reject"), flow.state in approvals.OPEN)
    return ["back", "home", *(action for action, possible in turns.items() if possible)]


def _fixed(*actions: str) -> _Actions:
    return lambda _: list(actions)


_ACTIONS: Final[dict[type[Flow], _Actions]] = {
    Idle: _fixed("type_code"),
    Checking: _fixed(),
    Refused: _fixed("type_code", "home"),
    typed_code.Typing: _fixed("key", "erase", "submit", "home"),
    typed_code.Phone: _fixed("key", "erase", "back", "home"),
    PhoneSignIn: _fixed("back", "home"),
    tradesperson.Home: _home_actions,
    tradesperson.Reference: _fixed("key", "erase", "submit", "back", "home"),
    **{kind: _fixed() for kind in shopping.SHOPPING},  # see `services.basket_view`
    papers.Papers: _papers_actions,
    approvals.Approvals: _approvals_actions,
    collect.Opening: _fixed(),
    collect.DoorOpen: _open_actions,
    collect.DoorFault: _fault_actions,
    collect.NextDoor: _fixed("open_next", "home"),
    collect.Waiting: _waiting_actions,
    collect.Done: _done_actions,
    service.Pin: _fixed("key", "erase", "submit", "home"),
    service.Doors: _service_actions,
    service.CameraPage: _fixed("doors_page", "log_out"),
    service.BusPage: _fixed("doors_page", "bus_page", "log_out"),
    service.Commission: _fixed("doors_page", "log_out"),
}
