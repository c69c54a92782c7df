"""Sessions played against the clock: frames come when they come, and who is still looking at one misses the next."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from hardware.camera.source import Image
from hardware.camera.synthetic.sessions import FPS, LENGTH_S, Session


class Watching(Protocol):
    """One that looks at frames as they come. `exposure` is what it asks of the camera for the next one."""

    @property
    def exposure(self) -> float: ...

    def look(self, gray: Image, at_s: float, exposure: float) -> list[bytes]:
        """Payloads read in the frame that came at `at_s` and was taken with `exposure`."""
        ...


@dataclass(frozen=True, slots=True)
class Played:
    """How one session went. `read_s`: from the first frame on; None when nothing was read in its time."""

    difficulty: str
    seed: int
    decoder: str
    read_s: float | None
    wrong: int


class Film:
    """A session's light, drawn once and taken as often as somebody looks."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._light: dict[int, Image] = {}

    def frame(self, index: int, exposure: float) -> Image:
        if index not in self._light:
            self._light[index] = self.session.light(index)
        return self.session.taken(self._light[index], index, exposure)


def play(film: Film, name: str, watching: Watching, clock: Callable[[], float] = time.perf_counter) -> Played:
    """Looking takes as long as it really takes; all else is the session's own time."""
    now_s, last, wrong = 0.0, -1, 0
    expected = film.session.text.encode()
    while now_s < LENGTH_S:
        index = int(now_s * FPS + 1e-6)
        if index == last:
            now_s = (index + 1) / FPS
            continue
        exposure, last = watching.exposure, index
        gray = film.frame(index, exposure)
        start_s = clock()
        payloads = watching.look(gray, index / FPS, exposure)
        now_s += clock() - start_s
        if expected in payloads:
            return Played(film.session.difficulty, film.session.seed, name, now_s, wrong)
        wrong += len(payloads)
    return Played(film.session.difficulty, film.session.seed, name, None, wrong)


def play_all(sessions: Iterable[Session], watchers: dict[str, Callable[[], Watching]]) -> Iterator[Played]:
    """Each session by each of them; each is asked for anew for every session."""
    for session in sessions:
        film = Film(session)
        for name, begin in watchers.items():
            yield play(film, name, begin())
