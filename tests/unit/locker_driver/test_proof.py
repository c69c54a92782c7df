import json
from dataclasses import replace
from pathlib import Path

import pytest

from locker_driver import BankConfig, BusConfig, Channel, ConfigError, Dialect8a, MqttConfig
from locker_driver.config import LineConfig
from locker_driver.families import Family
from locker_driver.proof import DoorProof, Evidence, Proof, armed_doors, fingerprint
from locker_driver.proof_file import load_proof, save_proof

BUS = BusConfig("main", "/dev/ttyUSB0", (1, 2))
MQTT = MqttConfig("annex", "mqtts://broker", "shelly", ("a", "b"), username="kiosk")
CONFIG = BankConfig((BUS,), {1: Channel("main", 1, 1), 2: Channel("main", 1, 2), 25: Channel("annex", 1, 1)}, (MQTT,))


def proof_of(config: BankConfig, number: int) -> DoorProof:
    closed, opened = Evidence(True, ("80 01 01 11 91",)), Evidence(False, ("80 01 01 00 80",))
    return DoorProof(fingerprint(config, number), closed, opened, closed, "Kari Nordmann", "2026-11-22T17:00:00Z")


PROVEN = Proof({number: proof_of(CONFIG, number) for number in CONFIG.channels})


def with_line(line: LineConfig, place: Channel | None = None) -> BankConfig:
    channels = dict(CONFIG.channels) | ({1: place} if place else {})
    if isinstance(line, BusConfig):
        channels = {number: replace(at, bus=line.name) if number < 25 else at for number, at in channels.items()}
        return BankConfig((line,), channels, (MQTT,))
    return BankConfig((BUS,), channels, (line,))


def test_a_door_is_armed_by_its_own_proof_only() -> None:
    assert armed_doors(PROVEN, CONFIG) == {1, 2, 25}
    assert armed_doors(PROVEN.without(2), CONFIG) == {1, 25}
    assert armed_doors(Proof(), CONFIG) == frozenset()
    assert armed_doors(Proof().having(2, proof_of(CONFIG, 1)), CONFIG) == frozenset()


@pytest.mark.parametrize(
    "changed",
    [
        replace(BUS, name="other"),
        replace(BUS, ways=16),
        replace(BUS, polarity="open_when_shorted"),
        replace(BUS, echo="strip"),
        replace(BUS, dialect=Dialect8a(unlock_parameter=0x33)),
        replace(BUS, dialect=Dialect8a(msb_group_first=False)),
        replace(BUS, dialect=Dialect8a(reports="off")),
    ],
    ids=str,
)
def test_a_change_of_its_line_disarms_a_door(changed: BusConfig) -> None:
    assert armed_doors(PROVEN, with_line(changed)) == {25}


@pytest.mark.parametrize("family", ["wkly", "dc"])
def test_another_family_disarms_a_door(family: Family) -> None:
    assert armed_doors(PROVEN, with_line(BusConfig("main", "/dev/ttyUSB0", (1, 2), family))) == {25}


@pytest.mark.parametrize(
    "place",
    [
        Channel("main", 2, 1),
        Channel("main", 1, 3),
        Channel("main", 1, 1, sensor_channel=9),
        Channel("main", 1, 1, sensor_board=2),
        Channel("annex", 2, 1),
    ],
    ids=str,
)
def test_a_change_of_its_wiring_disarms_that_door_alone(place: Channel) -> None:
    assert armed_doors(PROVEN, with_line(BUS, place)) == {2, 25}


@pytest.mark.parametrize(
    "changed",
    [
        replace(MQTT, name="other"),
        replace(MQTT, dialect="openluke"),
        replace(MQTT, modules=("b", "a")),
        replace(MQTT, ways=2),
        replace(MQTT, polarity="open_when_shorted"),
    ],
    ids=str,
)
def test_a_change_of_its_broker_disarms_a_door(changed: MqttConfig) -> None:
    channels = {**CONFIG.channels, 25: Channel(changed.name, 1, 1)}
    assert armed_doors(PROVEN, BankConfig((BUS,), channels, (changed,))) == {1, 2}


@pytest.mark.parametrize("modules", [("c", "b"), ("a", "c")])
def test_another_module_for_lock_or_contact_disarms_a_door(modules: tuple[str, ...]) -> None:
    place = {1: Channel("annex", 1, 1, 2, 1)}
    before = BankConfig((), place, (MQTT,))
    after = BankConfig((), place, (replace(MQTT, modules=modules),))
    proof = Proof({1: proof_of(before, 1)})
    assert armed_doors(proof, before) == {1}
    assert armed_doors(proof, after) == frozenset()


def test_what_leads_no_pulse_astray_disarms_nothing() -> None:
    assert armed_doors(PROVEN, with_line(replace(BUS, port="/dev/ttyUSB1", poll_ms=200))) == {1, 2, 25}


@pytest.mark.parametrize("field", ["before", "opened", "after"])
def test_readings_that_are_not_closed_open_closed_prove_nothing(field: str) -> None:
    whole = proof_of(CONFIG, 1)
    broken = replace(whole, **{field: Evidence(not getattr(whole, field).closed)})
    assert armed_doors(PROVEN.having(1, broken), CONFIG) == {2, 25}


def test_a_proof_survives_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "proof.json"
    assert load_proof(path) == Proof()
    save_proof(Proof(), path)
    save_proof(PROVEN, path)
    assert load_proof(path) == PROVEN
    assert [file.name for file in tmp_path.iterdir()] == ["proof.json"]


def _saved() -> dict[str, object]:
    return {"format": "openluke-proof", "version": 1, "doors": {}}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        json.dumps({}).encode(),
        json.dumps(_saved() | {"format": "another"}).encode(),
        json.dumps(_saved() | {"version": 2}).encode(),
        json.dumps(_saved() | {"more": 1}).encode(),
        json.dumps(_saved() | {"doors": {"one": {}}}).encode(),
        json.dumps(_saved() | {"doors": {"1": {"by": "Kari"}}}).encode(),
    ],
)
def test_a_damaged_or_foreign_file_is_an_error_that_names_it(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "proof.json"
    path.write_bytes(data)
    with pytest.raises(ConfigError, match="is not a proof of commissioning") as caught:
        load_proof(path)
    assert caught.value.where == str(path)


def test_a_proof_cut_short_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "proof.json"
    save_proof(PROVEN, path)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(ConfigError, match="is not a proof"):
        load_proof(path)


def test_a_folder_that_cannot_be_written_is_said_and_keeps_the_old_proof(tmp_path: Path) -> None:
    path = tmp_path / "proof.json"
    save_proof(PROVEN, path)
    (tmp_path / ".proof.json.new").mkdir()
    with pytest.raises(ConfigError, match="cannot be written"):
        save_proof(Proof(), path)
    assert load_proof(path) == PROVEN
