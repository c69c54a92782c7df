"""People of companies at the kiosk, for tests of the backend."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Table, update

from kiosk.backend import schema

VERSION: Final = int(datetime(2026, 11, 23, tzinfo=UTC).timestamp())
"""The demo's newest prices, on the day on which the tests of the backend begin."""
FJELLHEIM, NORDVIK, SUNDET = "A-FJELLHEIM", "A-NORDVIK", "A-SUNDET"


def signed_in(running: Any, employee: str) -> dict[str, str]:
    """The header of a visit of this person."""
    code = running.code("badge", employee).text
    answer = running.kiosk.post("/v1/sessions", json={"code": code})
    return {"Pickup-Session": answer.raise_for_status().json()["token"]}


def wanted(*lines: tuple[str, int], **values: Any) -> dict[str, Any]:
    """The body of a purchase at the demo's newest prices; one BITS-32 where nothing else is said."""
    asked = [{"sku": sku, "quantity": quantity} for sku, quantity in lines or (("BITS-32", 1),)]
    return {"lines": asked, "price_list_version": VERSION, "purchase_order": "PO-4712"} | values


def buy(running: Any, key: str = "buy-0001", who: str = "E-JONAS", /, *lines: tuple[str, int], **values: Any) -> Any:
    """The answer to this person's purchase; to one without a session where `who` is empty."""
    headers = (signed_in(running, who) if who else {}) | {"Idempotency-Key": key}
    return running.kiosk.post("/v1/purchases", json=wanted(*lines, **values), headers=headers)


def change(running: Any, table: Table, name: str, **values: Any) -> None:
    """Sets values of one row by its id."""
    running.backend.write(lambda connection: connection.execute(update(table).where(table.c.id == name).values(values)))


def account(running: Any, name: str = FJELLHEIM, **values: Any) -> None:
    """Sets terms of a company."""
    change(running, schema.accounts, name, **values)


def problem(answer: Any, status: int, code: str, field: str = "") -> None:
    """Asserts which problem an answer is, and the field it names."""
    body = answer.json()
    assert (answer.status_code, body["type"].rpartition(":")[2]) == (status, code), body
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in body.get("errors", [])] == ([field] if field else [])


def told(running: Any, kind: str) -> list[dict[str, Any]]:
    """Events of one kind in the feed."""
    events = running.kiosk.get("/v1/events", params={"limit": 500}).raise_for_status().json()["events"]
    return [event for event in events if event["type"] == f"no.openluke.{kind}"]


def pages(running: Any, path: str, rows: str, headers: dict[str, str], limit: int = 2) -> list[Any]:
    """All rows of a list, followed by its links."""
    found, url = [], f"{path}{'&' if '?' in path else '?'}limit={limit}"
    for _ in range(50):
        answer = running.kiosk.get(url, headers=headers).raise_for_status()
        page = answer.json()
        assert len(page[rows]) <= limit
        found += page[rows]
        link = answer.headers.get("Link", "")
        assert bool(link) == bool(page.get("next"))
        if not link:
            return found
        assert link.endswith('>; rel="next"')
        url = link[1:].partition(">")[0]
    raise AssertionError("pages without an end")
