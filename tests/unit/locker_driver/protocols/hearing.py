"""What a codec makes of bytes that come after a request."""

from locker_driver.protocols.codec import Codec, Command, Frame, FrameKind, Garbage


def heard(codec: Codec, command: Command, line: str | bytes) -> list[Frame | Garbage]:
    """Everything, in order: as it comes in, at the first quiet, and when the question is over."""
    spec = codec.encode(command).reply
    data = bytes.fromhex(line) if isinstance(line, str) else line
    return [*codec.feed(data, spec), *codec.settle(spec), *codec.flush()]


def answer(codec: Codec, command: Command, line: str | bytes) -> Frame | None:
    frames = [item for item in heard(codec, command, line) if isinstance(item, Frame)]
    answers = [frame for frame in frames if frame.kind is FrameKind.ANSWER]
    assert len(answers) <= 1
    return answers[0] if answers else None


def kinds(items: list[Frame | Garbage]) -> list[FrameKind | None]:
    """None stands for garbage."""
    return [item.kind if isinstance(item, Frame) else None for item in items]


def opened(frame: Frame | None) -> set[int]:
    assert frame is not None
    assert frame.refused == ""
    return {way for way, closed in frame.closed.items() if not closed}
