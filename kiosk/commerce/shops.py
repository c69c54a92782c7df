"""The shop that `shop.toml` describes, with its keys."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import assert_never

from kiosk.commerce import webhook
from kiosk.commerce.medusa.adapter import Medusa
from kiosk.commerce.medusa.prices import MedusaPrices
from kiosk.commerce.medusa.returns import MedusaReturns
from kiosk.commerce.shop import Shop
from kiosk.commerce.shop_file import (
    Keys,
    MedusaFile,
    ShopifyFile,
    VendureFile,
    WooCommerceFile,
    read_shop_file,
)
from kiosk.commerce.shopify.adapter import Shopify
from kiosk.commerce.vendure.adapter import Vendure
from kiosk.commerce.vendure.prices import VendurePrices
from kiosk.commerce.vendure.purchases import VendurePurchases
from kiosk.commerce.vendure.returns import VendureReturns
from kiosk.commerce.vendure.session import VendureKey
from kiosk.commerce.vendure.wire import VendureSite
from kiosk.commerce.woocommerce.adapter import WooCommerce
from kiosk.commerce.woocommerce.returns import WooReturns
from kiosk.commerce.woocommerce.wire import WooSite
from kiosk.errors import ConfigError


def load_shop(path: Path, environment: Mapping[str, str] = os.environ) -> Shop:
    """Reads the file and asks nobody yet. Raises ConfigError naming file and field, never the value of a key."""
    found, keys = read_shop_file(path, environment)
    where = str(path.parent / found.keys) if found.keys else "environment"
    match found:
        case VendureFile():
            return _vendure(path, found, keys, where)
        case MedusaFile():
            return _medusa(path, found, keys, where)
        case WooCommerceFile():
            return _woocommerce(found, keys, where)
        case ShopifyFile():
            return _shopify(found, keys, where)
        case _:
            assert_never(found)


def _needed(where: str, **keys: str) -> None:
    for name, value in keys.items():
        if not value:
            raise ConfigError(f"{where}: {name}", "is missing")


def _standard_webhooks(where: str, keys: Keys) -> None:
    if keys.webhook_secret and not webhook.is_secret(keys.webhook_secret):
        raise ConfigError(f"{where}: webhook_secret", 'has to be "whsec_" and base64 of 24 bytes or more')


def _vendure(path: Path, found: VendureFile, keys: Keys, where: str) -> Vendure:
    if not keys.api_key:
        _needed(where, user=keys.user, password=keys.password)
    elif keys.user or keys.password:
        raise ConfigError(f"{where}: user", "either api_key, or user and password")
    _standard_webhooks(where, keys)
    if found.purchases and not found.on_account:
        raise ConfigError(f"{path}: on_account", "purchases need a payment method to be entered under")
    return Vendure(
        found.url,
        VendureKey(keys.api_key, keys.user, keys.password),
        VendureSite(found.site, found.channel, found.ready_state, frozenset(found.on_account)),
        code_field=found.code_field,
        webhook_secret=keys.webhook_secret,
        returns=None if found.returns == "none" else VendureReturns(refund=found.returns == "refund"),
        prices=VendurePrices() if found.prices else None,
        purchases=VendurePurchases(found.on_account[0]) if found.purchases else None,
    )


def _medusa(path: Path, found: MedusaFile, keys: Keys, where: str) -> Medusa:
    _needed(where, api_key=keys.api_key)
    _standard_webhooks(where, keys)
    if (found.prices or found.purchases) and not found.region:
        raise ConfigError(f"{path}: region", "prices and purchases need one")
    if found.purchases and not found.prices:
        raise ConfigError(f"{path}: prices", "purchases need prices")
    return Medusa(
        found.url,
        keys.api_key,
        found.site,
        webhook_secret=keys.webhook_secret,
        returns=None if found.returns == "none" else MedusaReturns(receive=found.returns == "receive"),
        prices=MedusaPrices(found.region) if found.prices else None,
        purchases=found.purchases,
    )


def _woocommerce(found: WooCommerceFile, keys: Keys, where: str) -> WooCommerce:
    _needed(where, consumer_key=keys.consumer_key, consumer_secret=keys.consumer_secret)
    return WooCommerce(
        found.url,
        keys.consumer_key,
        keys.consumer_secret,
        WooSite(found.site, found.code_field, frozenset(found.on_account)),
        ready_status=found.ready_status,
        webhook_secret=keys.webhook_secret,
        returns=None if found.returns == "none" else WooReturns(refund=found.returns == "refund"),
    )


def _shopify(found: ShopifyFile, keys: Keys, where: str) -> Shopify:
    _needed(where, access_token=keys.access_token)
    return Shopify(found.url, keys.access_token, found.site, version=found.version, webhook_secret=keys.webhook_secret)
