"""The proof of a bank as a JSON file."""

import os
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from locker_driver.errors import ConfigError
from locker_driver.proof import DoorProof, Evidence, Proof

MAX_BYTES: Final = 10_000_000


class _Evidence(Struct, frozen=True, forbid_unknown_fields=True):
    closed: bool
    frames: tuple[str, ...]


class _Door(Struct, frozen=True, forbid_unknown_fields=True):
    fingerprint: dict[str, str | int | bool]
    before: _Evidence
    opened: _Evidence
    after: _Evidence
    by: str
    at: str


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    format: Literal["openluke-proof"]
    version: Annotated[int, Meta(ge=1, le=1)]
    doors: dict[int, _Door]


def load_proof(path: Path) -> Proof:
    """A file that is not there proves nothing. Raises ConfigError for a damaged or foreign one; whoever has to go on
    then treats every door as unproven.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError(str(path), "is too long for a proof")
        file = msgspec.json.decode(path.read_bytes(), type=_File)
    except FileNotFoundError:
        return Proof()
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ConfigError(str(path), f"is not a proof of commissioning: {error}") from error
    return Proof({number: _proof(door) for number, door in file.doors.items()})


def save_proof(proof: Proof, path: Path) -> None:
    """Whole or not at all, also when the power fails. Raises ConfigError naming the file."""
    doors = {number: _door(door) for number, door in sorted(proof.doors.items())}
    data = msgspec.json.format(msgspec.json.encode(_File("openluke-proof", 1, doors)))
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("wb") as file:
            file.write(data + b"\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise ConfigError(str(path), f"cannot be written: {error.strerror}") from error


def _sync_folder(folder: Path) -> None:
    """The new name, too, has to survive a loss of power."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _proof(door: _Door) -> DoorProof:
    before, opened, after = (Evidence(item.closed, item.frames) for item in (door.before, door.opened, door.after))
    return DoorProof(door.fingerprint, before, opened, after, door.by, door.at)


def _door(proof: DoorProof) -> _Door:
    before, opened, after = (_Evidence(item.closed, item.frames) for item in (proof.before, proof.opened, proof.after))
    return _Door(dict(proof.fingerprint), before, opened, after, proof.by, proof.at)
