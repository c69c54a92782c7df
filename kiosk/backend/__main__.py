"""`python -m kiosk.backend`: the embedded backend as a process of its own, and what is done with its database."""

import argparse
import logging
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from kiosk.backend.catalogue import SEEDS
from kiosk.backend.fixtures import fixtures
from kiosk.backend.new_site import new_site
from kiosk.backend.revoke_kiosk import revoke_kiosk
from kiosk.backend.serve import serve
from kiosk.backend.staff.cli import staff
from kiosk.errors import ConfigError
from kiosk.parent import end_with_parent

COMMANDS: Final[Mapping[str, Callable[[list[str]], None]]] = {
    "fixtures": fixtures,
    "new-site": new_site,
    "revoke-kiosk": revoke_kiosk,
    "staff": staff,
}
"""What is done instead of serving; each has a `--help`, and raises ConfigError for bad input."""


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 after a signal or a command that is done, 2 for bad input."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        if given and given[0] in COMMANDS:
            COMMANDS[given[0]](given[1:])
        else:
            _serve(_options(given))
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _serve(options: argparse.Namespace) -> None:
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    if not options.die_with_parent or end_with_parent():
        serve(options)


def _options(arguments: list[str]) -> argparse.Namespace:
    others = f"Instead of serving: {', '.join(COMMANDS)}; each has a --help."
    parser = argparse.ArgumentParser(prog="python -m kiosk.backend", description=__doc__, epilog=others)
    parser.add_argument("--database", required=True, metavar="URL", help="sqlite:////absolute/path.db, postgresql://…")
    parser.add_argument("--secrets", required=True, type=Path, metavar="FILE", help="TOML, with [issuer]")
    parser.add_argument("--listen", default="127.0.0.1:0", metavar="HOST:PORT", help="port 0 takes a free one")
    parser.add_argument("--seed", choices=sorted(SEEDS), help="fill the database, if it is empty")
    parser.add_argument("--ready-file", type=Path, metavar="FILE", help="gets the URL once it is served")
    parser.add_argument("--staff", action="store_true", help="the staff's web page, below /staff; loopback only")
    parser.add_argument("--private-webhooks", action="store_true", help="webhooks may lead into this network")
    parser.add_argument("--shop", type=Path, metavar="FILE", help="shop.toml: the platform whose orders are collected")
    parser.add_argument("--shop-site", type=int, metavar="N", help="which site they go to, where there are several")
    parser.add_argument("--identity", type=Path, metavar="FILE", help="identity.toml: where people sign in by phone")
    parser.add_argument("--die-with-parent", action="store_true", help="end when the starting process ends")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
