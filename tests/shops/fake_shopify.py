"""A fake of Shopify's Admin API (GraphQL, 2026-10), written from its published documentation and nothing else.

It knows the few requests of the adapter by their words. What the real one does beyond its documentation is not in here.
"""

import itertools
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.helpers.http_peer import Answer, Asked

TOKEN = "shpat_4711"
PATH = "/admin/api/2026-10/graphql.json"
HERE, THERE = "61234567", "69999999"
BEGIN = datetime(2026, 11, 28, 12, tzinfo=UTC)
_numbers = itertools.count(1)


def gid(kind: str, number: object = None) -> str:
    return f"gid://shopify/{kind}/{number if number is not None else next(_numbers)}"


def _nodes(*nodes: Any, more: bool = False) -> dict[str, Any]:
    return {"nodes": list(nodes), "pageInfo": {"hasNextPage": more}}


@dataclass
class FakeShopify:
    """`answer` is what an `HttpPeer` decides with; `mails` are orders whose customers were told that it is ready."""

    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    mails: list[str] = field(default_factory=list)
    prepared: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    seconds: int = 0
    throttled: bool = False

    def order(self, *lines: tuple[str, int], location: str = HERE, method: str = "PICK_UP", **changes: Any) -> str:
        order = gid("Order")
        items = [
            {"id": gid("LineItem"), "sku": sku, "name": sku.title(), "currentQuantity": many, "variant": None}
            for sku, many in lines
        ]
        work = [
            {"id": gid("FulfillmentOrderLineItem"), "remainingQuantity": many, "lineItem": {"id": item["id"]}}
            for item, (_, many) in zip(items, lines, strict=True)
        ]
        self.orders[order] = {
            "id": order,
            "name": f"#{1000 + len(self.orders)}",
            "confirmationNumber": f"XPAV{next(_numbers):05}",
            "cancelledAt": None,
            "displayFinancialStatus": "PAID",
            "customerLocale": "nb",
            "customer": {"id": gid("Customer", 7)},
            "paymentTerms": None,
            "lineItems": _nodes(*items),
            "fulfillmentOrders": _nodes(
                {
                    "id": gid("FulfillmentOrder"),
                    "status": "OPEN",
                    "deliveryMethod": {"methodType": method},
                    "assignedLocation": {"location": {"id": gid("Location", location)}},
                    "lineItems": _nodes(*work),
                }
            ),
            "fulfillments": [],
            "metafield": None,
        } | changes
        self.touch(order)
        return order

    def line(self, order: str, sku: str) -> str:
        return next(str(each["id"]) for each in self.orders[order]["lineItems"]["nodes"] if each["sku"] == sku)

    def touch(self, order: str) -> None:
        self.seconds += 1
        time = BEGIN + timedelta(seconds=self.seconds)
        self.orders[order]["updatedAt"] = time.strftime("%Y-%m-%dT%H:%M:%SZ")

    def answer(self, asked: Asked) -> Answer:
        if asked.path != PATH:
            return Answer(404, {"errors": "Not Found"})
        if asked.headers.get("X-Shopify-Access-Token") != TOKEN:
            return Answer(401, {"errors": "[API] Invalid API key or access token"})
        if self.throttled:
            status = {"maximumAvailable": 2000.0, "currentlyAvailable": 100.0, "restoreRate": 100.0}
            cost = {"requestedQueryCost": 600, "actualQueryCost": None, "throttleStatus": status}
            error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
            return Answer(200, {"errors": [error], "extensions": {"cost": cost}})
        return Answer(200, {"data": self._data(asked.json["query"], asked.json["variables"])})

    def _data(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        if "metafieldsSet" in query:
            return {"answer": {"userErrors": self._keep(variables["metafields"][0])}}
        if "PreparedForPickup" in query:
            return {"answer": {"userErrors": self._prepare(variables["input"]["lineItemsByFulfillmentOrder"])}}
        if "fulfillmentCreate" in query:
            return {"answer": {"userErrors": self._fulfil(variables["fulfillment"])}}
        if "location(" in query:
            known = variables["id"] in {gid("Location", HERE), gid("Location", THERE)}
            pickup = {"instructions": ""} if variables["id"] == gid("Location", HERE) else None
            location = {"id": variables["id"], "isActive": True, "localPickupSettingsV2": pickup}
            return {"location": location if known else None}
        if "order(id" in query:
            return {"order": self.orders.get(variables["id"])}
        return {"orders": {"nodes": self._search(variables["query"])[: variables.get("first", 2)]}}

    def _search(self, query: str) -> list[dict[str, Any]]:
        found = sorted(self.orders.values(), key=lambda order: str(order["updatedAt"]))
        if number := re.search(r"confirmation_number:(\w+)", query):
            found = [order for order in found if order["confirmationNumber"].lower() == number[1].lower()]
        if since := re.search(r"updated_at:>='([^']+)'", query):
            begin = datetime.fromisoformat(since[1])
            found = [order for order in found if datetime.fromisoformat(order["updatedAt"]) >= begin]
        if "status:open" in query:
            found = [order for order in found if order["id"] not in self.closed]
        return found

    def _keep(self, metafield: dict[str, Any]) -> list[dict[str, Any]]:
        order = self.orders[metafield["ownerId"]]
        known = order["metafield"]["compareDigest"] if order["metafield"] else None
        if metafield["compareDigest"] != known:
            return [{"field": ["metafields", "0", "compareDigest"]}]
        order["metafield"] = {"value": metafield["value"], "compareDigest": str(next(_numbers))}
        self.touch(order["id"])
        return []

    def _prepare(self, wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for each in wanted:
            if each["fulfillmentOrderId"] in self.prepared:
                return [{"field": ["input", "lineItemsByFulfillmentOrder"]}]
            self.prepared.add(each["fulfillmentOrderId"])
            self.mails.append(self._owner(each["fulfillmentOrderId"])["id"])
        return []

    def _fulfil(self, wanted: dict[str, Any]) -> list[dict[str, Any]]:
        lines = []
        for part in wanted["lineItemsByFulfillmentOrder"]:
            order = self._owner(part["fulfillmentOrderId"])
            work = next(
                each for each in order["fulfillmentOrders"]["nodes"] if each["id"] == part["fulfillmentOrderId"]
            )
            known = {each["id"]: each for each in work["lineItems"]["nodes"]}
            for line in part["fulfillmentOrderLineItems"]:
                if known[line["id"]]["remainingQuantity"] < line["quantity"]:
                    return [{"field": ["fulfillment", "quantity"]}]
                known[line["id"]]["remainingQuantity"] -= line["quantity"]
                lines.append({"quantity": line["quantity"], "lineItem": known[line["id"]]["lineItem"]})
            if not any(each["remainingQuantity"] for each in known.values()):
                work["status"] = "CLOSED"
        order["fulfillments"].append(
            {
                "id": gid("Fulfillment"),
                "status": "SUCCESS",
                "trackingInfo": [{"number": wanted["trackingInfo"]["number"]}],
                "fulfillmentLineItems": _nodes(*lines),
            }
        )
        self.touch(order["id"])
        return []

    def _owner(self, fulfilment_order: str) -> dict[str, Any]:
        return next(
            order
            for order in self.orders.values()
            if fulfilment_order in {each["id"] for each in order["fulfillmentOrders"]["nodes"]}
        )
