import pytest

from locker_driver.protocols.echo import EchoStrip

SENT = bytes.fromhex("8A 01 01 11 9B")


@pytest.mark.parametrize("cut", range(11))
def test_one_echo_is_taken_off_wherever_it_is_split(cut: int) -> None:
    line = SENT + SENT
    strip = EchoStrip(SENT)
    assert strip.feed(line[:cut]) + strip.feed(line[cut:]) == SENT


def test_a_damaged_echo_is_passed_on_whole() -> None:
    strip = EchoStrip(SENT)
    assert strip.feed(SENT[:3]) == b""
    assert strip.feed(b"\x99\x9b") == SENT[:3] + b"\x99\x9b"
    assert strip.feed(SENT) == SENT


def test_a_begun_echo_comes_out_at_the_end() -> None:
    strip = EchoStrip(SENT)
    strip.feed(SENT[:2])
    assert strip.end() == SENT[:2]
    assert strip.end() == b""


def test_without_a_request_nothing_is_taken() -> None:
    assert EchoStrip(b"").feed(SENT) == SENT
