"""What the families have in common whose frames say how long they are.

A frame is taken as soon as its last byte is in, also behind garbage: nothing that cannot be the beginning of a frame
holds it up. What can be one does, until the line is quiet, since a whole frame may by chance stand inside a longer one.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from locker_driver.config import BusConfig
from locker_driver.protocols.codec import Command, Frame, FrameKind, Garbage, ReplySpec, Request
from locker_driver.protocols.contacts import Contacts

LONGEST: Final = 64
"""No frame of any family is longer."""
MAX_JUNK: Final = 256
"""Noise is handed out in pieces of about this length."""


class DelimitedCodec(ABC):
    """See `Codec`. A family adds _request(), _length(), _read() and _answers()."""

    releases = False

    def __init__(self, config: BusConfig) -> None:
        self._contacts = Contacts(config)
        self._buffer = bytearray()
        self._junk = 0
        """So many bytes at the front of the buffer cannot begin a frame."""
        self._bad_check = False

    def encode(self, command: Command) -> Request:
        self._contacts.check(command, releases=self.releases)
        return self._request(command)

    @abstractmethod
    def _request(self, command: Command) -> Request:
        """Board and channel of `command` were checked; it is a Release only for families that have it."""

    @abstractmethod
    def _length(self, head: bytes) -> int | None:
        """How long the frame is that begins with `head` (1 to LONGEST bytes). 0: none does. None: too early to say."""

    @abstractmethod
    def _read(self, raw: bytes) -> Frame | None:
        """The frame in `raw`, which has the length that _length() told: a STRAY or a REPORT. None: it is damaged."""

    @abstractmethod
    def _answers(self, raw: bytes, spec: ReplySpec) -> bool:
        """Whether `raw`, a STRAY of the board that was asked, is the answer to what it was asked."""

    @property
    def pending(self) -> int:
        return len(self._buffer)

    def feed(self, data: bytes, spec: ReplySpec | None) -> Sequence[Frame | Garbage]:
        self._buffer += data
        heard = self._sort(spec, quiet=False)
        if self._junk >= MAX_JUNK:
            heard.extend(self._drop_junk())
        return heard

    def settle(self, spec: ReplySpec) -> Sequence[Frame | Garbage]:
        heard = self._sort(spec, quiet=True)
        if any(isinstance(item, Frame) and item.kind is FrameKind.ANSWER for item in heard):
            return heard
        self._buffer[:] = b"".join(item.raw for item in heard)
        return []

    def flush(self) -> Sequence[Frame | Garbage]:
        return self._sort(None, quiet=True)

    def _sort(self, spec: ReplySpec | None, *, quiet: bool) -> list[Frame | Garbage]:
        """Take off every frame. If the line is quiet nothing more comes, and what is left over is garbage."""
        heard: list[Frame | Garbage] = []
        while self._junk < len(self._buffer):
            head = bytes(self._buffer[self._junk : self._junk + LONGEST])
            length = self._length(head)
            whole = length is not None and length <= len(head)
            if not whole and not quiet:
                return heard
            frame = self._read(head[:length]) if whole and length else None
            if frame is None:
                self._bad_check |= whole and length != 0
                self._junk += 1
                continue
            frame = self._judged(frame, spec)
            heard.extend((*self._drop_junk(), frame))
            del self._buffer[: len(frame.raw)]
            if frame.kind is FrameKind.ANSWER:
                spec = None  # a second one answers nothing
        if quiet:
            heard.extend(self._drop_junk())
        return heard

    def _judged(self, frame: Frame, spec: ReplySpec | None) -> Frame:
        if spec is None or frame.kind is not FrameKind.STRAY or frame.board != spec.command.board:
            return frame
        return replace(frame, kind=FrameKind.ANSWER) if self._answers(frame.raw, spec) else frame

    def _drop_junk(self) -> list[Garbage]:
        raw, bad_check = bytes(self._buffer[: self._junk]), self._bad_check
        del self._buffer[: self._junk]
        self._junk = 0
        self._bad_check = False
        return [Garbage(raw, bad_check)] if raw else []
