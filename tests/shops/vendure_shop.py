"""A real Vendure, and what its customers and staff do in tests."""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpx2

from tests.shops.hooks import Hooks
from tests.shops.programs import Server

SENTRUM, NORD, HOME = "locker-sentrum", "locker-nord", "home"
CARD, RESERVED, ACCOUNT = "card", "reserved", "on-account"
_numbers = itertools.count(1)


@dataclass
class VendureShop:
    """`admin_url` is what an adapter is configured with."""

    base: str
    hooks: Hooks
    server: Server
    staff: httpx2.Client = field(init=False)

    def __post_init__(self) -> None:
        self.staff = httpx2.Client(timeout=20, verify=False)
        answer = self.staff.post(
            self.admin_url, json={"query": 'mutation{login(username:"superadmin",password:"superadmin"){__typename}}'}
        )
        self.staff.headers["Authorization"] = f"Bearer {answer.headers['vendure-auth-token']}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.staff.close()

    @property
    def admin_url(self) -> str:
        return f"{self.base}/admin-api"

    def admin(self, query: str, **variables: Any) -> Any:
        return _data(self.staff.post(self.admin_url, json={"query": query, "variables": variables}))

    def methods(self) -> Mapping[str, str]:
        """Ids of shipping methods by code."""
        found = self.admin("{shippingMethods{items{id code}}}")["shippingMethods"]["items"]
        return {each["code"]: each["id"] for each in found}

    def variant(self, sku: str) -> str:
        found = self.admin(f'{{productVariants(options:{{filter:{{sku:{{eq:"{sku}"}}}}}}){{items{{id}}}}}}')
        return str(found["productVariants"]["items"][0]["id"])

    def order(self, *lines: tuple[str, int], to: str = SENTRUM, pay: str = CARD, code: str = "") -> str:
        """A guest's order of the web shop; staff give it its code. The id."""
        guest = httpx2.Client(timeout=20, verify=False)

        def shop(query: str, **variables: Any) -> Any:
            answer = guest.post(f"{self.base}/shop-api", json={"query": query, "variables": variables})
            if token := answer.headers.get("vendure-auth-token"):
                guest.headers["Authorization"] = f"Bearer {token}"
            return _data(answer)

        for sku, quantity in lines:
            shop(
                "mutation($v:ID!,$n:Int!){addItemToOrder(productVariantId:$v,quantity:$n){__typename}}",
                v=self.variant(sku),
                n=quantity,
            )
        email = f"kari{next(_numbers)}@example.com"
        shop(
            'mutation($e:String!){setCustomerForOrder(input:{firstName:"Kari",lastName:"Berg",emailAddress:$e})'
            "{__typename}}",
            e=email,
        )
        shop('mutation{setOrderShippingAddress(input:{streetLine1:"Storgata 1",countryCode:"NO"}){__typename}}')
        shop("mutation($m:[ID!]!){setOrderShippingMethod(shippingMethodId:$m){__typename}}", m=[self.methods()[to]])
        shop('mutation{transitionOrderToState(state:"ArrangingPayment"){__typename}}')
        paid = shop(
            "mutation($m:String!){addPaymentToOrder(input:{method:$m,metadata:{}}){__typename ... on Order{id state}"
            " ... on ErrorResult{message}}}",
            m=pay,
        )["addPaymentToOrder"]
        assert paid["__typename"] == "Order", paid
        if code:
            self.name(paid["id"], code)
        guest.close()
        return str(paid["id"])

    def name(self, order: str, code: str) -> None:
        self.admin(
            "mutation($id:ID!,$c:String!){setOrderCustomFields(input:{id:$id,customFields:{pickupCode:$c}}){id}}",
            id=order,
            c=code,
        )

    def lines(self, order: str) -> dict[str, str]:
        """Ids of lines by article number."""
        found = self.admin("query($id:ID!){order(id:$id){lines{id productVariant{sku}}}}", id=order)["order"]
        return {line["productVariant"]["sku"]: line["id"] for line in found["lines"]}

    def cancel(self, order: str) -> None:
        answer = self.admin(
            "mutation($id:ID!){cancelOrder(input:{orderId:$id}){__typename ... on ErrorResult{message}}}", id=order
        )
        assert answer["cancelOrder"]["__typename"] == "Order", answer

    def refund_all(self, order: str) -> None:
        found = self.admin("query($id:ID!){order(id:$id){totalWithTax payments{id}}}", id=order)["order"]
        answer = self.admin(
            "mutation($input:RefundOrderInput!){refundOrder(input:$input){__typename}}",
            input={
                "amount": found["totalWithTax"],
                "shipping": 0,
                "adjustment": 0,
                "paymentId": found["payments"][0]["id"],
            },
        )
        assert answer["refundOrder"]["__typename"] == "Refund", answer

    def state(self, order: str) -> dict[str, Any]:
        found: dict[str, Any] = self.admin(
            "query($id:ID!){order(id:$id){state fulfillments{id state method trackingCode}"
            " payments{method metadata refunds{total reason}} lines{quantity}"
            " history(options:{sort:{createdAt:ASC}}){items{type data}}}}",
            id=order,
        )["order"]
        return found

    def customer(self, group: str = "") -> str:
        found = self.admin(
            'mutation($e:String!){createCustomer(input:{firstName:"Ola",lastName:"Lie",emailAddress:$e})'
            "{... on Customer{id}}}",
            e=f"ola{next(_numbers)}@example.com",
        )["createCustomer"]
        if group:
            self.admin(
                "mutation($g:ID!,$c:[ID!]!){addCustomersToGroup(customerGroupId:$g,customerIds:$c){id}}",
                g=group,
                c=[found["id"]],
            )
        return str(found["id"])

    def group_with_rebate(self, percent: int) -> str:
        """A customer group whose members pay that much less."""
        name = f"Builders {next(_numbers)}"
        group = self.admin("mutation($n:String!){createCustomerGroup(input:{name:$n}){id}}", n=name)[
            "createCustomerGroup"
        ]["id"]
        promotion = self.admin(
            "mutation($input:CreatePromotionInput!){createPromotion(input:$input){__typename}}",
            input={
                "enabled": True,
                "translations": [{"languageCode": "en", "name": name}],
                "conditions": [{"code": "customer_group", "arguments": [{"name": "customerGroupId", "value": group}]}],
                "actions": [
                    {"code": "order_percentage_discount", "arguments": [{"name": "discount", "value": str(percent)}]}
                ],
            },
        )
        assert promotion["createPromotion"]["__typename"] == "Promotion", promotion
        return str(group)

    def user(self, *permissions: str) -> tuple[str, str]:
        """A user of the admin API with these rights and no others: name and password."""
        number = next(_numbers)
        role = self.admin(
            "mutation($c:String!,$p:[Permission!]!){createRole(input:{code:$c,description:$c,permissions:$p}){id}}",
            c=f"openluke{number}",
            p=list(permissions),
        )["createRole"]["id"]
        name, password = f"openluke{number}@example.com", f"correct horse {number}"
        self.admin(
            'mutation($e:String!,$p:String!,$r:[ID!]!){createAdministrator(input:{firstName:"Open",lastName:"Luke",'
            "emailAddress:$e,password:$p,roleIds:$r}){id}}",
            e=name,
            p=password,
            r=[role],
        )
        return name, password

    def api_key(self, *permissions: str) -> str:
        number = next(_numbers)
        role = self.admin(
            "mutation($c:String!,$p:[Permission!]!){createRole(input:{code:$c,description:$c,permissions:$p}){id}}",
            c=f"key{number}",
            p=list(permissions),
        )["createRole"]["id"]
        created = self.admin(
            'mutation($r:[ID!]!){createApiKey(input:{translations:[{languageCode:en,name:"OpenLuke"}],roleIds:$r})'
            "{apiKey}}",
            r=[role],
        )
        return str(created["createApiKey"]["apiKey"])


def _data(answer: httpx2.Response) -> Any:
    found = answer.json()
    assert "errors" not in found, re.sub(r"\s+", " ", str(found["errors"]))[:600]
    return found["data"]
