"""The fuzzers themselves: they run, they get to every outcome, and they find what was planted."""

from collections.abc import Callable
from dataclasses import replace
from itertools import islice

import pytest

from locker_driver.bus import Bus
from locker_driver.families import FAMILIES, Family
from locker_driver.jobs import Result
from locker_driver.models import UnlockOutcome, UnlockReport
from locker_driver.protocols.codec import Frame, FrameKind, Garbage, ReplySpec
from locker_driver.protocols.delimited import DelimitedCodec
from locker_driver.protocols.kerong import Kerong
from locker_driver.protocols.winnsen import Winnsen
from locker_driver.unlocking import UnlockWatch
from tests.fuzz.harness import one_input
from tests.fuzz.runner import run
from tests.fuzz.seeds import mutations, seeds

every_family = pytest.mark.parametrize("family", FAMILIES)


def fuzz(family: Family, inputs: int = 400) -> None:
    for data in seeds(family):
        one_input(family, data)
    for data in islice(mutations(family, seed=7), inputs):
        one_input(family, data)


@every_family
def test_fuzzing_finds_nothing_and_meets_every_outcome(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    met = set()
    told = UnlockWatch._told

    def note(watch: UnlockWatch, outcome: UnlockOutcome, **more: object) -> UnlockReport:
        met.add(outcome)
        return told(watch, outcome, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(UnlockWatch, "_told", note)
    fuzz(family, inputs=100)
    assert met >= {UnlockOutcome.OPENED, UnlockOutcome.ALREADY_OPEN, UnlockOutcome.JAMMED}


def unchecked(codec: Kerong, raw: bytes) -> Frame | None:
    """Takes a frame whatever its check byte says."""
    frame = READ(codec, raw[:-1] + bytes((sum(raw[:-1]) & 0xFF,)))
    return replace(frame, raw=raw) if frame is not None else None


READ = Kerong._read
DROP_JUNK = DelimitedCodec._drop_junk
PULSED = UnlockWatch.pulsed
TAKE = Bus._take


def any_board(_codec: DelimitedCodec, frame: Frame, spec: ReplySpec | None) -> Frame:
    """Takes an answer for whichever board was asked."""
    return frame if spec is None else replace(frame, kind=FrameKind.ANSWER, board=spec.command.board)


def forgetful(codec: DelimitedCodec) -> list[Garbage]:
    """Lets garbage go untold."""
    DROP_JUNK(codec)
    return []


def hopeful(watch: UnlockWatch, result: Result) -> None:
    """Takes an acknowledgement for an opening."""
    PULSED(watch, result)
    if result.answer is not None:
        watch.report = UnlockReport(UnlockOutcome.OPENED)


@pytest.mark.parametrize(
    ("owner", "name", "bug", "family"),
    [
        (Kerong, "_read", unchecked, "kerong-cu16"),
        (DelimitedCodec, "_judged", any_board, "wkly"),
        (DelimitedCodec, "_drop_junk", forgetful, "dc"),
        (UnlockWatch, "pulsed", hopeful, "winnsen"),
    ],
)
def test_a_planted_bug_is_found(
    owner: type, name: str, bug: Callable[..., object], family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner, name, bug)
    with pytest.raises(AssertionError):
        fuzz(family)


def test_an_exception_in_a_codec_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Winnsen, "_length", lambda _codec, head: {6: 6, 7: 7}[head[1]])
    with pytest.raises((KeyError, IndexError)):
        fuzz("winnsen")


@pytest.mark.parametrize("engine", ["", "random"])
def test_a_process_of_its_own_tells_how_far_it_came(engine: str) -> None:
    result = run("kerong-cu48", 20_000, seed=3, engine=engine)
    assert result.failure == ""
    assert result.fed >= 20_000
    assert "nothing found" in str(result)
    assert result.engine == "random" or (result.edges or 0) > 200


def test_what_a_process_died_of_is_told() -> None:
    result = run("no such family", 1000, seed=1)  # type: ignore[arg-type]
    assert (result.fed, result.inputs) == (0, 0)
    assert "Error" in result.failure
    assert "FOUND" in str(result)
