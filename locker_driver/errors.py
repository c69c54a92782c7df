"""Every error of this library. A link error is transient by type: trying again later is right, and the bank does."""


class LockerError(Exception):
    """Root of every error that this library raises on purpose."""


class ConfigError(LockerError):
    """A setting that cannot work. `where` names the field, as in `bus main: baud`. Trying again is useless."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem


class CommandError(LockerError):
    """A command that the board family cannot express, or must not: channel 0 would open every door."""


class UnknownDoorError(LockerError):
    """A door number that the bank does not have."""

    def __init__(self, number: int) -> None:
        super().__init__(f"the bank has no door {number}")
        self.number = number


class NotArmedError(LockerError):
    """A door whose wiring is not proven, or was changed since: another one might open."""

    def __init__(self, number: int) -> None:
        super().__init__(f"door {number} is not armed: it has to be commissioned first")
        self.number = number


class LinkError(LockerError):
    """The line to the boards is not there. Transient."""


class PermitError(LockerError):
    """The permit does not allow this pulse: forged, copied, used, expired or for another door."""
