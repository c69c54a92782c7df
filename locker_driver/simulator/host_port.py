"""The host's end of the line, whatever it looks like."""

from typing import Protocol


class HostPort(Protocol):
    """`url`: what a driver opens. Nothing here blocks."""

    @property
    def url(self) -> str: ...

    def readers(self) -> list[int]:
        """File descriptors to wait for."""
        ...

    def read(self, number: int) -> bytes:
        """What the host sent, when one of the readers is readable."""
        ...

    def write(self, data: bytes) -> None:
        """Bytes that nobody reads are lost, as on a wire."""
        ...

    def baud(self) -> int:
        """The speed that the host has set, or 0 if there is no such thing."""
        ...

    def unplug(self) -> None:
        """The port goes away under whoever has it open."""
        ...

    def replug(self, name: str | None) -> str:
        """It comes back, under another name if one is given; the name it has. Raises OSError."""
        ...

    def close(self) -> None: ...
