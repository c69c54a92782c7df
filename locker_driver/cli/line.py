"""A line to ask on directly, without a bank: one question, and whatever comes back."""

import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from locker_driver.config import BusConfig
from locker_driver.errors import LinkError
from locker_driver.transport.link import Link
from locker_driver.transport.open_link import link_opener

QUIET_S: Final = 0.06
"""Quiet that ends an answer: longer than the 16 ms in which USB adapters collect bytes, and than a network's jitter."""
PAUSE_S: Final = 0.02
"""Between an answer and the next question."""
MAX_BYTES: Final = 4096


class Line:
    """One open port."""

    def __init__(self, link: Link, baud: int) -> None:
        self._link = link
        self._char_s = 10 / baud

    def ask(self, data: bytes, timeout_s: float) -> bytes:
        """What came from now until quiet; empty after `timeout_s` without a byte. Raises LinkError."""
        time.sleep(PAUSE_S)
        self._drop_old()
        self._link.write(data)
        end_s = time.monotonic() + len(data) * self._char_s + timeout_s
        heard = bytearray()
        while (wait_s := end_s - time.monotonic()) > 0 and len(heard) < MAX_BYTES:
            if not self._readable(wait_s):
                break
            heard += self._link.read()
            # Our own bytes may come back at once and the answer much later.
            if bytes(heard) != data[: len(heard)]:
                end_s = min(end_s, time.monotonic() + QUIET_S)
        return bytes(heard)

    def _drop_old(self) -> None:
        while self._readable(0):
            if not self._link.read():
                return

    def _readable(self, wait_s: float) -> bool:
        ready, _, _ = select.select([self._link.fileno()], [], [], wait_s)
        return bool(ready)


@contextmanager
def open_line(config: BusConfig) -> Iterator[Line]:
    """The port of `config` for as long as the block runs. Raises LinkError."""
    try:
        link = link_opener(config)(_wait_for)
    except LinkError as error:
        raise LinkError(f"{config.port}: {error}") from error
    try:
        yield Line(link, config.baud)
    finally:
        link.close()


def _wait_for(fd: int, until_s: float, *, writable: bool = False) -> None:
    wait_s = max(0.0, until_s - time.monotonic())
    ready = select.select([] if writable else [fd], [fd] if writable else [], [], wait_s)
    if not any(ready):
        raise LinkError("does not answer")
