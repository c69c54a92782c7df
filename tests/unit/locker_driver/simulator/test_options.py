import json
from math import inf
from pathlib import Path

import pytest

from locker_driver.dialects import Dialect8a, DialectKerongIr, DialectModbus
from locker_driver.simulator.installation import Place
from locker_driver.simulator.options import OptionError, Options, read_options


def options(*more: str) -> Options:
    return read_options(["--link", "tty", "--control", "control", *more])


def test_what_is_left_out_is_usual_in_the_family() -> None:
    settings = options().settings
    assert (settings.ways, settings.pulse_s, settings.char_s) == (24, 0.3, 10 / 9600)
    assert settings.closed_when_shorted
    settings = options("--family", "winnsen").settings
    assert (settings.ways, settings.pulse_s, settings.closed_when_shorted) == (16, 0.5, False)
    assert settings.supply_ampere == inf
    settings = options("--family", "modbus-relay", "--dialect", "pulse=momentary").settings
    assert settings.pulse_s == 1.0


def test_doors_are_numbered_through_all_boards() -> None:
    places = options("--boards", "2", "--ways", "8").places
    assert places[1] == Place(1, 1)
    assert places[16] == Place(2, 8)
    assert len(places) == 16


@pytest.mark.parametrize(
    ("family", "text", "boards"),
    [
        ("8a", "3", (1, 2, 3)),
        ("kerong-cu48", "2", (0, 1)),
        ("8a", "4,7-9,2", (4, 7, 8, 9, 2)),
        ("wkly", "31-31", (31,)),
    ],
)
def test_boards_are_a_number_of_them_or_a_list(family: str, text: str, boards: tuple[int, ...]) -> None:
    read = options("--family", family, "--boards", text)
    assert read.boards == boards
    assert {place.board for place in read.places.values()} == set(boards)


def test_a_map_as_text_or_file(tmp_path: Path) -> None:
    expected = {14: Place(1, 19), 15: Place(1, 18)}
    assert options("--map", "14=1:19,15=1:18").places == expected
    assert options("--map", "14-15=1:19-18").places == expected
    file = tmp_path / "map.json"
    file.write_text(json.dumps({"14": {"board": 1, "channel": 19}, "15": {"board": 1, "channel": 18}}))
    assert options("--map-json", str(file)).places == expected


def test_contacts_on_another_board() -> None:
    places = options("--boards", "2", "--map", "1-2=1:1-2", "--sensors", "2=2:5").places
    assert places == {1: Place(1, 1), 2: Place(1, 2, 2, 5)}


def test_figures_become_settings() -> None:
    read = options("--baud", "19200", "--pulse-ms", "150", "--think-ms", "5", "--close-after", "1.5")
    assert read.settings.char_s == 10 / 19200
    assert (read.settings.pulse_s, read.settings.think_s, read.close_after_s) == (0.15, 0.005, 1.5)
    assert not options("--polarity", "open_when_shorted").settings.closed_when_shorted
    read = options("--lock-ampere", "1.2", "--supply-ampere", "3", "--reports")
    assert (read.settings.lock_ampere, read.settings.supply_ampere, read.settings.reports) == (1.2, 3.0, True)


def test_dialects() -> None:
    read = options("--dialect", "unlock_parameter=0x33", "--dialect", "msb_group_first=no", "--dialect", "reports=81")
    assert read.settings.dialect == Dialect8a(0x33, "81", msb_group_first=False)
    read = options("--family", "kerong-cu48b", "--parcel-sensors")
    assert read.settings.dialect == DialectKerongIr(parcel_sensors=True)
    modbus = ("--family", "modbus-relay", "--dialect", "framing=tcp")
    assert read_options(["--tcp", "0", *modbus]).settings.dialect == DialectModbus(framing="tcp")


def test_a_tcp_port() -> None:
    assert read_options(["--tcp", "4001"]).tcp == ("127.0.0.1", 4001)
    assert read_options(["--tcp", "0.0.0.0:4001"]).tcp == ("0.0.0.0", 4001)
    assert options().tcp is None


def test_faults_from_the_start() -> None:
    read = options("--fault", "door:3=jam", "--fault", "board 1 silent 2", "--fault", "line echo")
    assert read.faults == [
        {"do": "fault", "door": 3, "fault": "jam"},
        {"do": "fault", "board": 1, "fault": "silent", "count": 2},
        {"do": "fault", "line": True, "fault": "echo"},
    ]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        (("--ways", "51"), "--ways: 51 is not between 1 and 50"),
        (("--family", "dc", "--ways", "25"), "--ways: 25 is not between 1 and 24"),
        (("--boards", "0"), "--boards: 0"),
        (("--family", "kerong-cu16", "--boards", "11"), "--boards: 11 is not between 1 and 10"),
        (("--boards", "0-2"), "--boards: addresses of this family are 1 to 99"),
        (("--boards", "9-7"), "--boards: addresses"),
        (("--boards", "1,1"), "--boards: an address is listed twice"),
        (("--boards", "1,x"), "--boards: 'x'"),
        (("--baud", "1"), "--baud: 1"),
        (("--pulse-ms", "10001"), "--pulse-ms: 10001"),
        (("--think-ms", "nan"), "--think-ms: nan"),
        (("--supply-ampere", "-1"), "--supply-ampere: -1"),
        (("--close-after", "-1"), "--close-after"),
        (("--map", "1=1"), "--map: '1' is not BOARD:CHANNEL"),
        (("--map", "1"), "--map: '1' is not of the form"),
        (("--map", "1=2:1"), "map: door 1: there is no channel 2:1"),
        (("--map", "1=1:25"), "map: door 1: there is no channel 1:25"),
        (("--map", "1=1:1,2=1:1"), "map: two doors are on one channel"),
        (("--map", "1-2=1:1-2,2=1:3"), "--map: door 2 is there twice"),
        (("--map", "1=1:1", "--map-json", "x"), "exclude each other"),
        (("--map-json", "there-is-no-such-file"), "there-is-no-such-file"),
        (("--sensors", "1=1:1"), "--sensors needs --map"),
        (("--map", "1=1:1", "--sensors", "2=1:1"), "--sensors: there is no door 2"),
        (("--map", "1-2=1:1-2", "--sensors", "1=1:2"), "map: the contacts of two doors are on one channel"),
        (("--map", "1=1:1", "--sensors", "1=1:99"), "map: door 1: there is no channel 1:99"),
        (("--fault", "jam"), "--fault: 'jam' is not of the form"),
        (("--fault", "door x jam"), "--fault: 'x' is no whole number"),
        (("--dialect", "colour=red"), "--dialect: 'colour' is none of unlock_parameter, reports, msb_group_first"),
        (("--dialect", "unlock_parameter=0x12"), "--dialect: dialect.unlock_parameter"),
        (("--dialect", "unlock_parameter=x"), "--dialect: 'unlock_parameter=x': a number is expected"),
        (("--dialect", "msb_group_first=maybe"), "true or false is expected"),
        (("--dialect", "reports=83"), "--dialect: "),
        (("--family", "dc", "--dialect", "x=1"), "--dialect: 'x' is none of this family"),
        (("--family", "modbus-relay", "--dialect", "framing=tcp"), "framing=tcp needs --tcp"),
        (("--parcel-sensors",), "--parcel-sensors: 8a boards have none"),
        (("--tcp", "4001"), "--link and --tcp exclude each other"),
    ],
)
def test_a_bad_option_is_named(more: tuple[str, ...], problem: str) -> None:
    with pytest.raises((OptionError, OSError)) as caught:
        options(*more)
    assert problem in str(caught.value)


@pytest.mark.parametrize("text", ["x", "65536", "host:", ""])
def test_a_bad_tcp_port_is_named(text: str) -> None:
    with pytest.raises(OptionError, match="--tcp: "):
        read_options(["--tcp", text])


def test_a_map_file_with_a_hole_is_named(tmp_path: Path) -> None:
    file = tmp_path / "map.json"
    file.write_text('{"14": {"board": 1}}')
    with pytest.raises(OptionError, match=r"--map-json: .*map\.json: .*channel"):
        options("--map-json", str(file))
