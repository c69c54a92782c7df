from collections.abc import Callable
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk import __main__ as cli
from kiosk import point as module
from kiosk.adapters import reader, scanners
from kiosk.backend import __main__ as backend
from kiosk.messages import CORE_SOCKET
from kiosk.point import PointOptions, board_control, children, free_port, has_display, prepare
from kiosk.settings import CONFIG_DIR, Profile, load_profile
from kiosk.supervisor import Child
from locker_driver.bank_file import load_bank
from locker_driver.simulator import options as simulator
from ui import __main__ as ui

DEMO = load_profile("demo")


def changed(profile: Profile, table: str, **values: Any) -> Profile:
    """The profile with fields of one table replaced."""
    part = msgspec.structs.replace(getattr(profile.file, table), **values)
    return replace(profile, file=msgspec.structs.replace(profile.file, **{table: part}))


@pytest.fixture
def options(tmp_path: Path) -> PointOptions:
    return PointOptions(DEMO, tmp_path / "run", tmp_path / "data", "stage:", backend_port=4711)


def by_name(options: PointOptions) -> dict[str, Child]:
    return {child.name: child for child in children(options)}


def arguments(child: Child) -> list[str]:
    """What stands behind `python -P -m module`."""
    assert list(child.argv[1:3]) == ["-P", "-m"]
    return list(child.argv[4:])


def test_the_processes_of_a_demo(options: PointOptions) -> None:
    assert [child.name for child in children(options)] == ["bus-main", "core", "backend", "reader", "ui"]
    assert not any(child.ends_all for child in children(options))


PARSERS: dict[str, Callable[[list[str]], Any]] = {
    "bus-main": simulator._parser().parse_args,
    "core": cli._parser().parse_args,
    "backend": backend._options,
    "reader": reader._arguments,
    "ui": ui.parse,
}


@pytest.mark.parametrize("name", PARSERS)
def test_every_process_understands_what_it_is_given(options: PointOptions, name: str, tmp_path: Path) -> None:
    full = replace(
        options,
        closes_after_s=1.5,
        activity=tmp_path / "activity.sock",
        window_size="540x960",
        grab=tmp_path,
        puppet=tmp_path / "puppet.sock",
    )
    for made in (options, full):
        PARSERS[name](arguments(by_name(made)[name]))


def test_no_secret_stands_on_a_command_line(options: PointOptions) -> None:
    said = " ".join(" ".join(child.argv) + str(child.env) for child in children(options))
    assert DEMO.secrets.kiosk.bearer_key not in said
    assert DEMO.secrets.admin is not None
    assert DEMO.secrets.admin.key not in said


def test_the_password_of_a_camera_stands_on_no_command_line(options: PointOptions) -> None:
    made = by_name(replace(options, camera="rtsp://door:s3cret@cam/live"))
    assert not any("s3cret" in " ".join(child.argv) for child in made.values())
    assert made["reader"].env == {"OPENLUKE_CAMERA": "rtsp://door:s3cret@cam/live"}
    assert not any(child.env.get("OPENLUKE_CAMERA") for name, child in made.items() if name != "reader")


def test_the_reader_has_a_folder_of_its_own(options: PointOptions) -> None:
    made = reader._arguments(arguments(by_name(options)["reader"]))
    assert made.scratch == options.data / "reader"
    assert made.scratch != options.data


def test_the_reader_switches_the_light_of_the_profile(options: PointOptions) -> None:
    assert reader._arguments(arguments(by_name(options)["reader"])).light == ""
    lit = replace(options, profile=changed(DEMO, "camera", light="sysfs:/sys/class/leds/flood"))
    assert reader._arguments(arguments(by_name(lit)["reader"])).light == "sysfs:/sys/class/leds/flood"


def test_every_process_is_told_to_die_with_its_parent(options: PointOptions) -> None:
    assert all("--die-with-parent" in child.argv for child in children(options))


def test_core_reader_and_ui_meet_at_one_socket(options: PointOptions) -> None:
    core = cli._parser().parse_args(arguments(by_name(options)["core"]))
    socket = str(core.runtime / CORE_SOCKET)
    assert f"--socket={socket}" in by_name(options)["reader"].argv
    assert f"--socket={socket}" in by_name(options)["ui"].argv
    assert core.data == options.data
    assert core.profile == str(DEMO.path)


def test_core_and_backend_meet_at_one_port(options: PointOptions) -> None:
    assert "--backend=http://127.0.0.1:4711" in by_name(options)["core"].argv
    assert "--listen=127.0.0.1:4711" in by_name(options)["backend"].argv
    assert "--seed=demo" in by_name(options)["backend"].argv


def test_an_empty_backend_is_not_seeded(options: PointOptions) -> None:
    unseeded = replace(options, profile=changed(DEMO, "backend", seed=""))
    assert not any("--seed" in part for part in by_name(unseeded)["backend"].argv)


def test_a_backend_elsewhere_is_not_started(options: PointOptions) -> None:
    away = replace(options, profile=changed(DEMO, "backend", kind="http", url="https://pickup.example.no"))
    assert "backend" not in by_name(away)
    assert "--backend=https://pickup.example.no" in by_name(away)["core"].argv


def test_scanners_have_a_process_where_there_are_any(options: PointOptions) -> None:
    urls = ("serial:/dev/serial/by-id/usb-X?suffix=cr", "pcsc:")
    made = replace(options, profile=changed(DEMO, "scanners", urls=urls))
    child = by_name(made)["scanners"]
    understood = scanners._arguments(arguments(child))
    assert tuple(understood.scanner) == urls
    assert understood.socket == options.runtime / CORE_SOCKET
    assert understood.die_with_parent
    assert child.watchdog_s


def test_only_simulated_buses_get_boards(options: PointOptions) -> None:
    [bus] = options.wiring.buses
    buses = (replace(bus, port="/dev/ttyUSB0"), replace(bus, name="b", boards=(1, 3)))
    options.__dict__["wiring"] = replace(options.wiring, buses=buses)
    names = by_name(options)
    assert "bus-main" not in names
    assert "--boards=1-1,3-3" in names["bus-b"].argv


@pytest.mark.parametrize("bank", ["modbus-waveshare", "kerong-cu48b", "winnsen", "wkly", "dc", "two-buses-one-supply"])
def test_boards_of_every_family_are_simulated_as_the_bank_file_says(options: PointOptions, bank: str) -> None:
    wiring = load_bank(CONFIG_DIR / "banks" / f"{bank}.toml")
    options.__dict__["wiring"] = replace(
        wiring, buses=tuple(replace(bus, port=f"sim:{bus.name}") for bus in wiring.buses)
    )
    for bus in options.wiring.buses:
        made = simulator.read_options(arguments(by_name(options)[f"bus-{bus.name}"]))
        assert (made.settings.family, made.settings.dialect, made.boards) == (bus.family, bus.dialect, bus.boards)
        assert (made.settings.ways, made.settings.lock_ampere) == (bus.ways, bus.lock.ampere)
        assert made.settings.pulse_s == bus.lock.pulse_s
        assert made.settings.closed_when_shorted == (bus.polarity == "closed_when_shorted")
        doors = {number: place for number, place in wiring.channels.items() if place.bus == bus.name}
        assert {number: (place.board, place.channel) for number, place in made.places.items()} == {
            number: (place.board, place.channel) for number, place in doors.items()
        }
        supplies = {supply.name: supply.ampere for supply in wiring.supplies}
        assert made.settings.supply_ampere == supplies.get(bus.lock.supply, inf)


def test_contacts_elsewhere_are_simulated_elsewhere(options: PointOptions) -> None:
    place = replace(options.wiring.channels[3], sensor_board=1, sensor_channel=4)
    other = replace(options.wiring.channels[4], sensor_board=1, sensor_channel=3)
    options.__dict__["wiring"] = replace(options.wiring, channels={**options.wiring.channels, 3: place, 4: other})
    assert "--sensors=3=1:4,4=1:3" in by_name(options)["bus-main"].argv


def test_simulated_doors_are_named_by_compartment(options: PointOptions) -> None:
    argv = by_name(options)["bus-main"].argv
    [places] = [part.removeprefix("--map=").split(",") for part in argv if part.startswith("--map=")]
    assert len(places) == 24
    assert "14=1:19" in places
    assert f"--control={board_control(options.runtime, 'main')}" in argv
    assert f"--link={options.runtime / 'bus-main'}" in argv


def test_the_stage_camera_has_its_place_in_the_runtime_folder(options: PointOptions) -> None:
    assert options.camera_url == f"stage:{options.runtime / 'stage'}"
    assert replace(options, camera="v4l2:/dev/video0").camera_url == "v4l2:/dev/video0"


def test_without_a_window_it_draws_off_screen(options: PointOptions) -> None:
    assert by_name(options)["ui"].env == {}
    env = by_name(replace(options, window=False))["ui"].env
    assert env == {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}


def test_folders_are_made_and_the_sockets_are_private(options: PointOptions) -> None:
    prepare(options)
    prepare(options)
    assert options.runtime.stat().st_mode & 0o777 == 0o700
    assert (options.runtime / module.STAGE_DIR).is_dir()
    assert options.data.is_dir()


def test_a_free_port_is_a_port() -> None:
    assert 0 < free_port() < 65536


@pytest.mark.parametrize(
    ("env", "seen"),
    [({}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "w"}, True), ({"DISPLAY": ""}, False)],
)
def test_where_a_window_could_be_seen(env: dict[str, str], seen: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert has_display() == seen
