"""identity.toml: what it may hold, and what is said about the rest."""

from pathlib import Path

import pytest

from kiosk.backend.identity.settings import IdentityFile, read_identity_file
from kiosk.errors import ConfigError

GOOD = 'issuer = "https://login.example.com"\nclient_id = "kiosk"\n'


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "identity.toml"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_what_is_not_said_is_what_every_provider_has(tmp_path: Path) -> None:
    assert read_identity_file(written(tmp_path, GOOD)) == IdentityFile("https://login.example.com", "kiosk")
    full = GOOD + 'client_secret = "shh"\nclaim = "https://example.com/employee"\nscope = "openid email"\n'
    found = read_identity_file(written(tmp_path, full))
    assert (found.claim, found.scope) == ("https://example.com/employee", "openid email")
    assert "shh" not in repr(found)


@pytest.mark.parametrize(
    ("text", "where", "problem"),
    [
        ('client_id = "kiosk"', "identity.toml", "issuer"),
        (GOOD.replace("https", "http"), "identity.toml: issuer", "has to be https"),
        (GOOD.replace("https://login", "https://[login"), "identity.toml: issuer", "has to be https"),
        (GOOD + 'scope = "email"', "identity.toml: scope", "has to hold openid"),
        (GOOD + "claim = 4", "identity.toml: claim", "Expected `str`"),
        (GOOD + 'secret = "shh"', "identity.toml", "unknown field `secret`"),
        (GOOD + "client_secret = shh", "identity.toml", "cannot be read, or is not TOML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, where: str, problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_identity_file(written(tmp_path, text))
    assert caught.value.where.endswith(where)
    assert problem in str(caught.value)
    assert "shh" not in str(caught.value)


def test_http_is_for_this_machine(tmp_path: Path) -> None:
    local = GOOD.replace("https://login.example.com", "http://127.0.0.1:8080")
    assert read_identity_file(written(tmp_path, local)).issuer == "http://127.0.0.1:8080"


def test_others_must_not_read_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="chmod 600"):
        read_identity_file(written(tmp_path, GOOD, 0o644))
    with pytest.raises(ConfigError, match="cannot be read"):
        read_identity_file(tmp_path / "missing.toml")
