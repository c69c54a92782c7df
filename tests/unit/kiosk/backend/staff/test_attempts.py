"""Guessing is slowed by name and by address, and bounded in memory."""

from kiosk.backend.staff.attempts import BY_ADDRESS, BY_NAME, MAX_KEYS, WINDOW_S, Attempts


def test_a_name_is_left_alone_after_too_many_and_free_again_later() -> None:
    now = [100.0]
    attempts = Attempts(lambda: now[0])
    for number in range(BY_NAME):
        assert attempts.begin("kari", f"10.0.0.{number}") == 0.0
        now[0] += 1
    assert attempts.begin("kari", "10.0.1.1") == WINDOW_S - BY_NAME
    assert attempts.begin("mona", "10.0.1.1") == 0.0
    now[0] += WINDOW_S - BY_NAME
    assert attempts.begin("kari", "10.0.1.1") == 0.0
    assert attempts.begin("kari", "10.0.1.1") > 0.0


def test_an_address_is_left_alone_whatever_names_it_tries() -> None:
    attempts = Attempts(lambda: 0.0)
    for number in range(BY_ADDRESS):
        assert attempts.begin(f"name{number}", "10.0.0.1") == 0.0
    assert attempts.begin("another", "10.0.0.1") == WINDOW_S
    assert attempts.begin("another", "10.0.0.2") == 0.0


def test_whoever_gets_in_does_not_wash_the_address_clean() -> None:
    attempts = Attempts(lambda: 0.0)
    for number in range(BY_ADDRESS - 1):
        attempts.begin(f"name{number}", "10.0.0.1")
    attempts.begin("kari", "10.0.0.1")
    attempts.worked("kari", "10.0.0.1")
    assert attempts.begin("x", "10.0.0.1") == 0.0
    assert attempts.begin("x", "10.0.0.1") == WINDOW_S


def test_memory_is_bounded() -> None:
    attempts = Attempts(lambda: 0.0)
    for number in range(MAX_KEYS + 10):
        attempts.begin(f"name{number}", f"address{number}")
    assert len(attempts._tries) == MAX_KEYS
