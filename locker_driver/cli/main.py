"""Which command does what, and with which exit code it ends."""

import asyncio
import importlib
import logging
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import Final

from locker_driver.bank_schema import schema_text
from locker_driver.cli import options
from locker_driver.cli.door_commands import open_door, stats, status, watch
from locker_driver.cli.output import Output
from locker_driver.cli.probing import probe
from locker_driver.cli.walk import commission
from locker_driver.config import BankConfig
from locker_driver.errors import ConfigError, LinkError, UnknownDoorError

USAGE: Final = 2
UNREACHABLE: Final = 4
INTERRUPTED: Final = 130
BROKEN_PIPE: Final = 141

_ELSEWHERE: Final = {
    "simulate": "locker_driver.simulator.command",
    "simulate-mqtt": "locker_driver.mqtt.simulated.command",
}
"""They read their own arguments, and need what nobody else needs."""


def main(arguments: Sequence[str]) -> int:
    """Exit code, see `options`."""
    try:
        if arguments and arguments[0] in _ELSEWHERE:
            return int(importlib.import_module(_ELSEWHERE[arguments[0]]).main(list(arguments[1:])))
        logging.basicConfig(level=logging.WARNING, format="%(message)s")
        return _run(options.parse(arguments))
    except (ConfigError, UnknownDoorError) as error:
        print(error, file=sys.stderr)
        return USAGE
    except LinkError as error:
        print(error, file=sys.stderr)
        return UNREACHABLE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader went away. What Python would still flush at exit has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE


def _run(chosen: Namespace) -> int:
    if chosen.command == "schema":
        print(schema_text(), end="")
        return 0
    output = Output(as_json=chosen.json)
    if chosen.command == "probe":
        return probe(chosen, output)
    config = options.bank(chosen)
    doors = options.doors(chosen, config)
    try:
        return _on_bank(chosen, config, doors, output)
    except ConfigError as error:
        # A file that a table names is read when its line is opened.
        if chosen.config is None or not error.where.startswith("mqtt "):
            raise
        raise ConfigError(f"{chosen.config}: {error.where}", error.problem) from error


def _on_bank(chosen: Namespace, config: BankConfig, doors: Sequence[int], output: Output) -> int:
    match chosen.command:
        case "status":
            return asyncio.run(status(config, doors, output))
        case "open":
            return asyncio.run(open_door(config, chosen.door, output))
        case "watch":
            return asyncio.run(watch(config, doors, output))
        case "stats":
            return asyncio.run(stats(config, chosen.seconds, output))
        case _:
            return commission(chosen, config, output)
