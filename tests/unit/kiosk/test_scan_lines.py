import json

import pytest

from kiosk.messages import ADVICE
from kiosk.scan_lines import CameraSeen, CodeRead, JsonLines, TextLines, printable

READ = CodeRead(b"PK1:A", "qr", 0.3141, 1.26, 142.2, 3.468, 0.481, 0.52)


@pytest.fixture
def said() -> list[str]:
    return []


def test_a_code_in_words(said: list[str]) -> None:
    TextLines(said.append).code(READ)
    assert said == ["code    qr, 0.31 s, decoded in 1.3 ms, 142 px, 3.5 px/module, at 48 % 52 %: PK1:A"]


def test_what_is_not_known_is_left_out(said: list[str]) -> None:
    TextLines(said.append).code(CodeRead(b"7038010000012", "ean13", 0.05, 9))
    assert said == ["code    ean13, 0.05 s, decoded in 9.0 ms: 7038010000012"]


def test_a_code_as_json(said: list[str]) -> None:
    JsonLines(said.append).code(READ)
    assert json.loads(said[0]) == {
        "event": "code",
        "symbology": "qr",
        "to_read_s": 0.314,
        "decode_ms": 1.26,
        "side_px": 142.2,
        "module_px": 3.468,
        "x": 0.481,
        "y": 0.52,
        "text": "PK1:A",
        "hex": "504b313a41",
    }


HOSTILE = [b"\x1b[2J\x07", "a\u202eb".encode(), "\x9b31m".encode(), b"\xff\xfe\x00", b"two\nlines"]


@pytest.mark.parametrize("payload", HOSTILE)
def test_a_code_cannot_command_the_terminal(payload: bytes, said: list[str]) -> None:
    TextLines(said.append).code(CodeRead(payload, "qr", 0, 0))
    JsonLines(said.append).code(CodeRead(payload, "qr", 0, 0))
    assert all(line.isprintable() for line in said)
    assert bytes.fromhex(json.loads(said[1])["hex"]) == payload


def test_letters_of_our_languages_stay_as_they_are() -> None:
    assert printable("Blåbærsyltetøy ŋ".encode()) == "Blåbærsyltetøy ŋ"


def test_the_camera_in_words_and_as_json(said: list[str]) -> None:
    seen = CameraSeen("ok", "", 1280, 720, 14.96, 1.44, "closer")
    TextLines(said.append).camera(seen)
    TextLines(said.append).camera(CameraSeen("missing", "/dev/video7: no such device", 0, 0, 0, 0))
    JsonLines(said.append).camera(seen)
    assert said[:2] == [
        "camera  ok, 1280x720, 15.0 fps, 1.4 ms a frame, a code is too small to be read",
        "camera  missing, /dev/video7: no such device",
    ]
    told = json.loads(said[2])
    assert (told["event"], told["state"], told["fps"], told["advice"]) == ("camera", "ok", 14.96, "closer")


@pytest.mark.parametrize("advice", ADVICE)
def test_every_advice_has_its_words(advice: str, said: list[str]) -> None:
    TextLines(said.append).camera(CameraSeen("ok", "", 1280, 720, 15, 1, advice))
    assert said[0].endswith("1.0 ms a frame") is (advice == "")
