"""What became of remote commands."""

from collections.abc import Sequence

from kiosk.domain.record import CommandTrace, UnendedCommand
from kiosk.journal.connection import Connection


def trace(connection: Connection, command: str) -> CommandTrace:
    (counter,) = connection.execute("SELECT coalesce(max(counter), 0) FROM commands").fetchone()
    known = connection.execute("SELECT 1 FROM commands WHERE command = ?", (command,)).fetchone()
    return CommandTrace(counter, known is not None)


def unended(connection: Connection) -> Sequence[UnendedCommand]:
    """Oldest first. The id of a command's intent begins with the command's id (`domain.command.intent`)."""
    rows = connection.execute(
        """SELECT command, state FROM commands JOIN intents ON intent BETWEEN command || '-' AND command || '.'
        WHERE ended = 0 ORDER BY commands.seq"""
    ).fetchall()
    return [UnendedCommand(command, state) for command, state in rows]
