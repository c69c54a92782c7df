"""Who is asked how often, and by whom. The provider is a script."""

import asyncio

from kiosk.backend.identity.provider import Begun, Metadata, NotYet
from kiosk.backend.identity.sign_ins import SignIns

HERE = "kiosk-1"


class Script:
    """Answers one after the other."""

    def __init__(self, *answers: str | NotYet) -> None:
        self.answers = list(answers)
        self.begun = 0

    async def begin(self) -> Begun:
        self.begun += 1
        metadata = Metadata("", "", "", "")
        return Begun("https://example.com/go", "ABCD", 300, 5, f"device-{self.begun}", metadata)

    async def who(self, begun: Begun, now_utc: float) -> str | NotYet:
        return self.answers.pop(0)


def started(*answers: str | NotYet) -> tuple[SignIns, list[float], str]:
    now = [1000.0]
    sign_ins = SignIns(Script(*answers), lambda: now[0])  # type: ignore[arg-type]
    name, _ = asyncio.run(sign_ins.begin(HERE))
    return sign_ins, now, name


def ask(sign_ins: SignIns, name: str, kiosk: str = HERE) -> str | NotYet:
    return asyncio.run(sign_ins.who(kiosk, name, 0.0))


def test_the_provider_is_asked_no_more_often_than_it_wants() -> None:
    sign_ins, now, name = started(NotYet.PENDING, "E-JONAS")
    assert ask(sign_ins, name) is NotYet.PENDING
    assert sign_ins.wait_s(HERE) == 5
    now[0] += 5
    assert ask(sign_ins, name) is NotYet.PENDING  # the script's first
    now[0] += 4
    assert ask(sign_ins, name) is NotYet.PENDING  # nobody was asked
    now[0] += 1
    assert ask(sign_ins, name) == "E-JONAS"


def test_slow_down_is_five_seconds_more_from_then_on() -> None:
    sign_ins, now, name = started(NotYet.SLOWER, NotYet.PENDING)
    now[0] += 5
    assert ask(sign_ins, name) is NotYet.SLOWER
    assert sign_ins.wait_s(HERE) == 10
    now[0] += 10
    assert ask(sign_ins, name) is NotYet.PENDING
    assert sign_ins.wait_s(HERE) == 10


def test_the_answer_is_told_once() -> None:
    sign_ins, now, name = started("E-JONAS", "E-JONAS")
    now[0] += 5
    assert ask(sign_ins, name) == "E-JONAS"
    now[0] += 5
    assert ask(sign_ins, name) is NotYet.OVER


def test_it_is_one_kiosks_and_one_persons() -> None:
    sign_ins, now, name = started("E-JONAS")
    now[0] += 5
    assert ask(sign_ins, name, "kiosk-2") is NotYet.OVER
    assert ask(sign_ins, "guessed") is NotYet.OVER
    newer, _ = asyncio.run(sign_ins.begin(HERE))
    assert ask(sign_ins, name) is NotYet.OVER
    assert newer != name


def test_it_ends() -> None:
    sign_ins, now, name = started("E-JONAS")
    now[0] += 300
    assert ask(sign_ins, name) is NotYet.OVER


def test_the_person_says_no() -> None:
    sign_ins, now, name = started(NotYet.OVER, "E-JONAS")
    now[0] += 5
    assert ask(sign_ins, name) is NotYet.OVER
    now[0] += 5
    assert ask(sign_ins, name) is NotYet.OVER  # and nobody is asked about it again
