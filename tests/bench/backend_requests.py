"""What kiosks ask of the backend, as bytes on the wire."""

import json
from urllib.parse import quote

from tests.bench.backend_data import Stock, code_of, key_of


def _request(site: int, line: str, body: object = None, key: str = "") -> str:
    text = "" if body is None else json.dumps(body)
    headers = f"Host: bench\r\nAuthorization: Bearer {key_of(site)}\r\nConnection: close\r\n"
    if body is not None:
        headers += f"Content-Type: application/json\r\nContent-Length: {len(text)}\r\n"
    if key:
        headers += f"Idempotency-Key: {key}\r\n"
    return f"{line} HTTP/1.1\r\n{headers}\r\n{text}"


def resolve(number: int) -> str:
    """What the typed code of one pickup is for."""
    return _request(1, "POST /v1/pickups:resolve", {"code": code_of(number), "entry": "typed"})


def sync(site: int, cursor: str) -> str:
    """What changed since the cursor."""
    return _request(site, f"GET /v1/pickups?site={site}&changed_after={quote(cursor)}")


def handovers(stock: Stock, count: int) -> list[str]:
    """One parcel each, of sites all over."""
    at = {"opened_at": "2026-11-23T12:00:00Z", "closed_at": "2026-11-23T12:00:20Z", "credential": "c"}
    return [
        _request(
            number % stock.sites + 1,
            f"POST /v1/pickups/P{number:07d}/handovers",
            {"parcel": f"P{number:07d}-1", "compartment": number // stock.sites + 1, **at},
            f"bench-handover-{number}",
        )
        for number in range(0, count * 7, 7)
    ]
