"""Which adapter is meant."""

import pytest

from locker_driver.errors import LinkError
from locker_driver.transport.adapters import Adapter, equals, find
from locker_driver.transport.address import UsbMatch

CH340 = Adapter("/dev/ttyUSB0", 0x1A86, 0x7523, None, "1-1.1")
OTHER_CH340 = Adapter("/dev/ttyUSB1", 0x1A86, 0x7523, None, "1-1.2")
FTDI = Adapter("/dev/ttyUSB2", 0x403, 0x6001, "A50285BI", "1-2")
OTHER_FTDI = Adapter("/dev/ttyUSB3", 0x403, 0x6001, "B60396CJ", "1-3")
# One piece of hardware with two ports.
CP2105 = (
    Adapter("/dev/ttyUSB4", 0x10C4, 0xEA70, "0001", "1-4:1.0"),
    Adapter("/dev/ttyUSB5", 0x10C4, 0xEA70, "0001", "1-4:1.1"),
)
ALL = (CH340, OTHER_CH340, FTDI, OTHER_FTDI, *CP2105)


@pytest.mark.parametrize(
    ("match", "adapter"),
    [
        (UsbMatch(0x1A86, 0x7523, None, "1-1.2"), OTHER_CH340),
        (UsbMatch(0x403, 0x6001, "A50285BI"), FTDI),
        (UsbMatch(0x403, 0x6001, "B60396CJ", "1-3"), OTHER_FTDI),
        (UsbMatch(0x10C4, 0xEA70, "0001", "1-4:1.1"), CP2105[1]),
    ],
)
def test_the_one_that_matches(match: UsbMatch, adapter: Adapter) -> None:
    assert find(match, ALL) == adapter


@pytest.mark.parametrize(
    "match",
    [
        UsbMatch(0x1A86, 0x7523, "A50285BI"),
        UsbMatch(0x1A86, 0x7523, None, "1-2"),
        UsbMatch(0x403, 0x6001, "A50285BI", "1-3"),
        UsbMatch(0x403, 0x6002),
    ],
)
def test_if_none_matches_the_error_says_what_there_is(match: UsbMatch) -> None:
    with pytest.raises(LinkError, match=r"no such .* /dev/ttyUSB2 \(usb:0403:6001:A50285BI@1-2\)"):
        find(match, ALL)


def test_nothing_is_plugged_in() -> None:
    with pytest.raises(LinkError, match="plugged in: none"):
        find(UsbMatch(0x403, 0x6002), ())


def test_if_several_match_the_error_lists_them_and_only_them() -> None:
    with pytest.raises(LinkError, match="several") as caught:
        find(UsbMatch(0x1A86, 0x7523), ALL)
    assert "/dev/ttyUSB0 (usb:1a86:7523@1-1.1), /dev/ttyUSB1 (usb:1a86:7523@1-1.2)" in str(caught.value)
    assert "0403" not in str(caught.value)


def test_a_location_without_interface_means_all_of_them() -> None:
    with pytest.raises(LinkError, match="several"):
        find(UsbMatch(0x10C4, 0xEA70, None, "1-4"), ALL)


def test_equal_adapters_share_an_identity() -> None:
    assert equals(ALL, CH340) == [CH340, OTHER_CH340]
    clone = Adapter("/dev/ttyUSB6", 0x10C4, 0xEA70, "0001", "1-5:1.1")
    assert equals((*ALL, clone), CP2105[1]) == [CP2105[1], clone]


def test_what_has_its_own_serial_number_or_interface_does_not() -> None:
    assert equals(ALL, FTDI) == [FTDI]
    assert equals(ALL, CP2105[0]) == [CP2105[0]]


def test_several_ports_of_one_interface_are_one_piece_of_hardware() -> None:
    ports = [Adapter(f"/dev/ttyUSB{n}", 0x110A, 0x1450, "X", "1-1") for n in range(4)]
    assert equals(ports, ports[0]) == [ports[0]]
