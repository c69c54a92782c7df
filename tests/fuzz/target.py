"""One fuzzing process: a family, a number of bytes, and an engine. A last line of JSON says how far it came.

python -m tests.fuzz.target FAMILY BYTES SEED atheris|random [arguments of libFuzzer]
"""

import json
import os
import sys
from collections.abc import Callable
from importlib import import_module, util
from typing import Any, Final

MAX_INPUT: Final = 512


class Count:
    """Counts what was fed, and ends the process when it suffices: libFuzzer never returns."""

    def __init__(self, one_input: Callable[[bytes], int], enough: int) -> None:
        self._one_input = one_input
        self._enough = enough
        self.fed = 0
        self.inputs = 0

    def __call__(self, data: bytes) -> None:
        self.fed += self._one_input(data)
        self.inputs += 1
        if self.fed >= self._enough:
            sys.stdout.write(json.dumps({"fed": self.fed, "inputs": self.inputs}) + "\n")
            sys.stdout.flush()
            os._exit(0)


def guided(family: str, enough: int, libfuzzer: list[str]) -> None:
    """Coverage of the driver leads the way. The modules must be imported under atheris' eyes."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["locker_driver"]):
        harness: Any = import_module("tests.fuzz.harness")
    count = Count(lambda data: harness.one_input(family, data), enough)
    atheris.Setup([sys.argv[0], *libfuzzer], count)
    atheris.Fuzz()


def at_random(family: Any, enough: int, seed: int) -> None:
    """Where there is no atheris."""
    harness, seeds = import_module("tests.fuzz.harness"), import_module("tests.fuzz.seeds")
    count = Count(lambda data: harness.one_input(family, data), enough)
    for data in seeds.mutations(family, seed):
        try:
            count(data)
        except BaseException:
            sys.stderr.write(f"crash: {data.hex()}\n")
            raise


def has_atheris() -> bool:
    return util.find_spec("atheris") is not None


def main() -> None:
    family, enough, seed, engine, *libfuzzer = sys.argv[1:]
    if engine == "atheris":
        guided(family, int(enough), [f"-seed={seed}", f"-max_len={MAX_INPUT}", "-len_control=0", *libfuzzer])
    else:
        at_random(family, int(enough), int(seed))


if __name__ == "__main__":
    main()
