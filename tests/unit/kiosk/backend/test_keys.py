import base64
import shutil
import stat
from pathlib import Path

import pytest

from kiosk.adapters.signatures import SignatureVerifier
from kiosk.backend.issuer import Issuer
from kiosk.backend.keys import main
from kiosk.domain.token import Token, parse
from kiosk.secrets import IssuerSecrets, Secrets, load_secrets


@pytest.fixture
def file(tmp_path: Path) -> Path:
    copied = tmp_path / "secrets.toml"
    shutil.copy("config/profiles/demo-secrets.toml", copied)
    copied.chmod(0o640)
    return copied


def change(file: Path, *words: str) -> Secrets:
    assert main(["--secrets", str(file), *words]) == 0
    return load_secrets(file)


def code(key: IssuerSecrets | None) -> bytes:
    assert key is not None
    token = Token(key.key_id, 4, "K7QF2M9X", 0, 2**32 - 1, bytes(8))
    return Issuer(key.key_id, key.private_seed).issue(token).encode()


def opens(kiosk: Secrets, text: bytes) -> bool:
    """As the kiosk with these public keys sees it."""
    signed = parse(text)
    assert signed is not None
    return SignatureVerifier(kiosk.public_keys).verify(signed)


def test_codes_of_both_keys_open_until_the_old_one_is_dropped(file: Path) -> None:
    before = load_secrets(file)
    assert before.issuer is not None
    old = code(before.issuer)
    made = change(file, "new")
    assert made.issuer == before.issuer, "kiosks do not have the new one yet"
    assert opens(made, old)
    now = change(file, "switch")
    assert (now.issuer, now.next_issuer) == (made.next_issuer, None)
    new = code(now.issuer)
    assert (opens(now, old), opens(now, new)) == (True, True)
    assert not opens(before, new), "a kiosk that was not told"
    after = change(file, "drop", str(before.issuer.key_id))
    assert (opens(after, old), opens(after, new)) == (False, True)


def test_all_else_in_the_file_stays(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, made = load_secrets(file), change(file, "new")
    assert made.next_issuer is not None
    for name in ("site", "kiosk", "issuer", "command_keys", "command_issuer", "admin"):
        assert getattr(made, name) == getattr(before, name)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [path.name for path in file.parent.iterdir()] == ["secrets.toml"]
    told = capsys.readouterr().out
    key_id = made.next_issuer.key_id
    assert f'{key_id} = "{base64.b64encode(made.public_keys[key_id]).decode()}"' in told
    assert base64.b64encode(made.next_issuer.private_seed).decode() not in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["switch"], "next_issuer: missing"),
        (["drop", "1"], "key 1 is in use"),
        (["drop", "9"], "has no key 9"),
    ],
)
def test_no_key_is_lost_by_a_slip(file: Path, words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = file.read_bytes()
    assert main(["--secrets", str(file), *words]) == 2
    assert told in capsys.readouterr().err
    assert file.read_bytes() == before


def test_a_second_new_key_before_the_switch_is_refused(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(file, "new")
    assert main(["--secrets", str(file), "new"]) == 2
    assert "next_issuer: is there already" in capsys.readouterr().err
