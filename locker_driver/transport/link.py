"""What the thread of a port needs of a way to the boards, and how it can fail."""

from collections.abc import Callable
from typing import Protocol

from locker_driver.errors import LinkError


class Link(Protocol):
    """An open way. Every method raises LinkError when the far end is gone."""

    def fileno(self) -> int:
        """Readable as soon as there is something to read()."""
        ...

    def write(self, data: bytes) -> None: ...

    def read(self) -> bytes:
        """What has arrived, without waiting. Empty if it was nothing for the boards' codec."""
        ...

    def close(self) -> None:
        """Never raises."""
        ...


class WaitFor(Protocol):
    """How to wait while a link is being opened: by descriptor, so that closing the bank ends it at once."""

    def __call__(self, fd: int, until_s: float, *, writable: bool = False) -> None:
        """Return when `fd` is readable, or writable. Raises LinkError at `until_s` (CLOCK_MONOTONIC), PortClosedError
        when nobody wants the port any more.
        """
        ...


OpenLink = Callable[[WaitFor], Link]
"""Opens the port anew, whatever name it has now. Raises LinkError."""


class PortBlockedError(LinkError):
    """The port is there and may not be used: somebody has to do something about it, which the text says."""


class PortClosedError(LinkError):
    """Nobody wants the port any more."""
