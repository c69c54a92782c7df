"""Where fuzzing begins: what boards say to each question, and scripts in which they say it."""

import random
from collections.abc import Iterator
from typing import Final

from locker_driver.families import Family
from locker_driver.protocols import make_codec
from tests.fuzz.harness import COMMANDS
from tests.fuzz.wire import wires_of

MAX_INPUT: Final = 512
_MAX_CHANGES: Final = 8


def seeds(family: Family) -> Iterator[bytes]:
    """Inputs of harness.one_input()."""
    for number, wire in enumerate(wires_of(family)):
        codec = make_codec(wire.config)
        lines = [codec.encode(command).data for command in COMMANDS]
        lines += [wire.answer(command, codec.encode(command).data, 0b100) for command in COMMANDS]
        lines.append(wire.report(1, 3, 0b100))
        for choice in range(len(COMMANDS)):
            # To the codec alone: the question, then noise of the length of a line, which is the line.
            yield bytes((number, 0)) + b"".join(bytes((choice, 0, len(line))) + line + b"\0" for line in lines)
        for echo in (1, 2):
            # To a bus: each time an answer with all contacts as one pattern says, then noise of no length, 70 ms later.
            for patterns in (b"\0\0\0\0\1\1\1\1", b"\1\1\1\1\0\0\0\0", b"\0" * 20, b"\0\1" + b"\0" * 18, b"\2\3" * 10):
                yield bytes((number, echo)) + b"".join(bytes((1, told, 0, 0, 0, 8, 8)) for told in patterns)


def mutations(family: Family, seed: int) -> Iterator[bytes]:
    """Seeds without end, longer and changed here and there: for where nothing guides the way."""
    chance = random.Random(seed)
    known = list(seeds(family))
    while True:
        data = bytearray(chance.choice(known) + chance.randbytes(chance.randrange(MAX_INPUT // 4)))
        for _ in range(chance.randrange(_MAX_CHANGES)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        yield bytes(data)
