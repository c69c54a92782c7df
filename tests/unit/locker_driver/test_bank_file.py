import json
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import jsonschema_rs
import msgspec
import pytest

from locker_driver import BusConfig, Channel, ConfigError, Dialect8a, LockConfig, MqttConfig, Supply
from locker_driver.bank_file import MAX_BYTES, load_bank
from locker_driver.bank_schema import bank_schema, schema_text
from locker_driver.bank_tables import BusTable, LockTable, MqttTable, SupplyTable
from locker_driver.door_map import door_text, parse_doors
from locker_driver.families import FAMILIES

CONFIG = Path(__file__).parents[3] / "config"
EXAMPLES = sorted((CONFIG / "banks").glob("*.toml"))

BUS = """
[[buses]]
name = "main"
port = "sim:"
boards = [1, 2]
"""
BROKER = """
[[mqtt]]
name = "annex"
url = "mqtts://broker"
dialect = "shelly"
modules = ["a"]
username = "kiosk"
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return tmp_path / "x.toml"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_a_bank_and_fits_the_schema(path: Path) -> None:
    assert load_bank(path).channels
    text = path.read_text(encoding="utf-8")
    assert text.startswith("#:schema ../schema/bank.schema.json\n")
    jsonschema_rs.validator_for(bank_schema()).validate(tomllib.loads(text))


def test_every_field_arrives(bank: Path) -> None:
    bus: dict[str, object] = {
        "baud": 19200,
        "ways": 12,
        "polarity": "open_when_shorted",
        "echo": "strip",
        "rs485": "kernel",
        "poll_ms": 250,
    }
    broker: dict[str, object] = {
        "ways": 3,
        "ca_file": "/ca",
        "cert_file": "/cert",
        "key_file": "/key",
        "allow_anonymous": True,
        "allow_plaintext": True,
        "polarity": "open_when_shorted",
    }
    lock = {"pulse_ms": 400, "min_off_ms": 1, "ampere": 1.5, "jam_after_s": 2.0, "held_open_s": 9.0}
    tables = {"lock": lock, "doors": {}}
    text = BUS + _toml(bus | tables) + BROKER + _toml(broker | tables)
    bank.write_text(text, encoding="utf-8")
    config = load_bank(bank)
    assert {name: getattr(config.buses[0], name) for name in bus} == bus
    assert {name: getattr(config.mqtt[0], name) for name in broker} == broker
    assert config.buses[0].lock == config.mqtt[0].lock == LockConfig(**lock)


def _toml(table: dict[str, object]) -> str:
    def value(item: object) -> str:
        if isinstance(item, dict):
            return "{" + ", ".join(f"{name} = {value(inner)}" for name, inner in item.items()) + "}"
        return json.dumps(item)

    return "".join(f"{name} = {value(item)}\n" for name, item in table.items())


def test_the_bank_file_of_the_readme_works(bank: Path) -> None:
    readme = (CONFIG.parent / "locker_driver" / "README.md").read_text(encoding="utf-8")
    bank.write_text(readme.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    assert len(load_bank(bank).channels) == 31


def test_there_is_an_example_for_every_family_and_dialect() -> None:
    banks = [load_bank(path) for path in EXAMPLES]
    assert {bus.family for bank in banks for bus in bank.buses} == set(FAMILIES)
    assert {broker.dialect for bank in banks for broker in bank.mqtt} == {"shelly", "esphome", "tasmota", "openluke"}


def test_the_committed_schema_is_fresh() -> None:
    committed = json.loads((CONFIG / "schema" / "bank.schema.json").read_text(encoding="utf-8"))
    assert committed == json.loads(schema_text()), "python -m locker_driver schema > config/schema/bank.schema.json"


@pytest.mark.parametrize(
    "wrong",
    [
        {"family": "kerong-cu16", "boards": [10]},
        {"family": "winnsen", "ways": 17},
        {"dialect": {"pulse": "flash"}},
        {"family": "wkly", "dialect": {"pulse": "flash"}},
        {"doors": {"1": "1"}},
        {"doors": {"a": "1:1"}},
        {"poll_ms": 5},
        {"bauds": 9600},
    ],
)
def test_an_editor_is_told_what_is_wrong(wrong: dict[str, object]) -> None:
    bus = {"name": "main", "port": "sim:", "boards": [1], "doors": {"1": "1:1"}}
    validator = jsonschema_rs.validator_for(bank_schema())
    assert validator.is_valid({"buses": [bus]})
    assert not validator.is_valid({"buses": [bus | wrong]})


def test_a_bank_is_what_its_file_says(bank: Path) -> None:
    bank.write_text(
        '[[supplies]]\nname = "psu"\nampere = 3.0\n'
        + BUS
        + 'dialect = { unlock_parameter = 0x33 }\nlock = { pulse_ms = 400, supply = "psu" }\n'
        + 'doors = { "1-3" = "1:1-3", "10-8" = "2:4-6" }\nsensors = { "2" = "2:24" }\n'
        + BROKER
        + 'password_file = "secret"\ndoors = { "25" = "1:1" }\n',
        encoding="utf-8",
    )
    config = load_bank(bank)
    lock = LockConfig(pulse_ms=400, supply="psu")
    assert config.supplies == (Supply("psu", 3.0),)
    assert config.buses == (BusConfig("main", "sim:", (1, 2), dialect=Dialect8a(unlock_parameter=0x33), lock=lock),)
    assert config.mqtt == (
        MqttConfig(
            "annex", "mqtts://broker", "shelly", ("a",), username="kiosk", password_file=str(bank.parent / "secret")
        ),
    )
    assert config.channels == {
        1: Channel("main", 1, 1),
        2: Channel("main", 1, 2, 2, 24),
        3: Channel("main", 1, 3),
        10: Channel("main", 2, 4),
        9: Channel("main", 2, 5),
        8: Channel("main", 2, 6),
        25: Channel("annex", 1, 1),
    }


@pytest.mark.parametrize(
    ("text", "where", "problem"),
    [
        ("buses = 3", "buses", "Expected a list, got a whole number"),
        ("bus = []", "", "unknown field `bus`"),
        ("", "buses", "at least one"),
        (BUS, "buses[0]", "missing required field `doors`"),
        (BUS + "doors = {}\nbauds = 9600", "buses[0]", "unknown field `bauds`"),
        (BUS + 'doors = {}\nbaud = "9600"', "buses[0].baud", "Expected a whole number"),
        (BUS + "doors = {}\nbaud = 300", "buses[0].baud", "300 is not between"),
        (BUS + "doors = {}\nlock = { pulse_ms = 5 }", "buses[0].lock.pulse_ms", "5 is not between"),
        (BUS + 'doors = {}\nlock = { supply = "psu" }', "buses[0].lock.supply", "no supply 'psu'"),
        (BUS + "doors = {}\ndialect = { unlock_parameter = 1 }", "buses[0].dialect.unlock_parameter", "0x11 or 0x33"),
        (
            BUS + "doors = {}\ndialect = { unlock_parameter = 'a' }",
            "buses[0].dialect.unlock_parameter",
            "Expected a whole number",
        ),
        (BUS + "doors = {}\ndialect = { pulse = 'flash' }", "buses[0].dialect.pulse", "family 8a has unlock_parameter"),
        (BUS + "doors = {}\nfamily = 'wkly'\ndialect = { pulse = 'flash' }", "buses[0].dialect.pulse", "no dialects"),
        (BUS + "doors = {}\nfamily = '9b'", "buses[0].family", "'9b' is not known; known: 8a, kerong-cu16"),
        (BUS + 'doors = { "1" = "3:1" }', 'buses[0].doors."1"', "has no board 3"),
        (BUS + 'doors = { "1-2" = "1:24-25" }', 'buses[0].doors."1-2"', "25 is not between"),
        (BUS + 'doors = { "1-13" = "1:1-12" }', 'buses[0].doors."1-13"', "13 doors on 12 channels"),
        (BUS + 'doors = { "one" = "1:1" }', 'buses[0].doors."one"', "a number or a range"),
        (BUS + 'doors = { "1" = "1-1" }', 'buses[0].doors."1"', "is not BOARD:CHANNEL"),
        (BUS + 'doors = { "0-1" = "1:1-2" }', 'buses[0].doors."0-1"', "count from 1"),
        (BUS + 'doors = { "1" = 4 }', "buses[0].doors[...]", "Expected a text"),
        (BUS + 'doors = { "1-3" = "1:1-3", "3" = "2:1" }', 'buses[0].doors."3"', 'already in buses[0].doors."1-3"'),
        (BUS + 'doors = { "1" = "1:1", "2" = "1:1" }', 'buses[0].doors."2"', "is already door 1"),
        (BUS + 'doors = {}\nsensors = { "1" = "2:1" }', 'buses[0].sensors."1"', "door 1 is not in buses[0].doors"),
        (
            BUS + 'doors = { "1-2" = "1:1-2" }\nsensors = { "1" = "2:1", "1-2" = "2:2-3" }',
            'buses[0].sensors."1-2"',
            "door 1 has two sensors",
        ),
        (BUS + "doors = {}" + BUS + "doors = {}", "buses", "same name"),
        (BUS.replace("sim:", "ttyUSB0") + "doors = {}", "buses[0].port", "full path"),
        (BUS.replace("sim:", "") + "doors = {}", "buses[0].port", "must not be empty"),
        (BROKER.replace("mqtts", "mqtt") + "doors = {}", "mqtt[0].url", "not encrypted"),
        ('[[supplies]]\nname = "psu"\nampere = 0.0', "supplies[0].ampere", "0 is not between"),
    ],
)
def test_a_wrong_file_gets_one_error_with_table_and_field(bank: Path, text: str, where: str, problem: str) -> None:
    bank.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=re.escape(problem)) as caught:
        load_bank(bank)
    assert caught.value.where == (f"{bank}: {where}" if where else str(bank))


@pytest.mark.parametrize(
    ("data", "problem"),
    [(b"[[buses", "is not TOML"), (b"\xff", "is not TOML"), (b"#" * (MAX_BYTES + 1), "is longer")],
)
def test_what_is_no_toml_is_said(bank: Path, data: bytes, problem: str) -> None:
    bank.write_bytes(data)
    with pytest.raises(ConfigError, match=problem):
        load_bank(bank)


def test_a_missing_file_is_said(bank: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        load_bank(bank)


@pytest.mark.parametrize(
    ("table", "settings"),
    [(BusTable, BusConfig), (LockTable, LockConfig), (MqttTable, MqttConfig), (SupplyTable, Supply)],
)
def test_tables_and_settings_have_the_same_fields_and_defaults(table: type[msgspec.Struct], settings: type) -> None:
    of_table = {field.name: field for field in msgspec.structs.fields(table)}
    of_settings = {field.name: field for field in fields(settings)}
    assert of_table.keys() - {"doors", "sensors"} == of_settings.keys()
    for name in of_settings.keys() - {"lock", "dialect"}:
        default = of_table[name].default
        assert (default is msgspec.NODEFAULT) == (of_settings[name].default.__class__.__name__ == "_MISSING_TYPE")
        if default is not msgspec.NODEFAULT:
            assert default == of_settings[name].default


def test_the_limits_that_editors_are_told_are_those_of_the_settings() -> None:
    for name, (low, high) in {
        "pulse_ms": (0, 10_000),
        "min_off_ms": (0, 4000),
        "jam_after_s": (0, 30),
        "held_open_s": (0, 86_400),
        "ampere": (0, 100),
    }.items():
        about = bank_schema()["$defs"]["LockTable"]["properties"][name]
        assert (about["minimum"], about["maximum"]) == (low, high)
        LockConfig(**{name: high})
        for wrong in (low - 1, high + 1):
            with pytest.raises(ConfigError, match=name):
                LockConfig(**{name: wrong})


def test_doors_are_typed_as_ranges() -> None:
    assert parse_doors("3, 7-5") == (3, 7, 6, 5)
    assert door_text((3, 5, 6, 7)) == "3, 5-7"
    for wrong in ("", "a", "1-", "0", "1,,2", "99999"):
        with pytest.raises(ConfigError, match="doors"):
            parse_doors(wrong)
