"""`openluke journal`: check the chain of events, read them out, move old ones into the archive."""

import argparse
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

from kiosk.journal import archive, compact, outbox
from kiosk.journal.audit import audit, rows
from kiosk.journal.chain import GENESIS, Link
from kiosk.journal.database import open_database

JOURNAL_FILE: Final = "journal.sqlite3"
_DAY_S: Final = 86_400.0
_BROKEN: Final = 1

_Commands = Any  # argparse's own type of subparsers is private


def add_journal(commands: _Commands) -> None:
    """Add the command group."""
    text = "check, export or compact the journal of a kiosk"
    group = commands.add_parser("journal", help=text, description=text, allow_abbrev=False)
    actions = group.add_subparsers(required=True, metavar="ACTION")
    verify = _action(actions, "verify", _verify, "check file, chain and archive; also beside a running kiosk")
    anchor = "an event that the backend remembers: finds a journal whose end was cut off"
    verify.add_argument("--anchor", type=_link, metavar="SEQ:HASH", help=anchor)
    export = _action(actions, "export", _export, "every event as one JSON object a line, on standard output")
    export.add_argument("--from", type=_positive, default=1, dest="first", metavar="SEQ", help="default: 1")
    again = "give events that the backend had refused back to the outbox; the kiosk has to be stopped"
    _action(actions, "requeue", _requeue, again)
    smaller = _action(actions, "compact", _compact, "move old events into the archive; the kiosk has to be stopped")
    smaller.add_argument("--older-than-days", type=_positive, default=compact.DAYS, metavar="N", dest="days")


def _action(
    actions: _Commands, name: str, run: Callable[[argparse.Namespace], int], text: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=text, description=text, allow_abbrev=False)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="where the kiosk keeps its data")
    parser.set_defaults(run=run)
    return parser


def _verify(options: argparse.Namespace) -> int:
    found = audit(options.data / JOURNAL_FILE, options.anchor)
    if found.broken:
        print(f"{options.data / JOURNAL_FILE}: {found.broken.what}")
        return _BROKEN
    print(f"ok, {found.events} events, head {found.head.seq}:{found.head.hash}")
    if found.first > 1:
        print(f"events 1 to {found.first - 1} are in an archive that is not here")
    return 0


def _export(options: argparse.Namespace) -> int:
    with suppress(BrokenPipeError):  # the reader has seen enough
        for row in rows(options.data / JOURNAL_FILE, options.first):
            sys.stdout.write(f"{archive.line(row)}\n")
        sys.stdout.flush()
    return 0


def _requeue(options: argparse.Namespace) -> int:
    with closing(open_database(options.data / JOURNAL_FILE)) as database:
        count = outbox.requeue(database.connection)
    print(f"{count} events will be sent again")
    return 0


def _compact(options: argparse.Namespace) -> int:
    path = options.data / JOURNAL_FILE
    with closing(open_database(path)) as database:
        older_than_utc = time.time() - options.days * _DAY_S  # noqa: TID251 - the operator's own clock
        last = compact.last_movable(database.connection, older_than_utc, compact.KEEP_EVENTS)
        moved = 0
        while step := compact.step(database.connection, archive.archive_of(path), last):
            moved += step
        compact.forget(database.connection)
        database.connection.execute("VACUUM")
    print(f"{moved} events moved to {archive.archive_of(path)}")
    return 0


def _link(text: str) -> Link:
    seq, _, digest = text.partition(":")
    if not seq.isdecimal() or len(digest) != len(GENESIS) or set(digest) - set("0123456789abcdef"):
        raise argparse.ArgumentTypeError(f"{text!r} is not SEQ:HASH as `verify` prints it")
    return Link(int(seq), digest)


def _positive(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1_000_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 up")
    return int(text)
