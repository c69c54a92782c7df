import numpy as np

from hardware.camera.bench.live import Film, Played, play
from hardware.camera.bench.report import live_as_json, live_as_table, live_figures
from hardware.camera.source import Image
from hardware.camera.synthetic.sessions import FPS, session


class Scripted:
    """Takes `cost_s` for each look; reads `payload` from the frame number `reads_from` on."""

    def __init__(self, cost_s: float, reads_from: int, payload: bytes) -> None:
        self.now_s, self.cost_s, self.reads_from, self.payload = 0.0, cost_s, reads_from, payload
        self.exposure = 1.0
        self.came_s: list[float] = []
        self.exposures: list[float] = []

    def clock(self) -> float:
        return self.now_s

    def look(self, gray: Image, at_s: float, exposure: float) -> list[bytes]:
        self.now_s += self.cost_s
        self.came_s.append(at_s)
        self.exposures.append(exposure)
        return [self.payload] if len(self.came_s) > self.reads_from else []


FILM = Film(session("typical", 1))
TEXT = FILM.session.text.encode()


def test_who_is_quick_sees_every_frame_and_waits_for_the_next() -> None:
    quick = Scripted(0.001, 3, TEXT)
    played = play(FILM, "quick", quick, quick.clock)
    assert [round(at_s * FPS) for at_s in quick.came_s] == [0, 1, 2, 3]
    assert played.read_s is not None
    assert abs(played.read_s - (3 / FPS + 0.001)) < 1e-9


def test_who_is_slow_misses_frames() -> None:
    slow = Scripted(0.2, 2, TEXT)
    play(FILM, "slow", slow, slow.clock)
    assert [round(at_s * FPS) for at_s in slow.came_s] == [0, 3, 6]


def test_a_session_ends_unread_and_wrong_texts_are_counted() -> None:
    wrong = Scripted(0.5, 1, b"another")
    played = play(FILM, "wrong", wrong, wrong.clock)
    assert (played.read_s, played.wrong) == (None, 3)


def test_frames_are_taken_with_the_exposure_that_is_asked_for() -> None:
    asks = Scripted(0.5, 9, TEXT)
    asks.exposure = 0.3
    play(FILM, "asks", asks, asks.clock)
    assert set(asks.exposures) == {0.3}
    assert FILM.frame(20, 0.3).mean() < FILM.frame(20, 1.0).mean()
    assert (FILM.frame(20, 1.0) == FILM.frame(20, 1.0)).all()
    assert FILM.frame(20, 1.0).dtype == np.uint8


def test_figures_of_sessions() -> None:
    played = [
        Played("typical", 1, "zxing", None, 0),
        Played("typical", 2, "zxing", 0.2, 0),
        Played("typical", 1, "openluke", 0.3, 1),
        Played("typical", 2, "openluke", None, 0),
    ]
    ours = live_figures(p for p in played if p.decoder == "openluke")
    assert (ours.sessions, ours.read, ours.rate, ours.wrong, ours.median_s) == (2, 1, 50.0, 1, 0.3)
    told = live_as_json(played, ["zxing", "openluke"])["all"]["beside_zxing"]
    assert (told["missed_by_zxing"], told["read_of_these"], told["lost"]) == (1, 1, 1)
    assert "1 of 1 that zxing misses (100.0 %), 1 lost" in live_as_table(played, ["zxing", "openluke"])
