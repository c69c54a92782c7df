import pytest

from locker_driver.simulator.uart import Utterance, merged, misread

CHAR_S = 0.001


def utterance(data: bytes, begin_s: float) -> Utterance:
    return Utterance(None, data, begin_s, CHAR_S)


@pytest.mark.parametrize(
    ("byte", "heard"),
    [
        (0xFF, "fe"),  # the second half of the start bit is taken for bit 0
        (0x00, "00"),  # no stop bit: nothing more is heard until the wire is quiet
        (0x0F, "fe 80"),
        (0x55, "66 e6"),
        (0x80, "00"),
    ],
)
def test_a_receiver_at_twice_the_speed(byte: int, heard: str) -> None:
    assert misread(byte).hex(" ") == heard


def test_hardly_a_byte_survives_the_wrong_speed() -> None:
    assert [byte for byte in range(256) if misread(byte) == bytes((byte,))] == [0]


def test_any_zero_wins() -> None:
    begin_s = 5.0
    assert merged([utterance(b"\xf0", begin_s), utterance(b"\x3c", begin_s)], begin_s) == 0x30


def test_bytes_that_are_out_of_step_spoil_each_other() -> None:
    # Two bits late: the other one's start bit falls on bit 1, its bits 0 to 5 on bits 2 to 7.
    late = utterance(b"\xaa", 5.0 + 2 * CHAR_S / 10)
    assert merged([utterance(b"\xff", 5.0), late], 5.0) == 0b10101001


def test_a_speaker_who_is_done_says_one() -> None:
    done = utterance(b"\x00", 5.0 - CHAR_S / 2)
    # Half a byte late: its bits are 0 until its stop bit in the middle of ours.
    assert merged([done, utterance(b"\xff", 5.0)], 5.0) == 0b11111000


@pytest.mark.parametrize(
    ("off_bits", "in_step"), [(0.0, True), (0.4, True), (0.6, False), (5, False), (10, True), (20, False)]
)
def test_in_step(off_bits: float, *, in_step: bool) -> None:
    speaker = utterance(b"\x01\x02", 5.0)
    assert speaker.in_step(5.0 + off_bits * CHAR_S / 10) is in_step
