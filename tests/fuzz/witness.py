"""A codec that keeps books: no byte may be lost or invented, and no question has two answers in one go."""

from collections.abc import Sequence

from locker_driver.protocols.codec import Codec, Command, Frame, FrameKind, Garbage, ReplySpec, Request
from tests.fuzz.script import Asked
from tests.fuzz.wire import Wire

MAX_PENDING = 1024


class Witness:
    """See `Codec`. `asked`: every question with its bytes. Raises AssertionError."""

    def __init__(self, codec: Codec, wire: Wire) -> None:
        self.releases = codec.releases
        self.asked: list[Asked] = []
        self.fed = 0
        self._codec = codec
        self._wire = wire
        self._told = 0

    @property
    def pending(self) -> int:
        return self._codec.pending

    def encode(self, command: Command) -> Request:
        request = self._codec.encode(command)
        self.asked.append((command, request.data))
        return request

    def feed(self, data: bytes, spec: ReplySpec | None) -> Sequence[Frame | Garbage]:
        self.fed += len(data)
        heard = self._codec.feed(data, spec)
        assert self.pending <= MAX_PENDING
        return self._book(heard, spec)

    def settle(self, spec: ReplySpec) -> Sequence[Frame | Garbage]:
        return self._book(self._codec.settle(spec), spec)

    def flush(self) -> Sequence[Frame | Garbage]:
        heard = self._book(self._codec.flush(), None)
        assert self.pending == 0
        return heard

    def _book(self, heard: Sequence[Frame | Garbage], spec: ReplySpec | None) -> Sequence[Frame | Garbage]:
        self._told += sum(len(item.raw) for item in heard)
        assert self._told + self.pending == self.fed, "a byte was lost or invented"
        answers = [item for item in heard if isinstance(item, Frame) and item.kind is FrameKind.ANSWER]
        assert len(answers) <= (spec is not None and spec.expects)
        for answer in answers:
            assert spec is not None
            assert answer.board == spec.command.board
            self._check(answer)
        return heard

    def _check(self, answer: Frame) -> None:
        """What is told of a whole board must stand in the bytes."""
        if len(answer.closed) <= 1:
            return
        bits = self._wire.status(answer.raw, answer.board)
        assert bits is not None, "no status answer, read independently"
        assert all(closed is not self._wire.is_open(bits, way) for way, closed in answer.closed.items())
