"""What became of remote commands."""

import sqlite3
from collections.abc import Sequence

from kiosk.domain.record import CommandTrace, UnendedCommand


def trace(connection: sqlite3.Connection, command: str) -> CommandTrace:
    (counter,) = connection.execute("SELECT coalesce(max(counter), 0) FROM commands").fetchone()
    known = connection.execute("SELECT 1 FROM commands WHERE command = ?", (command,)).fetchone()
    return CommandTrace(counter, known is not None)


def unended(connection: sqlite3.Connection) -> Sequence[UnendedCommand]:
    """Oldest first. The id of a command's intent begins with the command's id (`domain.command.intent`)."""
    rows = connection.execute(
        """SELECT command, state FROM commands JOIN intents ON intent BETWEEN command || '-' AND command || '.'
        WHERE ended = 0 ORDER BY commands.seq"""
    ).fetchall()
    return [UnendedCommand(command, state) for command, state in rows]
