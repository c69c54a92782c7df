"""One connection to Shopify's Admin API."""

from collections.abc import Mapping
from typing import TypeVar

from kiosk.commerce import graphql
from kiosk.commerce.link import SHOP_READ_S, HttpLink

Data = TypeVar("Data")


class ShopifyClient:
    """`version` is one of Shopify's quarters, as "2026-10"."""

    def __init__(self, url: str, access_token: str, version: str) -> None:
        self._link = HttpLink(url, {"X-Shopify-Access-Token": access_token}, read_s=SHOP_READ_S)
        self._path = f"/admin/api/{version}/graphql.json"

    async def aclose(self) -> None:
        await self._link.__aexit__(None, None, None)

    async def ask(self, shape: type[Data], query: str, variables: Mapping[str, object]) -> Data:
        """The data of one answer. Raises what `graphql.read` raises."""
        body = graphql.variables_of(query, variables)
        return graphql.read(shape, await self._link.exchange("POST", self._path, body=body))
