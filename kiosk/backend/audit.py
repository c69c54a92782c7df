"""Who did what here: staff and company administrators."""

from sqlalchemy import Connection, insert

from kiosk.backend import schema


def note(connection: Connection, now_s: float, *, actor: str, action: str, subject: str, detail: str = "") -> None:
    """In the transaction of what was done. `actor` as "employee:ID"; details hold identifiers and no names."""
    values = {"actor": actor, "action": action, "subject": subject, "detail": detail, "at": now_s}
    connection.execute(insert(schema.audit).values(values))
