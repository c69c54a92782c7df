from dataclasses import replace

import pytest

from locker_driver import BankConfig, BusConfig, Channel, ConfigError, DialectModbus, LockConfig

BUS = BusConfig("main", "/dev/ttyUSB0", (1, 2))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("port", ""),
        ("family", "9b"),
        ("boards", ()),
        ("boards", (1, 1)),
        ("boards", (0,)),
        ("boards", (100,)),
        ("baud", 300),
        ("ways", 51),
        ("ways", -1),
        ("polarity", "normal"),
        ("echo", "auto"),
        ("poll_ms", 5),
    ],
)
def test_a_bad_setting_is_named(field: str, value: object) -> None:
    with pytest.raises(ConfigError, match=f"^bus main: {field}: ") as caught:
        replace(BUS, **{field: value})
    assert caught.value.where == f"bus main: {field}"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pulse_ms", 5),
        ("min_off_ms", -1),
        ("ampere", 0.0),
        ("jam_after_s", 0.0),
        ("held_open_s", 1.0),
    ],
)
def test_a_bad_setting_of_the_locks_is_named(field: str, value: object) -> None:
    with pytest.raises(ConfigError, match=f"^lock.{field}: "):
        replace(BUS.lock, **{field: value})


def test_two_doors_on_one_channel_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"door 8: channel: bus main, board 1, channel 3 is already door 7"):
        BankConfig((BUS,), {7: Channel("main", 1, 3), 8: Channel("main", 1, 3)})


@pytest.mark.parametrize(
    ("number", "channel", "where"),
    [
        (1, Channel("other", 1, 1), "door 1: bus"),
        (1, Channel("main", 3, 1), "door 1: board"),
        (1, Channel("main", 1, 0), "door 1: channel"),
        (1, Channel("main", 1, 25), "door 1: channel"),
        (0, Channel("main", 1, 1), "door 0"),
    ],
)
def test_a_door_must_be_wired_to_something_that_exists(number: int, channel: Channel, where: str) -> None:
    with pytest.raises(ConfigError) as caught:
        BankConfig((BUS,), {number: channel})
    assert caught.value.where == where


def test_two_buses_need_two_names_and_two_ports() -> None:
    with pytest.raises(ConfigError, match="same name"):
        BankConfig((BUS, replace(BUS, port="/dev/ttyUSB1")), {})
    with pytest.raises(ConfigError, match="same port"):
        BankConfig((BUS, replace(BUS, name="other")), {})


def test_a_pulse_that_nobody_named_is_the_usual_one() -> None:
    assert replace(BUS, lock=LockConfig()).lock.pulse_ms == 300
    assert BusConfig("m", "p", (1,), "modbus-relay").lock.pulse_ms == 500
    assert BusConfig("m", "p", (1,), "modbus-relay", dialect=DialectModbus(pulse="momentary")).lock.pulse_ms == 1000
    assert BusConfig("m", "p", (1,), "kerong-cu48", lock=LockConfig(pulse_ms=900)).lock.pulse_ms == 900


def test_bytes_take_their_time_but_not_in_modbus_tcp() -> None:
    assert BUS.char_s == pytest.approx(10 / 9600)
    assert BusConfig("m", "p", (1,), "modbus-relay", dialect=DialectModbus(framing="tcp")).char_s == 0
