"""What the commissioning walk proved, door by door, and which doors may therefore be opened. Pure; see proof_file.

A proof holds for the settings under which it was made: change one that could lead a pulse or a reading elsewhere, and
the door has to be walked again.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from locker_driver.config import BankConfig, MqttConfig

Fingerprint = Mapping[str, str | int | bool]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the contact of a door said three times in a row: `closed`, and the raw answers where there are any."""

    closed: bool
    frames: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DoorProof:
    """One door was closed, was pulsed, was seen open by a person and by its contact, and was closed again.

    `by`: who walked it. `at`: UTC, ISO 8601.
    """

    fingerprint: Fingerprint
    before: Evidence
    opened: Evidence
    after: Evidence
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Proof:
    """All that is proven of a bank, by door number."""

    doors: Mapping[int, DoorProof] = field(default_factory=dict)

    def having(self, number: int, proof: DoorProof) -> "Proof":
        return Proof({**self.doors, number: proof})

    def without(self, number: int) -> "Proof":
        return Proof({door: proof for door, proof in self.doors.items() if door != number})


def fingerprint(config: BankConfig, number: int) -> Fingerprint:
    """The settings that decide which lock a pulse for this door reaches, and what its contact means.

    The port is not among them: the same boards behind a new adapter are still wired as they were. The name of the bus
    is, so that a door that moves to another line has to be walked.
    """
    place = config.channels[number]
    line = next(line for line in config.lines if line.name == place.bus)
    sensor_board, sensor_channel = place.contact
    common: dict[str, str | int | bool] = {
        "bus": line.name,
        "ways": line.ways,
        "polarity": line.polarity,
        "board": place.board,
        "channel": place.channel,
        "sensor_board": sensor_board,
        "sensor_channel": sensor_channel,
    }
    if isinstance(line, MqttConfig):
        module, sensor = line.modules[place.board - 1], line.modules[sensor_board - 1]
        return common | {"family": f"mqtt-{line.dialect}", "module": module, "sensor_module": sensor}
    assert line.dialect is not None
    dialect = {f"dialect.{name}": value for name, value in asdict(line.dialect).items()}
    return common | {"family": line.family, "echo": line.echo} | dialect


def armed_doors(proof: Proof, config: BankConfig) -> frozenset[int]:
    """The doors of the bank whose proof is whole and was made under the settings of now."""
    return frozenset(number for number in config.channels if _holds(proof.doors.get(number), config, number))


def _holds(proof: DoorProof | None, config: BankConfig, number: int) -> bool:
    if proof is None:
        return False
    whole = (proof.before.closed, proof.opened.closed, proof.after.closed) == (True, False, True)
    return whole and proof.fingerprint == fingerprint(config, number)
