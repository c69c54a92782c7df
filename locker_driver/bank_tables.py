"""The tables of a bank file as they stand in it. What each means and may be is checked in `locker_driver.config`.

The descriptions and ranges here are for editors: they become the JSON Schema (`python -m locker_driver schema`).
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from locker_driver.config import Echo, MqttDialect
from locker_driver.families import Family, Polarity


def _about(text: str, low: float | None = None, high: float | None = None) -> Meta:
    """A description, and limits that only the schema knows: config.py checks them with better words."""
    limits = {"minimum": low, "maximum": high}
    return Meta(description=text, extra_json_schema={key: value for key, value in limits.items() if value is not None})


DoorTable = Annotated[
    dict[str, Annotated[str, Meta(extra_json_schema={"pattern": r"^\d+:\d+(-\d+)?$"})]],
    Meta(
        description='A door or range of doors = board:channel, as in {"1-13" = "1:1-13", "14-19" = "1:19-14"}',
        extra_json_schema={"propertyNames": {"pattern": r"^\d+(-\d+)?$"}},
    ),
]


class SupplyTable(Struct, frozen=True, forbid_unknown_fields=True):
    """A power supply that locks share."""

    name: str
    ampere: Annotated[float, _about("What it gives to locks, after its other loads", 0, 1000)]


class LockTable(Struct, frozen=True, forbid_unknown_fields=True):
    """The locks on one line."""

    pulse_ms: Annotated[int, _about("How long the board energises one; 0: as usual in the family", 0, 10_000)] = 0
    min_off_ms: Annotated[int, _about("Rest of one solenoid after its pulse", 0, 4000)] = 2000
    ampere: Annotated[float, _about("What one lock draws", 0, 100)] = 2.4
    supply: Annotated[str, _about("The name of its supply; without one: a single lock of the bank at a time")] = ""
    jam_after_s: Annotated[float, _about("Still closed so long after the pulse: jammed", 0, 30)] = 1.2
    held_open_s: Annotated[float, _about("A door open for so long is reported once; 0: never", 0, 86_400)] = 60.0


class BusTable(Struct, frozen=True, forbid_unknown_fields=True):
    """One line to boards of one family."""

    name: str
    port: Annotated[str, _about("Device path, usb:VID:PID[:SERIAL], socket://, tcp:// or rfc2217://HOST:PORT, sim:")]
    boards: Annotated[tuple[int, ...], _about("Addresses, as set on the boards")]
    doors: DoorTable
    family: Family = "8a"
    baud: Annotated[int, _about("0: as usual in the family", 0, 115_200)] = 0
    ways: Annotated[int, _about("Locks of each board; 0: as usual in the family", 0, 50)] = 0
    polarity: Annotated[Polarity | Literal[""], _about("What a shorted contact means; measure it")] = ""
    dialect: Annotated[dict[str, str | int | bool], _about("What boards of the family may differ in")] = {}
    echo: Annotated[Echo, _about("strip: the adapter returns what we send")] = "off"
    rs485: Annotated[Literal["adapter", "kernel"], _about("Who switches the direction of the line")] = "adapter"
    poll_ms: Annotated[int, _about("How often a board at rest is asked", 50, 60_000)] = 500
    lock: LockTable = LockTable()
    sensors: Annotated[DoorTable, _about("Contacts that are wired elsewhere than their lock")] = {}


class MqttTable(Struct, frozen=True, forbid_unknown_fields=True):
    """One broker and the door modules of one dialect behind it. File names are relative to the bank file."""

    name: str
    url: Annotated[str, _about("mqtts://HOST[:PORT], or mqtt:// with allow_plaintext")]
    dialect: MqttDialect
    modules: Annotated[tuple[str, ...], _about("Topic prefixes; board 1 is the first")]
    doors: DoorTable
    ways: Annotated[int, _about("Locks of each module", 1, 64)] = 1
    username: str = ""
    password_file: Annotated[str, _about("A file that holds nothing else, readable by the kiosk alone")] = ""
    ca_file: Annotated[str, _about("Trusted certificates; without it the system's")] = ""
    cert_file: Annotated[str, _about("Our own certificate")] = ""
    key_file: Annotated[str, _about("Its key")] = ""
    allow_anonymous: Annotated[bool, _about("The broker lets everybody in: who may publish may open doors")] = False
    allow_plaintext: Annotated[bool, _about("Speak without encryption")] = False
    polarity: Annotated[Polarity, _about("What a contact that reads on means")] = "closed_when_shorted"
    lock: LockTable = LockTable()
    sensors: Annotated[DoorTable, _about("Contacts that are wired elsewhere than their lock")] = {}


class BankTables(Struct, frozen=True, forbid_unknown_fields=True):
    """A bank of locker doors: which boards drive them, and which door is on which channel."""

    supplies: tuple[SupplyTable, ...] = ()
    buses: tuple[BusTable, ...] = ()
    mqtt: tuple[MqttTable, ...] = ()
