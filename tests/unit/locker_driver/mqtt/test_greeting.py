import math
from collections.abc import Sequence
from itertools import pairwise

from locker_driver.mqtt.greeting import AGAIN_MAX_S, AGAIN_S, Greeting
from locker_driver.mqtt.messages import Publication

HELLO = Publication("cmnd/door-a/STATUS", b"10", qos=1)


class Greets:
    def __init__(self, *publications: Publication) -> None:
        self._publications = publications

    def greet(self) -> Sequence[Publication]:
        return self._publications


class Module:
    def __init__(self, *publications: Publication) -> None:
        self.settled = False
        self.said: list[tuple[Publication, float]] = []
        self.greeting = Greeting(
            Greets(*publications),  # type: ignore[arg-type]
            lambda: self.settled,
            lambda publication, now_s: self.said.append((publication, now_s)),
        )


def test_a_greeting_that_got_lost_is_said_again_ever_more_seldom() -> None:
    module = Module(HELLO)
    module.greeting.begin(100.0)
    while len(module.said) < 10:
        module.greeting.advance(module.greeting.due_s)
    times = [at_s for _, at_s in module.said]
    waits = [later - sooner for sooner, later in pairwise(times)]
    assert waits[:3] == [AGAIN_S, 2 * AGAIN_S, 4 * AGAIN_S]
    assert waits[-1] == AGAIN_MAX_S


def test_nothing_is_said_before_its_time_and_nothing_after_the_answer() -> None:
    module = Module(HELLO)
    module.greeting.begin(100.0)
    module.greeting.advance(100.0 + AGAIN_S / 2)
    assert len(module.said) == 1
    module.settled = True
    module.greeting.advance(100.0 + AGAIN_S)
    assert len(module.said) == 1
    assert module.greeting.due_s == math.inf


def test_a_module_that_has_gone_is_not_greeted_until_it_comes_again() -> None:
    module = Module(HELLO)
    module.greeting.begin(100.0)
    module.greeting.stop()
    module.greeting.advance(1000.0)
    assert len(module.said) == 1
    module.greeting.begin(2000.0)
    module.greeting.advance(2000.0 + AGAIN_S)
    assert [at_s for _, at_s in module.said] == [100.0, 2000.0, 2000.0 + AGAIN_S]


def test_who_has_nothing_to_be_told_is_left_alone() -> None:
    module = Module()
    module.greeting.begin(100.0)
    assert module.greeting.due_s == math.inf
