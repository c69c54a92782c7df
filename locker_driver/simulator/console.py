"""Standard input and output of the simulator: a request a line, answers and events as JSON lines."""

import json
import os
import select
import stat
from collections.abc import Callable, Mapping
from typing import Final

STDIN: Final = 0
STDOUT: Final = 1
MAX_LINE: Final = 4096
_READ_BYTES: Final = 4096

Obey = Callable[[bytes], Mapping[str, object]]


def is_usable() -> bool:
    """Whether somebody could say something: not if standard input is closed or /dev/null."""
    try:
        return os.isatty(STDIN) or not stat.S_ISCHR(os.fstat(STDIN).st_mode)
    except OSError:
        return False


class Console:
    """`ended` is called at the end of the input."""

    def __init__(self, obey: Obey, ended: Callable[[], None]) -> None:
        self._obey = obey
        self._ended = ended
        self._received = b""
        self._open = True

    def readers(self) -> list[int]:
        return [STDIN] if self._open else []

    def readable(self) -> None:
        try:
            data = os.read(STDIN, _READ_BYTES)
        except OSError:
            self._open = False  # a terminal that now belongs to another program
            return
        *lines, self._received = (self._received + data).split(b"\n")
        if not data or len(self._received) > MAX_LINE:
            self._open = False
        if not data and self._received:
            lines.append(self._received)
        for line in lines:
            if line.strip():
                self._write(self._obey(line))
        if not self._open:
            self._ended()

    def tell(self, event: Mapping[str, object]) -> None:
        """Left out if nobody reads: the boards must not wait for a reader."""
        if select.select([], [STDOUT], [], 0)[1]:
            self._write(event)

    def _write(self, message: Mapping[str, object]) -> None:
        data = json.dumps(message).encode() + b"\n"
        try:
            while data:
                data = data[os.write(STDOUT, data) :]
        except OSError:
            self._open = False  # nobody is there any more
