from hardware.scanner.debounce import Debounce


def test_the_same_code_counts_once_until_it_has_been_away() -> None:
    debounce = Debounce(3.0)
    assert debounce.is_new(b"A", 100.0)
    assert not debounce.is_new(b"A", 102.0)
    assert not debounce.is_new(b"A", 104.9)  # seen again and again, it has not been away
    assert debounce.is_new(b"A", 107.9)


def test_another_code_counts_at_once() -> None:
    debounce = Debounce(3.0)
    assert [debounce.is_new(payload, 100.0) for payload in (b"A", b"B", b"A")] == [True, True, False]


def test_it_forgets_when_asked() -> None:
    debounce = Debounce(3.0)
    debounce.is_new(b"A", 100.0)
    debounce.forget()
    assert debounce.is_new(b"A", 100.1)


def test_it_remembers_a_bounded_number() -> None:
    debounce = Debounce(3.0)
    for number in range(1000):
        debounce.is_new(b"%d" % number, 100.0)
    assert len(debounce._last_s) == 32
    assert not debounce.is_new(b"999", 100.0)
