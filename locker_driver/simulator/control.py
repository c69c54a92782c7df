"""Does what is asked of the simulator; see `requests` for what that may be.

Each request is answered by {"ok": true, ...} or {"ok": false, "error": "..."}.
"""

from collections.abc import Callable
from enum import StrEnum
from math import inf, isfinite
from typing import Final, Protocol, TypeVar

from locker_driver.simulator.faults import BoardFault, DoorFault, LineFault
from locker_driver.simulator.installation import Installation
from locker_driver.simulator.requests import HELP, Request, read_request
from locker_driver.simulator.wall import WallError

F = TypeVar("F", bound=StrEnum)
Answer = dict[str, object]


class Plug(Protocol):
    """The host's end of the line."""

    def unplug(self) -> None:
        """The port goes away under whoever has it open."""
        ...

    def replug(self, name: str | None) -> str:
        """It comes back, under another name if one is given; the name it has. Raises OSError."""
        ...


class _NoPlug:
    """A line without a port, on virtual time."""

    def unplug(self) -> None:
        """Nothing to pull."""

    def replug(self, name: str | None) -> str:
        return name or ""


def obey(line: bytes, installation: Installation, now_s: float, plug: Plug | None = None) -> Answer:
    """Do what one line asks, at `now_s`; the answer to send."""
    try:
        return {"ok": True, **carry_out(read_request(line), installation, now_s, plug)}
    except (WallError, ValueError, OSError) as error:
        return {"ok": False, "error": str(error)}


def carry_out(request: Request, installation: Installation, now_s: float, plug: Plug | None = None) -> Answer:
    """The same for a request that has been read. Raises WallError or OSError."""
    do = request.get("do")
    if do in {"unplug", "replug"} or (do == "fault" and "line" in request):
        return _line(request, installation, plug or _NoPlug())
    action = _ACTIONS.get(do) if isinstance(do, str) else None
    if action is None:
        raise WallError(f"do: {do!r} is not known")
    return action(request, installation, now_s) or {}


def _line(request: Request, installation: Installation, plug: Plug) -> Answer:
    line = installation.line
    was_unplugged = line.fault is LineFault.UNPLUGGED
    fault = {"unplug": LineFault.UNPLUGGED, "replug": LineFault.NONE}.get(str(request["do"]))
    fault = fault or fault_named(LineFault, request.get("fault"))
    link = request.get("link")
    if link is not None and not (isinstance(link, str) and link):
        raise WallError("link: a name is expected")
    if fault is LineFault.UNPLUGGED and not was_unplugged:
        plug.unplug()
    answer: Answer = {}
    if fault is not LineFault.UNPLUGGED and was_unplugged:
        answer["link"] = plug.replug(link)
    elif request["do"] == "replug":
        raise WallError("the port is plugged in; unplug it first")
    line.fault = fault
    return answer


def _close(request: Request, installation: Installation, now_s: float) -> None:
    installation.wall.close(_integer(request, "door"), now_s)


def _open(request: Request, installation: Installation, now_s: float) -> None:
    installation.wall.open(_integer(request, "door"), now_s)


def _hold(request: Request, installation: Installation, _now_s: float) -> None:
    installation.wall.hold(_integer(request, "door"))


def _release(request: Request, installation: Installation, now_s: float) -> None:
    installation.wall.release(_integer(request, "door"), now_s)


def _parcel(request: Request, installation: Installation, _now_s: float) -> None:
    present = request.get("present")
    if not isinstance(present, bool):
        raise WallError("present: true or false is expected")
    installation.wall.put_parcel(_integer(request, "door"), present=present)


def _person(request: Request, installation: Installation, _now_s: float) -> None:
    installation.wall.person(_figure(request, "closes_after_s", "seconds"))


def _supply(request: Request, installation: Installation, _now_s: float) -> None:
    ampere = _figure(request, "ampere", "ampere")
    installation.supply.ampere = inf if ampere is None else ampere


def _fault(request: Request, installation: Installation, now_s: float) -> None:
    name = request.get("fault")
    if "door" in request:
        installation.wall.set_fault(_integer(request, "door"), fault_named(DoorFault, name))
        return
    address = _integer(request, "board")
    board = installation.boards.get(address)
    if board is None:
        raise WallError(f"there is no board {address}")
    count = _integer(request, "count") if "count" in request else None
    if count is not None and count < 1:
        raise WallError("count: must be 1 or more")
    board.set_fault(fault_named(BoardFault, name), count, now_s)


def _state(_request: Request, installation: Installation, _now_s: float) -> Answer:
    return installation.state()


def _help(_request: Request, _installation: Installation, _now_s: float) -> Answer:
    faults = {kind: list(known) for kind, known in (("door", DoorFault), ("board", BoardFault), ("line", LineFault))}
    return {"requests": list(HELP), "faults": faults}


_ACTIONS: Final[dict[str, Callable[[Request, Installation, float], Answer | None]]] = {
    "close": _close,
    "open": _open,
    "hold": _hold,
    "release": _release,
    "parcel": _parcel,
    "person": _person,
    "supply": _supply,
    "fault": _fault,
    "state": _state,
    "help": _help,
}


def fault_named(kind: type[F], name: object) -> F:
    """Raises WallError that lists the known ones."""
    for fault in kind:
        if fault == name:
            return fault
    raise WallError(f"fault: {name!r} is none of {', '.join(kind)}")


def _integer(request: Request, field: str) -> int:
    value = request.get(field)
    if not isinstance(value, int) or isinstance(value, bool):
        raise WallError(f"{field}: a whole number is expected")
    return value


def _figure(request: Request, field: str, unit: str) -> float | None:
    value = request.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or value < 0:
        raise WallError(f"{field}: {unit} or null is expected")
    return float(value)
