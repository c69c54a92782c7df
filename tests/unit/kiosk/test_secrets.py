import base64
from pathlib import Path

import pytest

from kiosk.errors import ConfigError
from kiosk.secrets import load_secrets

DEMO = Path("config/profiles/demo-secrets.toml")
KEY = base64.b64encode(bytes(32)).decode()


def test_the_demo_file_is_complete_and_says_what_it_is() -> None:
    secrets = load_secrets(DEMO)
    assert secrets.issuer is not None
    assert secrets.admin is not None
    assert secrets.issuer.key_id in secrets.public_keys
    assert "PUBLIC DEMO KEYS" in DEMO.read_text().splitlines()[0]


def test_a_kiosk_needs_no_issuer(tmp_path: Path) -> None:
    path = tmp_path / "secrets.toml"
    path.write_text(f'site.key = "{KEY}"\nkiosk.bearer_key = "{"k" * 24}"\npublic_keys.7 = "{KEY}"\n')
    secrets = load_secrets(path)
    assert (secrets.site.key, secrets.public_keys, secrets.issuer) == (bytes(32), {7: bytes(32)}, None)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (("[site]\nkey =", "[site]\nother ="), "site"),
        (("[issuer]\n", "[issuer]\nextra = 1\n"), "issuer"),
        (("key_id = 1", "key_id = 256"), "issuer.key_id"),
        (("key_id = 1", 'key_id = "1"'), "issuer.key_id"),
        (("[public_keys]\n1 = ", "[public_keys]\n1 = 5 #"), "public_keys[...]"),
        (('"public-demo-kiosk', '"ø-public-demo-kiosk'), "kiosk.bearer_key"),
        (('"public-demo-admin-key-guards-nothing"', '"short"'), "admin.key"),
    ],
)
def test_the_error_names_file_and_field_and_no_value(tmp_path: Path, change: tuple[str, str], where: str) -> None:
    path = tmp_path / "secrets.toml"
    text = DEMO.read_text().replace(*change)
    assert text != DEMO.read_text()
    path.write_text(text)
    with pytest.raises(ConfigError) as error:
        load_secrets(path)
    assert error.value.where == f"{path}: {where}"
    assert "guards-nothing" not in str(error.value)


def test_missing_and_broken_files(tmp_path: Path) -> None:
    path = tmp_path / "secrets.toml"
    with pytest.raises(ConfigError, match="No such file"):
        load_secrets(path)
    path.write_text('site.key = "do-not-print-me')
    with pytest.raises(ConfigError) as error:
        load_secrets(path)
    assert "do-not-print-me" not in str(error.value)


def test_a_printed_secret_shows_nothing() -> None:
    assert repr(load_secrets(DEMO)) == "<Secrets>"
    assert repr(load_secrets(DEMO).kiosk) == "<KioskSecrets>"
