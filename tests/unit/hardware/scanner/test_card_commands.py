from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.scanner.card_commands import MAX_MESSAGE_BYTES, CardSilentError, read_ndef, read_uid
from hardware.scanner.simulated.card import SimulatedCard

UID = bytes.fromhex("04A1B2C3D4E5F6")


@pytest.mark.parametrize("uid", ["04A1B2C3D4E5F6", "C0FFEE01", "04A1B2C3D4E5F6A7B8C9"])
def test_the_number_is_told_in_hex(uid: str) -> None:
    assert read_uid(SimulatedCard(bytes.fromhex(uid)).answer) == uid.encode()


def test_a_number_that_is_drawn_anew_each_time_is_none() -> None:
    assert read_uid(SimulatedCard(bytes.fromhex("08A1B2C3")).answer) == b""
    assert read_uid(SimulatedCard(bytes.fromhex("08A1B2C3D4E5F6")).answer) == b"08A1B2C3D4E5F6"


def test_a_card_that_knows_no_such_command() -> None:
    with pytest.raises(CardSilentError):
        read_uid(lambda _: b"\x6a\x81")
    with pytest.raises(CardSilentError):
        read_ndef(SimulatedCard(UID).answer)


@pytest.mark.parametrize("tag", [2, 4])
@pytest.mark.parametrize("size", [1, 13, 254, 255, 300, 512 + 40])
def test_a_message_comes_whole(tag: int, size: int) -> None:
    message = bytes(at % 251 for at in range(size))
    assert read_ndef(SimulatedCard(UID, message, tag).answer) == message  # type: ignore[arg-type]


@pytest.mark.parametrize("tag", [2, 4])
def test_a_message_that_is_too_long_is_not_read_to_its_end(tag: int) -> None:
    card, asked = SimulatedCard(UID, bytes(MAX_MESSAGE_BYTES + 1), tag), []  # type: ignore[arg-type]

    def transmit(command: bytes) -> bytes:
        asked.append(command)
        return card.answer(command)

    with pytest.raises(CardSilentError):
        read_ndef(transmit)
    assert len(asked) < 45


@given(st.lists(st.binary(max_size=20), max_size=80))
def test_whatever_a_card_answers_it_is_asked_a_bounded_number_of_times(answers: list[bytes]) -> None:
    left = iter(answers)
    asked = 0

    def transmit(_: bytes) -> bytes:
        nonlocal asked
        asked += 1
        return next(left, b"\x01" * 16) + b"\x90\x00"

    with suppress(CardSilentError):
        assert len(read_ndef(transmit)) <= MAX_MESSAGE_BYTES
    assert asked < MAX_MESSAGE_BYTES + 10
