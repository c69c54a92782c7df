"""python -m tests.fuzz CODEC|all [--bytes 10_000_000] [--seed 1]   |   python -m tests.fuzz CODEC --again HEX"""

import argparse
import sys

from locker_driver.families import FAMILIES, Family
from tests.fuzz.harness import one_input
from tests.fuzz.runner import run


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzz the codecs of the lock boards.")
    parser.add_argument("codec", choices=[*FAMILIES, "all"])
    parser.add_argument("--bytes", type=int, default=10_000_000, help="that come in over the line, for each codec")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--again", metavar="HEX", help="one input that found something")
    options = parser.parse_args()
    families: list[Family] = list(FAMILIES) if options.codec == "all" else [options.codec]
    if options.again is not None:
        one_input(families[0], bytes.fromhex(options.again))
        return 0
    found = False
    for family in families:
        result = run(family, options.bytes, options.seed)
        sys.stdout.write(f"{result}\n")
        sys.stdout.flush()
        found |= result.failure != ""
    return int(found)


if __name__ == "__main__":
    sys.exit(main())
