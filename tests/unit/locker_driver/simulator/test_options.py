import json
from pathlib import Path

import pytest

from locker_driver.simulator.board import BoardFault
from locker_driver.simulator.installation import Place
from locker_driver.simulator.options import OptionError, Options, read_options
from locker_driver.simulator.wall import DoorFault


def options(*more: str) -> Options:
    return read_options(["--link", "tty", "--control", "control", *more])


def test_doors_are_numbered_through_all_boards() -> None:
    places = options("--boards", "2", "--ways", "8").places
    assert places[1] == Place(1, 1)
    assert places[16] == Place(2, 8)
    assert len(places) == 16


def test_a_map_as_text_or_file(tmp_path: Path) -> None:
    expected = {14: Place(1, 19), 15: Place(1, 18)}
    assert options("--map", "14=1:19,15=1:18").places == expected
    file = tmp_path / "map.json"
    file.write_text(json.dumps({"14": {"board": 1, "channel": 19}, "15": {"board": 1, "channel": 18}}))
    assert options("--map-json", str(file)).places == expected


def test_figures_become_settings() -> None:
    read = options("--baud", "19200", "--pulse-ms", "150", "--think-ms", "5", "--close-after", "1.5")
    assert read.settings.char_s == 10 / 19200
    assert (read.settings.pulse_s, read.settings.think_s, read.close_after_s) == (0.15, 0.005, 1.5)
    assert not options("--polarity", "open_when_shorted").settings.closed_when_shorted


def test_faults_from_the_start() -> None:
    read = options("--fault", "door:3=jam", "--fault", "board:1=silent")
    assert read.door_faults == {3: DoorFault.JAM}
    assert read.board_faults == {1: BoardFault.SILENT}


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        (("--ways", "51"), "--ways: 51 is not between 2 and 50"),
        (("--boards", "0"), "--boards: 0"),
        (("--baud", "1"), "--baud: 1"),
        (("--pulse-ms", "0"), "--pulse-ms: 0"),
        (("--close-after", "-1"), "--close-after"),
        (("--map", "1=1"), "--map: '1=1' is not of the form"),
        (("--map", "1=2:1"), "map: door 1: there is no channel 2:1"),
        (("--map", "1=1:25"), "map: door 1: there is no channel 1:25"),
        (("--map", "1=1:1,2=1:1"), "map: two doors are on one channel"),
        (("--map", "1=1:1", "--map-json", "x"), "exclude each other"),
        (("--map-json", "there-is-no-such-file"), "there-is-no-such-file"),
        (("--fault", "door:3=rust"), "'rust' is none of none, jam"),
        (("--fault", "jam"), "not of the form"),
        (("--fault", "door:99=jam"), "there is no door 99"),
        (("--fault", "board:2=silent"), "there is no board 2"),
    ],
)
def test_a_bad_option_is_named(more: tuple[str, ...], problem: str) -> None:
    with pytest.raises((OptionError, OSError)) as caught:
        options(*more)
    assert problem in str(caught.value)


def test_a_map_file_with_a_hole_is_named(tmp_path: Path) -> None:
    file = tmp_path / "map.json"
    file.write_text('{"14": {"board": 1}}')
    with pytest.raises(OptionError, match=r"--map-json: .*map\.json: .*channel"):
        options("--map-json", str(file))
