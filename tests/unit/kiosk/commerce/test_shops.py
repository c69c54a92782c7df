"""shop.toml and its keys: one clear line that names the field, and never a key."""

from pathlib import Path

import pytest

from kiosk.commerce.shop import Capability
from kiosk.commerce.shops import load_shop
from kiosk.errors import ConfigError

SECRET = "sk_very_secret_4711"
VENDURE = 'kind = "vendure"\nurl = "https://shop.example/admin-api"\nsite = "locker-sentrum"\n'
MEDUSA = 'kind = "medusa"\nurl = "https://shop.example"\nsite = "sloc_1"\n'
WOO = 'kind = "woocommerce"\nurl = "https://shop.example"\nsite = "local_pickup:3"\n'
SHOPIFY = 'kind = "shopify"\nurl = "https://my-shop.myshopify.com"\nsite = "61234567"\n'
KEYS = {"OPENLUKE_SHOP_API_KEY": SECRET}
MORE_KEYS = KEYS | {f"OPENLUKE_SHOP_{name}": SECRET for name in ("CONSUMER_KEY", "CONSUMER_SECRET", "ACCESS_TOKEN")}


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "shop.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("text", "name", "capabilities"),
    [
        (WOO, "woocommerce", {Capability.PARTIAL, Capability.RETURNS}),
        (SHOPIFY, "shopify", {Capability.PARTIAL}),
        (VENDURE, "vendure", {Capability.PARTIAL, Capability.RETURNS}),
        (VENDURE + 'returns = "none"\n', "vendure", {Capability.PARTIAL}),
        (
            VENDURE + "prices = true\npurchases = true\n",
            "vendure",
            {Capability.PARTIAL, Capability.RETURNS, Capability.PRICES, Capability.PURCHASES},
        ),
        (MEDUSA, "medusa", {Capability.PARTIAL, Capability.RETURNS}),
        (
            MEDUSA + 'region = "reg_1"\nprices = true\npurchases = true\nreturns = "receive"\n',
            "medusa",
            {Capability.PARTIAL, Capability.RETURNS, Capability.PRICES, Capability.PURCHASES},
        ),
    ],
)
def test_a_shop_is_what_its_file_says(tmp_path: Path, text: str, name: str, capabilities: set[Capability]) -> None:
    shop = load_shop(written(tmp_path, text), MORE_KEYS)
    assert (shop.name, shop.capabilities) == (name, capabilities)


def test_keys_come_from_a_file_that_nobody_else_can_read(tmp_path: Path) -> None:
    keys = tmp_path / "shop-keys.toml"
    keys.write_text(f'api_key = "{SECRET}"\nwebhook_secret = "whsec_{"QUJD" * 10}"\n')
    path = written(tmp_path, VENDURE + 'keys = "shop-keys.toml"\n')
    keys.chmod(0o640)
    with pytest.raises(ConfigError, match="chmod 600"):
        load_shop(path, {})
    keys.chmod(0o600)
    assert Capability.WEBHOOKS in load_shop(path, {}).capabilities


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "kind"),
        ('kind = "magento"\n', "shop.toml: kind"),
        (VENDURE + "pirces = true\n", "pirces"),
        (VENDURE + 'returns = "maybe"\n', "shop.toml: returns"),
        (VENDURE + 'code_field = "a b"\n', "shop.toml: code_field"),
        (VENDURE.replace("https", "http"), "shop.toml: url"),
        (VENDURE.replace("https://", "https://me:secret@"), "shop.toml: url"),
        (VENDURE.replace("https://shop", "ftp://shop"), "shop.toml: url"),
        (VENDURE.replace('site = "locker-sentrum"\n', ""), "site"),
        (VENDURE + "on_account = []\npurchases = true\n", "shop.toml: on_account"),
        (VENDURE + 'keys = "nowhere.toml"\n', "nowhere.toml"),
        (MEDUSA + "prices = true\n", "shop.toml: region"),
        (MEDUSA + 'region = "reg_1"\npurchases = true\n', "shop.toml: prices"),
        (WOO, "environment: consumer_key"),
        (WOO.replace(":3", ""), "shop.toml: site"),
        (SHOPIFY, "environment: access_token"),
        (SHOPIFY.replace("61234567", "gid://shopify/Location/1"), "shop.toml: site"),
        (SHOPIFY + 'version = "latest"\n', "shop.toml: version"),
        ("kind = vendure", "shop.toml"),
    ],
)
def test_what_does_not_fit_is_one_line_that_names_the_field(tmp_path: Path, text: str, where: str) -> None:
    with pytest.raises(ConfigError) as error:
        load_shop(written(tmp_path, text), KEYS)
    assert where in str(error.value)
    assert "\n" not in str(error.value)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("environment", "where"),
    [
        ({}, "environment: user"),
        ({"OPENLUKE_SHOP_USER": "openluke"}, "environment: password"),
        (KEYS | {"OPENLUKE_SHOP_USER": "openluke"}, "environment: user"),
        ({"OPENLUKE_SHOP_API_KEY": "with a space"}, "environment: api_key"),
        (KEYS | {"OPENLUKE_SHOP_WEBHOOK_SECRET": "whsec_c2hvcnQ="}, "environment: webhook_secret"),
        (KEYS | {"OPENLUKE_SHOP_WEBHOOK_SECRET": "no base64!"}, "environment: webhook_secret"),
    ],
)
def test_missing_and_impossible_keys_are_named(tmp_path: Path, environment: dict[str, str], where: str) -> None:
    with pytest.raises(ConfigError) as error:
        load_shop(written(tmp_path, VENDURE), environment)
    assert str(error.value).startswith(where)


def test_no_key_is_quoted_from_a_broken_file(tmp_path: Path) -> None:
    keys = tmp_path / "shop-keys.toml"
    path = written(tmp_path, VENDURE + 'keys = "shop-keys.toml"\n')
    for text in (f'api_key = "{SECRET}', f"api_key = {SECRET}", f'api_key = ["{SECRET}"]', f'api_kee = "{SECRET}"'):
        keys.write_text(text)
        keys.chmod(0o600)
        with pytest.raises(ConfigError) as error:
            load_shop(path, {})
        assert SECRET not in str(error.value)
        assert "shop-keys.toml" in str(error.value)


def test_http_is_for_this_machine_only(tmp_path: Path) -> None:
    load_shop(written(tmp_path, VENDURE.replace("https://shop.example", "http://127.0.0.1:3000")), KEYS)
