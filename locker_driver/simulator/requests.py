"""What one may ask of the simulator: a JSON object or a few words a line.

    {"do": "close", "door": 3}              {"do": "open", "door": 3}           by hand
    {"do": "hold", "door": 3}               {"do": "release", "door": 3}        held open: cannot be closed
    {"do": "parcel", "door": 3, "present": true}                                for boards with parcel sensors
    {"do": "person", "closes_after_s": 1.5}                                     null: nobody closes doors
    {"do": "fault", "door": 3, "fault": "jam"}                                  see DoorFault
    {"do": "fault", "board": 1, "fault": "silent", "count": 2}                  see BoardFault; count may be left out
    {"do": "fault", "line": true, "fault": "echo"}                              see LineFault
    {"do": "supply", "ampere": 3.0}                                             null: no limit
    {"do": "unplug"}                        {"do": "replug", "link": "/tmp/other"}   link may be left out
    {"do": "state"}

The same in words:

    close 3 | open 3 | hold 3 | release 3 | parcel 3 in | parcel 3 out | person 1.5 | person none | fault door 3 jam |
    fault board 1 silent 2 | fault line echo | supply 3.0 | supply none | unplug | replug [NAME] | state | help
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from locker_driver.simulator.wall import WallError

Request = Mapping[str, object]

HELP: Final = (
    "open N | close N | hold N | release N",
    "parcel N in | parcel N out",
    "person SECONDS | person none",
    "fault door N FAULT | fault board N FAULT [COUNT] | fault line FAULT",
    "supply AMPERE | supply none",
    "unplug | replug [NAME]",
    "state",
)


def read_request(line: bytes) -> Request:
    """Raises WallError or ValueError for what is neither."""
    text = line.decode().strip()
    if text.startswith(("{", "[")):
        request = json.loads(text)
        if not isinstance(request, dict):
            raise WallError("a JSON object is expected")
        return request
    return _of_words(text.split())


def fault_of_words(words: Sequence[str]) -> Request:
    """`door N FAULT`, `board N FAULT [COUNT]` or `line FAULT`. Raises WallError."""
    match words:
        case ["door", number, fault]:
            return {"do": "fault", "door": _number(number), "fault": fault}
        case ["board", number, fault]:
            return {"do": "fault", "board": _number(number), "fault": fault}
        case ["board", number, fault, count]:
            return {"do": "fault", "board": _number(number), "fault": fault, "count": _number(count)}
        case ["line", fault]:
            return {"do": "fault", "line": True, "fault": fault}
        case _:
            raise WallError(f"{' '.join(words)!r} is not of the form door N FAULT, board N FAULT [COUNT], line FAULT")


def _of_words(words: Sequence[str]) -> Request:
    match words:
        case ["fault", *what]:
            return fault_of_words(what)
        case ["open" | "close" | "hold" | "release" as do, number]:
            return {"do": do, "door": _number(number)}
        case ["parcel", number, "in" | "out" as where]:
            return {"do": "parcel", "door": _number(number), "present": where == "in"}
        case ["person", seconds]:
            return {"do": "person", "closes_after_s": _figure(seconds)}
        case ["supply", ampere]:
            return {"do": "supply", "ampere": _figure(ampere)}
        case ["replug", name]:
            return {"do": "replug", "link": name}
        case ["state" | "help" | "unplug" | "replug" as do]:
            return {"do": do}
        case _:
            raise WallError(f"{' '.join(words)!r} is not understood; try help")


def _number(word: str) -> int:
    if not word.isdecimal():
        raise WallError(f"{word!r} is no whole number")
    return int(word)


def _figure(word: str) -> float | None:
    if word == "none":
        return None
    try:
        return float(word)
    except ValueError:
        raise WallError(f"{word!r} is no number, nor none") from None
