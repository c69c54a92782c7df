"""Answers of platforms as they were recorded from real ones, shortened; and adapters that are asked with them."""

import copy
from typing import Any

KEY = "secret-of-the-shop-4711"
CODE = "K7QF-2M9X"

VENDURE_ORDER: dict[str, Any] = {
    "id": "12",
    "number": "PPCW3YLF9JYC71HT",
    "state": "PaymentSettled",
    "orderPlacedAt": "2026-11-28T12:29:04.000Z",
    "updatedAt": "2026-11-28T12:29:05.000Z",
    "totalWithTax": 261063,
    "channels": [{"token": "no"}],
    "customer": {"id": "7"},
    "customFields": {"pickupCode": CODE},
    "lines": [
        {
            "id": "21",
            "quantity": 1,
            "productVariant": {"sku": "DRILL", "name": "Drill"},
            "proratedUnitPriceWithTax": 249875,
        },
        {
            "id": "22",
            "quantity": 3,
            "productVariant": {"sku": "SCREWS", "name": "Screws"},
            "proratedUnitPriceWithTax": 11188,
        },
    ],
    "fulfillments": [
        {
            "id": "31",
            "state": "Delivered",
            "method": "OpenLuke, compartment 7",
            "trackingCode": "P-1",
            "lines": [{"orderLineId": "22", "quantity": 1}],
        },
        {
            "id": "32",
            "state": "ReadyForPickup",
            "method": "OpenLuke, compartment 8",
            "trackingCode": "P-2",
            "lines": [{"orderLineId": "21", "quantity": 1}, {"orderLineId": "22", "quantity": 1}],
        },
        {
            "id": "33",
            "state": "Cancelled",
            "method": "By hand",
            "trackingCode": None,
            "lines": [{"orderLineId": "22", "quantity": 1}],
        },
    ],
    "payments": [{"id": "41", "method": "card", "amount": 261063, "state": "Settled", "refunds": []}],
    "shippingLines": [{"shippingMethod": {"code": "locker-sentrum"}}],
}

MEDUSA_DETAIL: dict[str, Any] = {
    "quantity": 3,
    "delivered_quantity": 1,
    "return_received_quantity": 0,
    "return_dismissed_quantity": 0,
    "written_off_quantity": 0,
}
MEDUSA_ORDER: dict[str, Any] = {
    "id": "order_12",
    "display_id": 12,
    "status": "pending",
    "is_draft_order": False,
    "currency_code": "nok",
    "customer_id": "cus_7",
    "locale": "nb-NO",
    "metadata": {"pickup_code": CODE, "other": {"n": 1}},
    "total": 2267.5,
    "created_at": "2026-11-28T12:35:43.056Z",
    "updated_at": "2026-11-28T12:35:46.674Z",
    "items": [
        {
            "id": "ordli_1",
            "title": "Screws",
            "variant_sku": "SCREWS",
            "variant_barcode": "7038010000017",
            "detail": MEDUSA_DETAIL,
        },
    ],
    "fulfillments": [
        {
            "id": "ful_1",
            "location_id": "sloc_1",
            "packed_at": "2026-11-28T12:38:58.153Z",
            "shipped_at": None,
            "delivered_at": "2026-11-28T12:39:00.053Z",
            "canceled_at": None,
            "metadata": {"openluke_parcel": "P-1"},
            "items": [{"line_item_id": "ordli_1", "quantity": 1}],
        },
        {
            "id": "ful_2",
            "location_id": "sloc_1",
            "packed_at": "2026-11-28T12:38:58.153Z",
            "shipped_at": None,
            "delivered_at": None,
            "canceled_at": None,
            "metadata": None,
            "items": [{"line_item_id": "ordli_1", "quantity": 1}],
        },
    ],
    "shipping_methods": [{"shipping_option_id": "so_1"}],
    "payment_collections": [{"authorized_amount": 2267.5, "captured_amount": 2267.5, "refunded_amount": 0}],
}
MEDUSA_LOCATION: dict[str, Any] = {
    "stock_location": {
        "id": "sloc_1",
        "fulfillment_sets": [
            {"type": "shipping", "service_zones": [{"shipping_options": [{"id": "so_home"}]}]},
            {"type": "pickup", "service_zones": [{"shipping_options": [{"id": "so_1"}, {"id": "so_2"}]}]},
        ],
    }
}


WOO_ORDER: dict[str, Any] = {
    "id": 12,
    "number": "12",
    "status": "processing",
    "currency": "NOK",
    "total": "335.63",
    "customer_id": 7,
    "date_modified_gmt": "2026-11-28T12:29:05",
    "date_paid_gmt": "2026-11-28T12:29:04",
    "payment_method": "card",
    "line_items": [
        {"id": 22, "name": "Screws", "sku": "SCREWS", "quantity": 3, "total": "268.50", "total_tax": "67.13"}
    ],
    "shipping_lines": [{"method_id": "local_pickup", "instance_id": "3"}],
    "meta_data": [{"id": 1, "key": "pickup_code", "value": CODE}],
    "refunds": [],
}
SHOPIFY_CODE = "XPAV284CT"
SHOPIFY_ORDER: dict[str, Any] = {
    "id": "gid://shopify/Order/12",
    "name": "#1001",
    "confirmationNumber": SHOPIFY_CODE,
    "updatedAt": "2026-11-28T12:29:05Z",
    "cancelledAt": None,
    "displayFinancialStatus": "PAID",
    "customerLocale": "nb",
    "customer": {"id": "gid://shopify/Customer/7"},
    "paymentTerms": None,
    "lineItems": {
        "nodes": [{"id": "22", "sku": "SCREWS", "name": "Screws", "currentQuantity": 3, "variant": None}],
        "pageInfo": {"hasNextPage": False},
    },
    "fulfillmentOrders": {
        "nodes": [
            {
                "id": "gid://shopify/FulfillmentOrder/1",
                "status": "OPEN",
                "deliveryMethod": {"methodType": "PICK_UP"},
                "assignedLocation": {"location": {"id": "gid://shopify/Location/61"}},
                "lineItems": {
                    "nodes": [{"id": "32", "remainingQuantity": 3, "lineItem": {"id": "22"}}],
                    "pageInfo": {"hasNextPage": False},
                },
            }
        ],
        "pageInfo": {"hasNextPage": False},
    },
    "fulfillments": [],
    "metafield": None,
}


def changed(answer: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy with another value at "lines.0.quantity"; ... takes it away."""
    copied = copy.deepcopy(answer)
    *parents, last = path.split(".")
    place: Any = copied
    for parent in parents:
        place = place[int(parent) if parent.isdigit() else parent]
    key: Any = int(last) if last.isdigit() else last
    if value is ...:
        del place[key]
    else:
        place[key] = value
    return copied
