"""A fake of WooCommerce's REST API `wc/v3`, written from its published documentation and nothing else.

No WooCommerce could be run for these tests: what the real one does beyond its documentation is not in here.
"""

import base64
import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.helpers.http_peer import Answer, Asked

KEY, SECRET = "ck_4711", "cs_4711"
BASE = "/wp-json/wc/v3/orders"
BEGIN = datetime(2026, 11, 28, 12, tzinfo=UTC)
_numbers = itertools.count(1)


@dataclass
class FakeWooCommerce:
    """`answer` is what an `HttpPeer` decides with. Every change is a second later than the one before."""

    orders: dict[int, dict[str, Any]] = field(default_factory=dict)
    notes: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    refunds: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    seconds: int = 0

    def order(self, *lines: tuple[str, int, str], **changes: Any) -> int:
        """Lines of article number, quantity and price of one, with 25 % tax on top."""
        number = next(_numbers)
        items = [
            {
                "id": 100 * number + index,
                "name": sku.title(),
                "sku": sku,
                "quantity": quantity,
                "total": str(Decimal(price) * quantity),
                "total_tax": str(Decimal(price) * quantity / 4),
                "taxes": [{"id": 1, "total": str(Decimal(price) * quantity / 4), "subtotal": "0"}],
                "global_unique_id": "",
            }
            for index, (sku, quantity, price) in enumerate(lines)
        ]
        code = changes.pop("code", "")
        total = sum((Decimal(item["total"]) + Decimal(item["total_tax"]) for item in items), Decimal(0))
        self.orders[number] = {
            "id": number,
            "number": str(number),
            "status": "processing",
            "currency": "NOK",
            "total": str(total),
            "customer_id": 7,
            "date_paid_gmt": "2026-11-28T11:00:00",
            "payment_method": "card",
            "line_items": items,
            "shipping_lines": [{"id": 1, "method_id": "local_pickup", "instance_id": "3", "total": "0.00"}],
            "meta_data": [
                {"id": 1, "key": "_plugin", "value": {"anything": [1, None]}},
                *([{"id": 2, "key": "pickup_code", "value": code}] if code else []),
            ],
            "refunds": [],
        } | changes
        self._touch(number)
        return number

    def line(self, order: int, sku: str) -> str:
        return next(str(item["id"]) for item in self.orders[order]["line_items"] if item["sku"] == sku)

    def meta(self, order: int, key: str) -> Any:
        return next((each["value"] for each in self.orders[order]["meta_data"] if each["key"] == key), None)

    def answer(self, asked: Asked) -> Answer:
        expected = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
        if asked.headers.get("Authorization") != f"Basic {expected}":
            return _refused(401, "woocommerce_rest_cannot_view")
        parts = asked.path.removeprefix(BASE).strip("/").split("/")
        if parts == [""]:
            return Answer(200, self._list(asked.params))
        number = int(parts[0])
        if number not in self.orders:
            return _refused(404, "woocommerce_rest_shop_order_invalid_id")
        if parts[1:] == ["notes"]:
            return self._notes(asked, number)
        if parts[1:] == ["refunds"]:
            return self._refunds(asked, number)
        if asked.method == "PUT":
            self._update(number, asked.json)
        return Answer(200, self.orders[number])

    def _list(self, params: Any) -> list[dict[str, Any]]:
        found = list(self.orders.values())
        statuses = params.get("status", "any").split(",")
        if statuses != ["any"]:
            found = [order for order in found if order["status"] in statuses]
        if after := params.get("modified_after"):
            found = [order for order in found if order["date_modified_gmt"] > after]
        key = {"id": "id", "modified": "date_modified_gmt"}[params.get("orderby", "id")]
        found.sort(key=lambda order: order[key], reverse=params.get("order", "desc") == "desc")
        size = int(params.get("per_page", "10"))
        begin = int(params.get("offset", (int(params.get("page", "1")) - 1) * size))
        return found[begin : begin + size]

    def _update(self, number: int, body: dict[str, Any]) -> None:
        order = self.orders[number]
        for meta in body.pop("meta_data", []):
            order["meta_data"] = [each for each in order["meta_data"] if each["key"] != meta["key"]]
            order["meta_data"].append({"id": next(_numbers)} | meta)
        order |= body
        self._touch(number)

    def _notes(self, asked: Asked, number: int) -> Answer:
        notes = self.notes.setdefault(number, [])
        if asked.method == "GET":
            return Answer(200, notes)
        notes.append({"id": next(_numbers)} | asked.json)
        return Answer(201, notes[-1])

    def _refunds(self, asked: Asked, number: int) -> Answer:
        refunds = self.refunds.setdefault(number, [])
        if asked.method == "GET":
            return Answer(200, refunds)
        body = asked.json
        lines = [
            {
                "id": next(_numbers),
                "quantity": -line["quantity"],
                "meta_data": [{"id": 1, "key": "_refunded_item_id", "value": str(line["id"])}],
            }
            for line in body["line_items"]
        ]
        refund = {"id": next(_numbers), "amount": body["amount"], "reason": body["reason"], "line_items": lines}
        refunds.append(refund)
        self.orders[number]["refunds"].append(
            {"id": refund["id"], "reason": body["reason"], "total": f"-{body['amount']}"}
        )
        self._touch(number)
        return Answer(201, refund)

    def _touch(self, number: int) -> None:
        self.seconds += 1
        time = BEGIN + timedelta(seconds=self.seconds)
        self.orders[number]["date_modified_gmt"] = time.strftime("%Y-%m-%dT%H:%M:%S")


def _refused(status: int, code: str) -> Answer:
    return Answer(status, {"code": code, "message": "…", "data": {"status": status}})
