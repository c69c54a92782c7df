"""A library for lock-control boards; knows nothing of kiosk, hardware or ui."""

from locker_driver.bank import DoorBank, open_bank
from locker_driver.config import BankConfig, BusConfig, Channel, LockConfig, MqttConfig, Supply
from locker_driver.dialects import Dialect8a, DialectKerongIr, DialectModbus, PlainDialect
from locker_driver.errors import (
    CommandError,
    ConfigError,
    LinkError,
    LockerError,
    NotArmedError,
    PermitError,
    UnknownDoorError,
)
from locker_driver.families import FAMILIES, Family
from locker_driver.models import (
    AlarmKind,
    BankAlarm,
    BusFigures,
    DoorChange,
    DoorState,
    LinkState,
    UnlockOutcome,
    UnlockReport,
)
from locker_driver.permit import AnyPermit, Permit, PermitIssuer

__all__ = [
    "FAMILIES",
    "AlarmKind",
    "AnyPermit",
    "BankAlarm",
    "BankConfig",
    "BusConfig",
    "BusFigures",
    "Channel",
    "CommandError",
    "ConfigError",
    "Dialect8a",
    "DialectKerongIr",
    "DialectModbus",
    "DoorBank",
    "DoorChange",
    "DoorState",
    "Family",
    "LinkError",
    "LinkState",
    "LockConfig",
    "LockerError",
    "MqttConfig",
    "NotArmedError",
    "Permit",
    "PermitError",
    "PermitIssuer",
    "PlainDialect",
    "Supply",
    "UnknownDoorError",
    "UnlockOutcome",
    "UnlockReport",
    "open_bank",
]
