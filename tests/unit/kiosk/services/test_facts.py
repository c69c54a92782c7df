from kiosk.messages import ReaderStatus
from kiosk.services.facts import Facts


def test_a_change_is_told_once_and_no_change_is_not() -> None:
    told: list[int] = []
    facts = Facts(lambda: told.append(1))
    facts.set(backend_away=True, outbox=3)
    facts.set(backend_away=True, outbox=3)
    assert (facts.backend_away, facts.outbox, told) == (True, 3, [1])


def test_only_a_camera_that_sees_is_all_right() -> None:
    facts = Facts(lambda: None)
    assert not facts.camera_ok
    facts.set(camera=ReaderStatus("frozen", "", 0, 0, 0.0, 0.0, 0))
    assert not facts.camera_ok
    facts.set(camera=ReaderStatus("ok", "", 0, 0, 0.0, 0.0, 0))
    assert facts.camera_ok
