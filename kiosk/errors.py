"""The exception tree. Codes are stable; text for people belongs to the UI and to the command line."""

import re
from enum import StrEnum
from typing import Final

PAYMENT_DUE: Final = "payment-due"
"""Code of a BackendRefusedError (409): it opens once it is paid."""
_NOT_A_PROBLEM: Final = "blank"


class OpenLukeError(Exception):
    """Root of every error that OpenLuke raises on purpose."""


class ConfigError(OpenLukeError):
    """Bad input of the operator. `where` names file and field, as in `demo.toml: bank.bus[0].port`."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem


class JournalFault(StrEnum):
    """What is wrong with the journal's disk. The values are reasons of `messages.OutOfServiceScreen`."""

    DISK_FULL = "disk_full"
    DISK_READ_ONLY = "disk_read_only"
    DAMAGED = "journal_damaged"
    FAILED = "journal_failed"


class JournalError(OpenLukeError):
    """The journal could not be read or written. Actuation is latched off and the process ends (invariant E6)."""

    def __init__(self, text: str, fault: JournalFault = JournalFault.FAILED) -> None:
        super().__init__(text)
        self.fault = fault


class ChainBrokenError(OpenLukeError):
    """Events that would be moved into the archive are not what was written. None was moved."""


class IntentRefusedError(OpenLukeError):
    """The journal would not have this intent: what it rests on has changed since it was decided.

    Nothing of the transaction was stored, and no permit exists. `reason` is a word of `domain.decision.Reason`.
    """

    def __init__(self, compartment: int, reason: str) -> None:
        super().__init__(f"door {compartment}: {reason}")
        self.compartment = compartment
        self.reason = reason


class BackendAwayError(OpenLukeError):
    """The backend gave no answer, or asked to be left alone for `retry_after_s`. Transient by type."""

    def __init__(self, detail: str, retry_after_s: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class BackendRefusedError(OpenLukeError):
    """The backend answered with a problem. `code` is the last segment of the problem type, `field` what it names."""

    def __init__(self, status: int, code: str, detail: str = "", field: str = "") -> None:
        super().__init__(f"{status} {code} {detail}".rstrip())
        self.status = status
        self.code = code
        self.field = field

    @property
    def word(self) -> str:
        """`code` for logs and records."""
        return one_word(self.code)

    @property
    def in_its_own_words(self) -> bool:
        """False without a problem document: a proxy, or a server at a wrong address, may have said it."""
        return self.code != _NOT_A_PROBLEM


def one_word(text: str) -> str:
    """A code as another machine says it: nothing else of its answer enters log and journal."""
    return text if re.fullmatch(r"[a-z0-9_-]{1,64}", text) else "unnamed"
