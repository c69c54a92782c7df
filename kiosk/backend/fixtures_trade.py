"""Two companies with their people, and an article: the part of the fixtures that is about trade."""

import base64
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, insert

from kiosk.backend import publishing, schema
from kiosk.conformance.fixtures import FixturePerson, FixtureTrade
from kiosk.domain import digest
from kiosk.domain.gtin import check_digit

_YEAR_S: Final = 365 * 86_400.0
_PRICE_MINOR: Final = 10_000
_VAT_PERMILLE: Final = 250
_CREDIT_MINOR: Final = 1_000_000
_PIN: Final = "2468"
_ROLES: Final = ("buyer", "collector", "approver", "admin")


def make(
    connection: Connection, site_key: bytes, now_s: float, change: int
) -> tuple[tuple[FixturePerson, ...], FixtureTrade]:
    """People, a buyer first, and what they may buy. The first company demands a purchase order."""
    maker = _People(connection, site_key, now_s, change)
    first, second = maker.company("required"), maker.company("none")
    people = [maker.person(first, role, _PIN if role == "buyer" else "") for role in _ROLES]
    people.append(maker.person(second, "buyer", ""))
    sku = f"CF-{secrets.token_hex(4)}"
    _article(connection, sku, now_s)
    over_credit = _CREDIT_MINOR // _PRICE_MINOR + 1
    return tuple(people), FixtureTrade(sku, {"purchase_order": "PO-4711"}, over_credit)


class _People:
    def __init__(self, connection: Connection, site_key: bytes, now_s: float, change: int) -> None:
        self._connection = connection
        self._site_key = site_key
        self._now_s = now_s
        self._change = change

    def company(self, rule: str) -> str:
        """A new one with credit."""
        name = f"CF-{secrets.token_hex(4)}"
        self._connection.execute(
            insert(schema.accounts).values(
                id=name,
                name="Conformance",
                reference_kind="purchase_order",
                reference_rule=rule,
                reference_pattern="",
                currency="NOK",
                credit_limit_minor=_CREDIT_MINOR,
                change=self._change,
            )
        )
        return name

    def person(self, account: str, role: Any, pin: str) -> FixturePerson:
        """A new one with a badge."""
        name = f"CF-{secrets.token_hex(4)}"
        badge = "BADGE-" + base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=")
        told = digest.digest(self._site_key, digest.technician_pin(name, pin)) if pin else ""
        here = {"id": name, "account": account, "name": "Conformance", "change": self._change}
        self._connection.execute(insert(schema.employees).values(**here, role=role, pin_digest=told, active=1))
        hashed = digest.digest(self._site_key, digest.badge(badge))
        life = {"not_before": self._now_s - _YEAR_S, "not_after": self._now_s + _YEAR_S}
        whole = {"id": secrets.token_hex(8), "kind": "badge", "digest": hashed, "subject": name, **life}
        self._connection.execute(insert(schema.credentials).values(**whole, change=self._change))
        return FixturePerson(badge, role, name, account, pin)


def _article(connection: Connection, sku: str, now_s: float) -> None:
    until = datetime.fromtimestamp(now_s, UTC) + timedelta(days=30)
    label = f"2{secrets.randbelow(10**11):011d}"  # GS1 leaves those that begin with 2 to each company
    gtin = label + check_digit(label)
    article = {"sku": sku, "gtin": gtin, "name": "Conformance", "vat_permille": _VAT_PERMILLE}
    price = {"sku": sku, "net_minor": _PRICE_MINOR, "currency": "NOK"}
    body = {"valid_until": until.isoformat(), "articles": [article], "prices": [price]}
    publishing.put(connection, publishing.Publication.model_validate(body), now_s)
