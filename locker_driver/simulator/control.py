"""What one may ask of the simulator: JSON objects, one a line.

    {"do": "close", "door": 3}              {"do": "open", "door": 3}           by hand
    {"do": "hold", "door": 3}               {"do": "release", "door": 3}        held open: cannot be closed
    {"do": "person", "closes_after_s": 1.5}                                     null: nobody closes doors
    {"do": "fault", "door": 3, "fault": "jam"}                                  none, jam
    {"do": "fault", "board": 1, "fault": "silent", "count": 2}                  see BoardFault; count may be left out
    {"do": "state"}

Each is answered by {"ok": true, ...} or {"ok": false, "error": "..."}.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from locker_driver.simulator.board import BoardFault
from locker_driver.simulator.installation import Installation
from locker_driver.simulator.wall import DoorFault, WallError

F = TypeVar("F", bound=StrEnum)


def obey(line: bytes, installation: Installation, now_s: float) -> dict[str, object]:
    """Do what one line asks, at `now_s`; the answer to send."""
    try:
        return {"ok": True, **_do(_object(line), installation, now_s)}
    except (WallError, ValueError) as error:
        return {"ok": False, "error": str(error)}


def _object(line: bytes) -> dict[str, object]:
    request = json.loads(line)
    if not isinstance(request, dict):
        raise WallError("a JSON object is expected")
    return request


def _do(request: Mapping[str, object], installation: Installation, now_s: float) -> dict[str, object]:
    wall = installation.wall
    match request.get("do"):
        case "state":
            return installation.state()
        case "close":
            wall.close(_integer(request, "door"), now_s)
        case "open":
            wall.open(_integer(request, "door"), now_s)
        case "hold":
            wall.hold(_integer(request, "door"))
        case "release":
            wall.release(_integer(request, "door"), now_s)
        case "person":
            wall.person(_seconds(request, "closes_after_s"))
        case "fault":
            _set_fault(request, installation)
        case other:
            raise WallError(f"do: {other!r} is not known")
    return {}


def _set_fault(request: Mapping[str, object], installation: Installation) -> None:
    name = request.get("fault")
    if "door" in request:
        installation.wall.set_fault(_integer(request, "door"), fault_named(DoorFault, name))
        return
    address = _integer(request, "board")
    board = installation.boards.get(address)
    if board is None:
        raise WallError(f"there is no board {address}")
    board.set_fault(fault_named(BoardFault, name), _integer(request, "count") if "count" in request else None)


def fault_named(kind: type[F], name: object) -> F:
    """Raises WallError that lists the known ones."""
    for fault in kind:
        if fault == name:
            return fault
    raise WallError(f"fault: {name!r} is none of {', '.join(kind)}")


def _integer(request: Mapping[str, object], field: str) -> int:
    value = request.get(field)
    if not isinstance(value, int) or isinstance(value, bool):
        raise WallError(f"{field}: a whole number is expected")
    return value


def _seconds(request: Mapping[str, object], field: str) -> float | None:
    value = request.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise WallError(f"{field}: seconds or null is expected")
    return float(value)
