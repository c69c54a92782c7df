"""With a fake clock: frames are 67 ms apart."""

import pytest

from hardware.camera.decode import Code, Symbology
from hardware.camera.presence import MAX_PAYLOAD_BYTES, Presence, Sighting, is_acceptable

FRAME_S = 1 / 15


SIZE = (1280, 720)


def code(payload: bytes, area_px: float = 1000.0) -> Code:
    return Code(payload, Symbology.QR, area_px)


def placed(payload: bytes, x: float, y: float = 360, side: float = 100) -> Code:
    half = side / 2
    corners = ((x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half))
    return Code(payload, Symbology.QR, side * side, corners)


class View:
    """Shows frames to a Presence and collects the payloads it reports."""

    def __init__(self, own_prefix: bytes = b"") -> None:
        self.presence = Presence(own_prefix=own_prefix)
        self.now_s = 100.0

    def show(self, *codes: Code, frames: int = 1, searched: bool = True) -> list[bytes]:
        reported = []
        for _ in range(frames):
            sighting = self.presence.observe(list(codes), self.now_s, searched=searched, size=SIZE)
            self.now_s += FRAME_S
            if sighting:
                reported.append(sighting.payload)
        return reported

    def wait(self, duration_s: float) -> None:
        self.now_s += duration_s


A, B = code(b"A"), code(b"B")


def test_a_code_is_reported_once_while_it_stays() -> None:
    assert View().show(A, frames=300) == [b"A"]


def test_a_short_gap_is_no_departure() -> None:
    view = View()
    view.show(A)
    view.show(frames=14)
    assert view.show(A) == []


def test_short_gaps_do_not_add_up() -> None:
    view = View()
    assert view.show(A) == [b"A"]
    for _ in range(5):
        view.show(frames=10)
        assert view.show(A) == []


def test_it_is_reported_again_after_a_second_away() -> None:
    view = View()
    view.show(A)
    view.show(frames=17)
    assert view.show(A) == [b"A"]


def test_a_departure_takes_three_frames_however_long_they_take() -> None:
    view = View()
    view.show(A)
    for _ in range(2):
        view.wait(5)
        view.show()
    assert view.show(A) == []
    for _ in range(3):
        view.wait(5)
        view.show()
    assert view.show(A) == [b"A"]


def test_a_camera_that_was_away_is_no_departure() -> None:
    view = View()
    view.show(A)
    view.wait(60)
    assert view.show(A) == []


def test_frames_that_were_not_searched_are_no_departure() -> None:
    """A code that only the dear rungs read is not read while the scene stands still, and is still there."""
    view = View()
    view.show(A)
    view.show(frames=100, searched=False)
    view.show(frames=5)
    assert view.show(A) == []


def test_of_several_the_largest_is_reported_and_the_others_are_not() -> None:
    view = View()
    assert view.show(code(b"small", 500), code(b"large", 900), frames=30) == [b"large"]


def test_two_of_one_size_that_swap_places_are_reported_one_at_a_time() -> None:
    view = View()
    assert view.show(code(b"A", 1000), code(b"B", 990)) == [b"A"]
    assert view.show(code(b"A", 990), code(b"B", 1000), frames=30) == []
    assert view.show(code(b"B"), frames=10) == [b"B"]


def test_a_clearly_larger_one_takes_over() -> None:
    view = View()
    view.show(A)
    assert view.show(A, code(b"B", 1400)) == [b"B"]


def test_the_next_one_is_reported_as_soon_as_the_first_is_gone() -> None:
    view = View()
    view.show(A)
    view.show(frames=6)
    assert view.show(B) == [b"B"]


def test_a_poster_holds_nobody_up() -> None:
    view = View()
    poster = code(b"poster", 1000)
    assert view.show(poster, frames=160) == [b"poster"]
    assert view.show(poster, code(b"A", 1100)) == [b"A"]


def test_of_two_alike_the_one_in_the_middle_is_presented() -> None:
    assert View().show(placed(b"aside", 150), placed(b"middle", 640), frames=5) == [b"middle"]
    assert View().show(placed(b"middle", 640), placed(b"aside", 150), frames=5) == [b"middle"]


def test_one_of_our_own_goes_before_a_larger_one_of_somebody_else() -> None:
    label, own = placed(b"https://label", 640, side=150), placed(b"PK1:X", 900)
    assert View(b"PK1:").show(label, own, frames=5) == [b"PK1:X"]
    assert View().show(label, own, frames=5) == [b"https://label"]


def shaking(payload: bytes, frame: int) -> Code:
    return placed(payload, 640 + 4 * (frame % 3))


def test_what_a_hand_holds_is_presented_anew_when_asked_for_and_what_lies_there_is_not() -> None:
    view = View()
    for frame in range(200):
        view.show(shaking(b"held", frame), placed(b"lying", 200))
    view.presence.look_again(view.now_s)
    assert view.show(placed(b"lying", 200), frames=5) == []
    assert view.show(shaking(b"held", 1), placed(b"lying", 200)) == [b"held"]


def test_what_was_left_lying_counts_again_once_it_has_been_away() -> None:
    view = View()
    view.show(placed(b"lying", 200), frames=200)
    view.presence.look_again(view.now_s)
    view.show(frames=20)
    assert view.show(placed(b"lying", 300)) == [b"lying"]


@pytest.mark.parametrize(
    "payload",
    [b"", b"x" * (MAX_PAYLOAD_BYTES + 1), b"a\nb", b"a\x00", b"a\x1d01", b"\xff\xfe", b"\x7f", "a\x85b".encode()],
)
def test_refused_payloads_are_reported_empty_and_once(payload: bytes) -> None:
    presence = Presence()
    seen = [presence.observe([code(payload)], i * FRAME_S) for i in range(10)]
    assert seen == [Sighting(b"", Symbology.QR)] + [None] * 9


@pytest.mark.parametrize("payload", [b"1", b"x" * MAX_PAYLOAD_BYTES, "Ærlig kø å".encode(), b"PK1:A $%*+-./:"])
def test_accepted_payloads(payload: bytes) -> None:
    assert is_acceptable(payload)
    assert View().show(code(payload)) == [payload]


def test_a_flood_of_codes_keeps_memory_and_answers_one() -> None:
    view = View()
    crowd = [code(b"%d" % i, 100 + i) for i in range(200)]
    assert view.show(crowd[-1]) == [b"199"]
    assert view.show(*crowd, frames=3) == []
    for i in range(500):
        view.show(code(b"flood %d" % i))
    assert len(view.presence._in_view) <= 32


def test_two_copies_of_one_code_are_one() -> None:
    assert View().show(code(b"A", 500), code(b"A", 1000), frames=5) == [b"A"]


def test_separators_belong_into_labels_of_gs1_alone() -> None:
    label = b"010709000000001110AB12\x1d2199"
    assert is_acceptable(label, aim="]d2")
    assert not any(is_acceptable(label, aim=aim) for aim in ("", "]d1", "]C0", "]Q1"))
    assert not is_acceptable(b"\x1d", aim="]C1")
    assert View().show(Code(label, Symbology.DATAMATRIX, 1000.0, aim="]d2")) == [label]
    assert View().show(Code(label, Symbology.DATAMATRIX, 1000.0, aim="]d1")) == [b""]
