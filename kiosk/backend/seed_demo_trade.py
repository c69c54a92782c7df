"""Who buys in the demo's shop, on which terms, and what they have bought: one company on an approval limit, one with
electronic invoices, one whose credit is stopped.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from kiosk.backend.seed_demo_goods import (
    ARTICLES,
    CURRENCY,
    DAY_S,
    NOW,
    OLD,
    VAT_PERMILLE,
    Row,
    all_prices,
    goods_rows,
    lines_of,
    version_of,
)
from kiosk.backend.seed_trade import Trade
from kiosk.domain.pickup import Pickup
from kiosk.domain.pricing import Priced, Total, Wanted, priced, total

_ACCOUNTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "A-FJELLHEIM": {
        "organisation_number": "912345678",
        "credit_limit_minor": 5_000_000,
        "approval_above_minor": 500_000,
        "project_rule": "asked",
        "cost_centre_rule": "none",
    },
    "A-NORDVIK": {
        "organisation_number": "923456789",
        "credit_limit_minor": 20_000_000,
        "project_rule": "asked",
        "cost_centre_rule": "asked",
        "electronic_invoice": 1,
    },
    "A-SUNDET": {
        "organisation_number": "934567890",
        "credit_limit_minor": 1_000_000,
        "credit_stopped": 1,
        "project_rule": "none",
        "cost_centre_rule": "none",
    },
}

_EMPLOYEES: Final[Mapping[str, Mapping[str, Any]]] = {
    "E-INGRID": {"role": "admin", "language": "nb", "default_reference": "PO-4711"},
    "E-JONAS": {"role": "buyer", "purchase_limit_minor": 200_000, "language": "nn", "default_reference": "PO-4712"},
    "E-AMINA": {"role": "approver", "language": "nb", "default_reference": "PO-4713"},
    "E-TORE": {"role": "admin", "language": "nb", "reach": 1},
    "E-LIV": {"role": "collector", "language": "nb"},
    "E-RUNE": {"role": "buyer", "language": "nb"},
}

_SIZES: Final = {
    "S": {"width_mm": 460, "height_mm": 140, "depth_mm": 480, "max_weight_g": 15_000},
    "M": {"width_mm": 460, "height_mm": 300, "depth_mm": 480, "max_weight_g": 25_000},
    "L": {"width_mm": 460, "height_mm": 620, "depth_mm": 480, "max_weight_g": 40_000},
}
"""Inside, of the narrowest column of config/layouts/demo-24.toml."""

_PURCHASES: Final[Sequence[tuple[str, str, str, str, Sequence[tuple[str, int]], dict[str, Any]]]] = (
    (
        "PUR-DEMO-1001",
        "A-FJELLHEIM",
        "E-JONAS",
        "awaiting_approval",
        (("DRILL-18V", 2), ("BATTERY-5AH", 2)),
        {"purchase_order": "PO-4712", "project": "Brygga B, 3. etasje"},
    ),
    (
        "PUR-DEMO-1002",
        "A-FJELLHEIM",
        "E-AMINA",
        "placed",
        (("BREAKER-16A", 10),),
        {"purchase_order": "PO-4713", "project": "Verkstedet"},
    ),
    (
        "PUR-DEMO-1003",
        "A-FJELLHEIM",
        "E-JONAS",
        "rejected",
        (("LADDER-3M", 2),),
        {"purchase_order": "PO-4712", "delivery": "home", "decided_by": "E-AMINA"},
    ),
    (
        "PUR-DEMO-1004",
        "A-NORDVIK",
        "E-TORE",
        "placed",
        (("SCREW-5X90", 20),),
        {"buyer_reference": "Tore"},
    ),
    (
        "PUR-DEMO-1005",
        "A-FJELLHEIM",
        "E-JONAS",
        "approved",
        (("BREAKER-16A", 6),),
        {"purchase_order": "PO-4712", "project": "Brygga B, 3. etasje", "decided_by": "E-INGRID"},
    ),
)
"""Id, company, buyer, state, lines, and what else is said of it."""

_DOCUMENTS: Final = (
    ("INV-20117", "A-FJELLHEIM", "invoice", -40, 148_625, "brygga-b", True),
    ("INV-20164", "A-FJELLHEIM", "invoice", -9, 412_250, "skolegata", False),
    ("CRN-20171", "A-FJELLHEIM", "credit_note", -3, 42_900, "", True),
    ("DLN-30420", "A-FJELLHEIM", "delivery_note", -1, 0, "skolegata", False),
    ("DLN-30421", "A-FJELLHEIM", "delivery_note", -1, 0, "verkstedet", False),
    ("INV-20158", "A-NORDVIK", "invoice", -12, 286_400, "takstoler", False),
    ("DLN-30418", "A-NORDVIK", "delivery_note", -2, 0, "takstoler", False),
    ("INV-19902", "A-SUNDET", "invoice", -75, 968_000, "", False),
)
"""Id, company, kind, day of issue, amount, story of the pickup, settled."""

_LINKS: Final = {
    "invoice": ("application/pdf", "application/xml"),
    "credit_note": ("application/pdf", "application/xml"),
    "delivery_note": ("application/pdf",),
}


def demo_trade(start_s: float, pickups: Mapping[str, Pickup], more: Iterable[Row] = ()) -> Trade:
    """`pickups` by the names of their stories. The same for every moment of one day. `more`: rows told elsewhere."""
    bills = {purchase[0]: _bill(purchase[1], purchase[4]) for purchase in _PURCHASES}
    return Trade(
        accounts={name: _account(name, values, bills) for name, values in _ACCOUNTS.items()},
        employees=_EMPLOYEES,
        pickups={pickup.id: _order(story, pickup) for story, pickup in pickups.items()},
        sizes=_SIZES,
        compartments={(5, number): {"temperature": "chilled"} for number in (11, 12)},
        rows=(
            *goods_rows(start_s),
            *(row for story, pickup in pickups.items() for row in lines_of(story, pickup)),
            *_purchase_rows(start_s, bills),
            *_document_rows(start_s, pickups),
            _open_return(start_s, pickups["collected"]),
            *more,
        ),
    )


def _bill(account: str, lines: Iterable[tuple[str, int]]) -> list[Priced]:
    wanted = [Wanted(sku, quantity) for sku, quantity in lines]
    vat = {article.sku: VAT_PERMILLE for article in ARTICLES}
    return priced(wanted, all_prices(), vat, account=account, currency=CURRENCY)


def _account(name: str, values: Mapping[str, Any], bills: Mapping[str, list[Priced]]) -> dict[str, Any]:
    """Credit is used by what is bought and not rejected, and by what is invoiced and not settled."""
    bought = [total(bills[row[0]]).gross_minor for row in _PURCHASES if row[1] == name and row[3] != "rejected"]
    owed = [row[4] for row in _DOCUMENTS if row[1] == name and row[2] == "invoice" and not row[6]]
    return {**values, "currency": CURRENCY, "credit_used_minor": sum(bought) + sum(owed)}


def _order(story: str, pickup: Pickup) -> dict[str, Any]:
    """Order numbers say nothing of the code. Private customers are known by an id here, and by name in the shop."""
    number = int.from_bytes(pickup.id.encode(), "big") % 900_000 + 100_000
    private = {"customer": f"C-{pickup.id[:4]}", "payment": "due" if story == "unpaid" else "paid", "language": "nb"}
    company = {"customer": pickup.buyer_employee, "payment": "on_account"}
    return {"order_number": f"NO-{number}", **(company if pickup.account else private)}


def _purchase_rows(start_s: float, bills: Mapping[str, list[Priced]]) -> Iterator[Row]:
    for place, (name, account, employee, state, _, said) in enumerate(_PURCHASES):
        bill = bills[name]
        amount: Total = total(bill)
        placed_at = start_s - (place + 1) * DAY_S / 4
        yield (
            "purchases",
            {
                "id": name,
                "account": account,
                "employee": employee,
                "site": 4,
                "kiosk": "sentrum-1",
                "order_number": f"NO-2{name[-4:]}",
                "state": state,
                "delivery": "here",
                "price_version": version_of(start_s, OLD if placed_at < version_of(start_s, NOW) else NOW),
                "net_minor": amount.net_minor,
                "vat_minor": amount.vat_minor,
                "currency": CURRENCY,
                "placed_at": placed_at,
                "decided_at": placed_at + 3_600 if "decided_by" in said else None,
                "version": 2 if "decided_by" in said else 1,
                **said,
            },
        )
        names = {article.sku: article.name for article in ARTICLES}
        for at, line in enumerate(bill):
            assert line.source is not None
            of = {"purchase": name, "place": at, "sku": line.sku, "name": names[line.sku], "quantity": line.quantity}
            price = {"unit_net_minor": line.unit_net_minor, "vat_permille": line.vat_permille}
            yield "purchase_lines", {**of, **price, "source": line.source.value}


def _open_return(start_s: float, pickup: Pickup) -> Row:
    """Announced on the web in the night, and not brought yet."""
    created_at = start_s - 3_600
    return (
        "returns",
        {
            "id": f"R{round(created_at * 1000):012x}00000001",
            "pickup": pickup.id,
            "site": pickup.site,
            "state": "announced",
            "reason": "changed_mind",
            "customer": _order("collected", pickup)["customer"],
            "lines": '[{"line": "1", "quantity": 1, "condition": "opened", "damaged": 0}]',
            "created_at": created_at,
            "version": 1,
        },
    )


def _document_rows(start_s: float, pickups: Mapping[str, Pickup]) -> Iterator[Row]:
    for name, account, kind, day, amount_minor, story, settled in _DOCUMENTS:
        issued_at = start_s + day * DAY_S
        links = ", ".join(
            f'{{"type": "{media}", "href": "https://shop.example/documents/{name}.{media[-3:]}"}}'
            for media in _LINKS[kind]
        )
        yield (
            "documents",
            {
                "id": name,
                "account": account,
                "kind": kind,
                "number": name[4:],
                "issued_at": issued_at,
                "due_at": issued_at + 30 * DAY_S if kind == "invoice" else None,
                "amount_minor": amount_minor,
                "currency": CURRENCY,
                "pickup": pickups[story].id if story else "",
                "settled": int(settled),
                "links": f"[{links}]",
            },
        )
