"""A library for lock-control boards; knows nothing of kiosk, hardware or ui."""

from locker_driver.bank import DoorBank, open_bank
from locker_driver.errors import (
    CommandError,
    ConfigError,
    LinkError,
    LockerError,
    PermitError,
    UnknownDoorError,
)
from locker_driver.models import (
    BankConfig,
    BusConfig,
    BusFigures,
    Channel,
    DoorChange,
    DoorState,
    LinkState,
    UnlockOutcome,
    UnlockReport,
)
from locker_driver.permit import AnyPermit, Permit, PermitIssuer

__all__ = [
    "AnyPermit",
    "BankConfig",
    "BusConfig",
    "BusFigures",
    "Channel",
    "CommandError",
    "ConfigError",
    "DoorBank",
    "DoorChange",
    "DoorState",
    "LinkError",
    "LinkState",
    "LockerError",
    "Permit",
    "PermitError",
    "PermitIssuer",
    "UnknownDoorError",
    "UnlockOutcome",
    "UnlockReport",
    "open_bank",
]
