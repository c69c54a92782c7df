"""A real Medusa, and what its customers and staff do in tests."""

import base64
import itertools
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpx2

from tests.shops.hooks import Hooks
from tests.shops.programs import Server

PASSWORD = "supersecret"
EMAIL = "admin@example.com"
_numbers = itertools.count(1)


@dataclass
class MedusaShop:
    """`key` is what an adapter is configured with; `sentrum` and `nord` are stock locations with lockers."""

    base: str
    hooks: Hooks
    server: Server
    staff: httpx2.Client = field(init=False)

    def __post_init__(self) -> None:
        self.staff = httpx2.Client(base_url=self.base, timeout=30, verify=False)
        token = self.post("/auth/user/emailpass", email=EMAIL, password=PASSWORD)["token"]
        self.staff.headers["Authorization"] = f"Bearer {token}"
        self.key = self.post("/admin/api-keys", title="OpenLuke", type="secret")["api_key"]["token"]
        self.region = self.post("/admin/regions", name="Norway", currency_code="nok", countries=["no"])["region"]["id"]
        rate = {"name": "MVA", "rate": 25, "code": "mva"}
        self.post("/admin/tax-regions", country_code="no", provider_id="tp_system", default_tax_rate=rate)
        self.profile = self.post("/admin/shipping-profiles", name="All", type="goods")["shipping_profile"]["id"]
        self.sentrum, self.option = self._locker("Sentrum")
        self.nord, self.option_nord = self._locker("Nord")
        self.variants = {sku: self._article(sku, amount) for sku, amount in (("DRILL", 1999), ("SCREWS", 89.5))}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.staff.close()

    def post(self, path: str, **body: Any) -> Any:
        return _data(self.staff.post(path, json=body))

    def get(self, path: str, **params: Any) -> Any:
        return _data(self.staff.get(path, params=params))

    def as_adapter(self) -> dict[str, str]:
        """Headers of a request with the adapter's key."""
        return {"Authorization": f"Basic {base64.b64encode(f'{self.key}:'.encode()).decode()}"}

    def order(self, *lines: tuple[str, int], option: str = "", code: str = "", pay: str = "card", **more: Any) -> str:
        """A placed order; `pay` "card" is paid, "invoice" on account, "" neither. The id."""
        metadata = ({"pickup_code": code} if code else {}) | ({"payment": "on_account"} if pay == "invoice" else {})
        draft = self.post(
            "/admin/draft-orders",
            customer_id=more.get("customer") or self.customer(),
            region_id=self.region,
            items=[{"variant_id": self.variants[sku], "quantity": quantity} for sku, quantity in lines],
            shipping_methods=[{"shipping_option_id": option or self.option, "name": "Locker", "amount": 0}],
            metadata=metadata,
        )["draft_order"]["id"]
        self.post(f"/admin/draft-orders/{draft}/convert-to-order")
        if pay == "card":
            self.pay(draft)
        return str(draft)

    def pay(self, order: str) -> None:
        total = self.get(f"/admin/orders/{order}", fields="id,total")["order"]["total"]
        found = self.post("/admin/payment-collections", order_id=order, amount=total)["payment_collection"]
        self.post(f"/admin/payment-collections/{found['id']}/mark-as-paid", order_id=order)

    def lines(self, order: str) -> dict[str, str]:
        """Ids of lines by article number."""
        found = self.get(f"/admin/orders/{order}", fields="id,*items")["order"]["items"]
        return {line["variant_sku"]: line["id"] for line in found}

    def state(self, order: str) -> Any:
        fields = "+fulfillment_status,+payment_status,+metadata,*items,*items.detail,*fulfillments,*fulfillments.items"
        return self.get(f"/admin/orders/{order}", fields=fields)["order"]

    def cancel(self, order: str) -> None:
        self.post(f"/admin/orders/{order}/cancel")

    def customer(self, group: str = "") -> str:
        found = self.post("/admin/customers", email=f"ola{next(_numbers)}@example.com")["customer"]["id"]
        if group:
            self.post(f"/admin/customer-groups/{group}/customers", add=[found])
        return str(found)

    def group_with_price(self, sku: str, amount: float, kind: str = "override", **more: Any) -> str:
        """A customer group with a price list of its own."""
        group = self.post("/admin/customer-groups", name=f"Builders {next(_numbers)}")["customer_group"]["id"]
        self.post(
            "/admin/price-lists",
            title=f"Contract {next(_numbers)}",
            description="of a customer group",
            type=kind,
            status="active",
            rules={"customer.groups.id": [group]},
            prices=[{"currency_code": "nok", "amount": amount, "variant_id": self.variants[sku]} | more],
        )
        return str(group)

    def _locker(self, name: str) -> tuple[str, str]:
        """A stock location with a pickup point, and its shipping option."""
        location = self.post("/admin/stock-locations", name=name)["stock_location"]["id"]
        self.post(f"/admin/stock-locations/{location}/fulfillment-sets", name=f"Pickup {name}", type="pickup")
        self.post(f"/admin/stock-locations/{location}/fulfillment-providers", add=["manual_manual"])
        found = self.get(f"/admin/stock-locations/{location}", fields="id,*fulfillment_sets")["stock_location"]
        zone = self.post(
            f"/admin/fulfillment-sets/{found['fulfillment_sets'][0]['id']}/service-zones",
            name=f"Norway {name}",
            geo_zones=[{"type": "country", "country_code": "no"}],
        )["fulfillment_set"]["service_zones"][0]["id"]
        option = self.post(
            "/admin/shipping-options",
            name=f"Locker {name}",
            service_zone_id=zone,
            shipping_profile_id=self.profile,
            provider_id="manual_manual",
            price_type="flat",
            type={"label": "Locker", "description": "Locker", "code": "locker"},
            prices=[{"currency_code": "nok", "amount": 0}],
            rules=[],
        )["shipping_option"]["id"]
        return location, option

    def _article(self, sku: str, amount: float) -> str:
        found = self.post(
            "/admin/products",
            title=sku.title(),
            status="published",
            shipping_profile_id=self.profile,
            options=[{"title": "Kind", "values": ["One"]}],
            variants=[
                {
                    "title": "One",
                    "sku": sku,
                    "manage_inventory": False,
                    "options": {"Kind": "One"},
                    "prices": [{"currency_code": "nok", "amount": amount}],
                }
            ],
        )["product"]
        return str(found["variants"][0]["id"])


def _data(answer: httpx2.Response) -> Any:
    assert answer.is_success, f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}"
    return answer.json()
