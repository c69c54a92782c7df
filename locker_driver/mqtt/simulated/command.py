"""`simulate-mqtt`: door modules without hardware on a broker that is there already.

While it runs it takes a few words a line on standard input and writes what happens as JSON lines.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import Final, get_args

from locker_driver.config import MqttConfig, MqttDialect
from locker_driver.errors import ConfigError
from locker_driver.mqtt.access import access_of
from locker_driver.mqtt.messages import Publication
from locker_driver.mqtt.simulated.firmware import DOOR_FAULTS, MODULE_FAULTS
from locker_driver.mqtt.simulated.module import SimulatedModule

_HELP: Final = f"""\
on standard input, for a module such as door-a:
  open door-a 1            close door-a 1          state
  fault door-a 1 FAULT     {", ".join(DOOR_FAULTS)}
  fault door-a FAULT       {", ".join(MODULE_FAULTS)}
  offline door-a           online door-a           reboot door-a
  attack door-a 1          publish a retained command, as somebody might
At the end of standard input it goes on until it is interrupted.
"""


class WordError(Exception):
    """A line on standard input that is none of the above."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        modules = _modules(options)
    except ConfigError as error:
        parser.error(str(error))
    for module in modules.values():
        module.start()
    try:
        _say({"event": "ready", "modules": list(modules), "dialect": options.dialect})
        for line in sys.stdin:
            if line.split():
                _say(_answer(line.split(), modules))
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return 0
    finally:
        for module in modules.values():
            module.stop()


def obey(words: Sequence[str], modules: dict[str, SimulatedModule]) -> None:
    """One request of standard input. Raises WordError."""
    match words:
        case [("open" | "close") as what, name, door]:
            module = _module(name, modules)
            channel = _channel(module, door)
            module.do(lambda: module.firmware.move(channel, closed=what == "close"))
        case ["fault", name, fault] if fault in MODULE_FAULTS:
            module = _module(name, modules)
            module.do(lambda: setattr(module.firmware, "fault", fault))
        case ["fault", name, door, fault] if fault in DOOR_FAULTS:
            module = _module(name, modules)
            simulated = module.firmware.doors[_channel(module, door)]
            module.do(lambda: setattr(simulated, "fault", fault))
        case [("offline" | "online" | "reboot") as what, name]:
            module = _module(name, modules)
            actions: dict[str, Callable[[], None]] = {
                "offline": module.offline,
                "online": module.online,
                "reboot": module.reboot,
            }
            actions[what]()
        case ["attack", name, door]:
            module = _module(name, modules)
            example = module.firmware.example(_channel(module, door))
            module.publish(Publication(example.topic, example.payload, retain=True))
        case _:
            raise WordError(f"{' '.join(words)!r} is not understood; -h lists the requests")


def _answer(words: Sequence[str], modules: dict[str, SimulatedModule]) -> dict[str, object]:
    if words == ["state"]:
        return {"state": {name: _state(module) for name, module in modules.items()}}
    try:
        obey(words, modules)
    except (WordError, TimeoutError) as error:
        return {"error": str(error)}
    return {"ok": " ".join(words)}


def _state(module: SimulatedModule) -> dict[str, object]:
    doors = module.firmware.doors.items()
    return {str(n): {"closed": d.closed, "relay": d.relay, "pulses": d.pulses, "fault": d.fault} for n, d in doors}


def _module(name: str, modules: dict[str, SimulatedModule]) -> SimulatedModule:
    if name not in modules:
        raise WordError(f"there is no module {name!r}; there are {', '.join(modules)}")
    return modules[name]


def _channel(module: SimulatedModule, word: str) -> int:
    if not word.isascii() or not word.isdigit() or int(word) not in module.firmware.doors:
        raise WordError(f"module {module.prefix} has no door {word!r}")
    return int(word)


def _modules(options: argparse.Namespace) -> dict[str, SimulatedModule]:
    """Settings are checked as those of a kiosk are. Raises ConfigError."""
    names = tuple(name for name in options.modules.split(",") if name)
    config = MqttConfig(
        "simulate-mqtt",
        options.url,
        options.dialect,
        names,
        ways=options.ways,
        username=options.username,
        password_file=options.password_file,
        ca_file=options.ca_file,
        allow_anonymous=options.allow_anonymous,
        allow_plaintext=options.allow_plaintext,
    )
    access = access_of(config)

    def tell(module: str, what: str, channel: int) -> None:
        _say({"event": what, "module": module, **({"door": channel} if channel else {})})

    return {
        name: SimulatedModule(
            options.dialect, name, access, tell, ways=options.ways, closes_after_s=options.close_after
        )
        for name in names
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m locker_driver simulate-mqtt",
        description="Door modules without hardware, on an MQTT broker.",
        epilog=_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--url", required=True, help="mqtts://HOST[:PORT], or mqtt:// with --allow-plaintext")
    parser.add_argument("--dialect", required=True, choices=get_args(MqttDialect))
    parser.add_argument("--modules", required=True, metavar="NAME[,NAME…]", help="their topic prefixes")
    parser.add_argument("--ways", type=int, default=1, help="doors of each module (default 1)")
    parser.add_argument("--username", default="", help="of the modules, not of the kiosk")
    parser.add_argument("--password-file", default="", metavar="FILE")
    parser.add_argument("--ca-file", default="", metavar="FILE", help="trusted certificates; without it the system's")
    parser.add_argument("--allow-anonymous", action="store_true")
    parser.add_argument("--allow-plaintext", action="store_true")
    parser.add_argument("--close-after", type=float, default=0.0, metavar="S", help="a person closes doors; 0 never")
    return parser


def _say(what: dict[str, object]) -> None:
    # One write a line: modules tell from their own threads.
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()
