"""`python -m kiosk.backend staff …`: who may sign in on the staff page."""

import argparse
import getpass
import sys
from collections.abc import Sequence

from sqlalchemy import Connection

from kiosk.backend import audit
from kiosk.backend.audit import COMMAND_LINE, Done
from kiosk.backend.context import utc_now_s
from kiosk.backend.database import open_database
from kiosk.backend.staff import accounts
from kiosk.errors import ConfigError


def staff(words: Sequence[str]) -> None:
    """Raises ConfigError. The password comes from a prompt or from standard input, never as an argument."""
    options = _options(words)
    password = _password() if options.command in {"add", "password"} else ""
    engine = open_database(options.database)
    try:
        with engine.begin() as connection:
            _do(connection, options, password)
    finally:
        engine.dispose()


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m kiosk.backend staff", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    said = {
        "add": "somebody new; the password is asked for",
        "password": "a new password; ends that person's visits",
        "disable": "out at once",
        "enable": "in again",
        "list": "names, roles, and who is disabled",
    }
    for command, text in said.items():
        one = commands.add_parser(command, help=text)
        if command != "list":
            one.add_argument("name", metavar="NAME")
        if command == "add":
            one.add_argument("--role", choices=accounts.ROLES, default="staff")
        one.add_argument("--database", required=True, metavar="URL", help="as of the backend")
    return parser.parse_args(arguments)


def _do(connection: Connection, options: argparse.Namespace, password: str) -> None:
    match options.command:
        case "list":
            for row in accounts.listed(connection):
                print(row.name, row.role, *([] if row.active else ["disabled"]), sep="\t")
            return
        case "add":
            accounts.add(connection, options.name, options.role, password)
        case "password":
            accounts.set_password(connection, options.name, password)
        case _:
            accounts.set_active(connection, options.name, active=options.command == "enable")
    audit.note(connection, Done(COMMAND_LINE, f"staff.{options.command}", options.name), utc_now_s())


def _password() -> str:
    """Asked for twice at a terminal; else the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise ConfigError("password", "the two are not the same")
    return password
