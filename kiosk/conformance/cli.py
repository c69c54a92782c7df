"""`openluke conformance`: whether a backend keeps the Pickup API."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from kiosk.errors import ConfigError

KEY_VARIABLE: Final = "OPENLUKE_CONFORMANCE_KEY"
_Commands = Any  # argparse's own type of subparsers is private


def add_conformance(commands: _Commands) -> None:
    """Add the command."""
    text = "try whether a backend keeps the Pickup API; 0 when it does, 1 when something failed, 2 for bad input"
    parser = commands.add_parser("conformance", help=text, description=text, allow_abbrev=False)
    parser.add_argument("--url", required=True, metavar="URL", help="of the backend, as http://127.0.0.1:8080")
    key = f"file that holds the kiosk's bearer key; default: the key is in {KEY_VARIABLE}"
    parser.add_argument("--key", type=Path, metavar="FILE", help=key)
    fixtures = (
        "pickups, people and articles to play with (docs/pickup-api/conformance.md); what is not there is skipped"
    )
    parser.add_argument("--fixtures", type=Path, metavar="FILE", help=fixtures)
    parser.add_argument("--scenario", action="append", metavar="NAME", help="may be given more than once; default: all")
    parser.add_argument("--parallel", type=int, default=200, metavar="N", help="clients at one moment; default: 200")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--list", action="store_true", help="name the scenarios and do nothing")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from kiosk.conformance.client import Client  # noqa: PLC0415 - a core that starts must not wait for these
    from kiosk.conformance.document import Document  # noqa: PLC0415
    from kiosk.conformance.fixtures import Fixtures, load_fixtures  # noqa: PLC0415
    from kiosk.conformance.report import as_json, as_line, as_sum, ok  # noqa: PLC0415
    from kiosk.conformance.runner import open_world, play  # noqa: PLC0415
    from kiosk.conformance.scenarios import SCENARIOS  # noqa: PLC0415
    from kiosk.conformance.verdicts import BrokenError  # noqa: PLC0415

    chosen = [scenario for scenario in SCENARIOS if not options.scenario or scenario.name in options.scenario]
    _known(options.scenario or (), [scenario.name for scenario in SCENARIOS])
    width = max(len(scenario.name) for scenario in SCENARIOS) + 2
    if options.list:
        for scenario in chosen:
            print(f"{scenario.name:<{width}}{scenario.what}")
        return 0
    key, fixtures = _key(options.key), load_fixtures(options.fixtures) if options.fixtures else Fixtures()
    if not options.url.startswith(("http://", "https://")) or not 2 <= options.parallel <= 1000:
        raise ConfigError("--url, --parallel", "an http or https URL, and 2 to 1000 clients")
    outcomes = []
    with Client(options.url, key, Document()) as client:
        try:
            world = open_world(client, key, fixtures, options.parallel)
        except BrokenError as error:
            raise ConfigError("--url", str(error)) from None
        for outcome in play(world, chosen):
            outcomes.append(outcome)
            print(as_line(outcome, width), file=sys.stderr if options.json else sys.stdout, flush=True)
    print(as_json(options.url, outcomes) if options.json else as_sum(outcomes))
    return 0 if ok(outcomes) else 1


def _known(names: Sequence[str], all_names: Sequence[str]) -> None:
    for name in names:
        if name not in all_names:
            raise ConfigError("--scenario", f"there is no {name!r}; --list names all")


def _key(path: Path | None) -> str:
    if path is None:
        key = os.environ.get(KEY_VARIABLE, "")
        where = f"--key or {KEY_VARIABLE}"
    else:
        where = "--key"
        try:
            key = path.read_text("utf-8")
        except (OSError, UnicodeError):
            raise ConfigError(where, f"{path}: cannot be read") from None
    if not (key := key.strip()).isascii() or not key or not key.isprintable():
        raise ConfigError(where, "holds no bearer key")
    return key
