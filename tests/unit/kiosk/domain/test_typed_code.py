from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import typed_code
from kiosk.domain.typed_code import ALPHABET, check_symbol, grouped, is_valid, normalise, split_pin

eight = st.text(alphabet=ALPHABET, min_size=8, max_size=8)


def test_alphabet_has_no_look_alikes() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


def test_known_code() -> None:
    # By hand: "0" doubles the carry modulo 33: 32, 31, 29, 25, 17, 1, 2, 4, 8; (1 - 8) modulo 32 is 25.
    assert check_symbol("00000000") == "S"
    assert is_valid("00000000S")


@pytest.mark.parametrize("code", ["", "00000000", "00000000T", "00000000SS", "0000000US", "00000000s", "0000 000S"])
def test_what_is_not_a_code(code: str) -> None:
    assert not is_valid(code)


@given(eight, st.integers(0, 8), st.sampled_from(ALPHABET))
def test_every_wrong_symbol_is_caught(symbols: str, place: int, wrong: str) -> None:
    code = symbols + check_symbol(symbols)
    changed = code[:place] + wrong + code[place + 1 :]
    assert is_valid(changed) == (wrong == code[place])


def test_every_wrong_symbol_is_caught_in_every_state_of_the_carry() -> None:
    # 32 one-symbol prefixes reach every carry; from there each next symbol leads to another check symbol.
    for first in ALPHABET:
        assert len({check_symbol(first + second) for second in ALPHABET}) == 32


def test_swapped_neighbours_are_caught_but_for_one_pair_in_each_state() -> None:
    prefixes = {check_symbol(prefix): prefix for prefix in ALPHABET}
    assert len(prefixes) == 32
    pairs = [(a, b) for a in ALPHABET for b in ALPHABET if a < b]
    for prefix in prefixes.values():
        missed = [(a, b) for a, b in pairs if check_symbol(prefix + a + b) == check_symbol(prefix + b + a)]
        assert len(missed) == 1


def test_a_swap_with_the_check_symbol_is_caught_but_for_one_pair() -> None:
    missed = set()
    for prefix in ALPHABET:
        for last in ALPHABET:
            check = check_symbol(prefix + last)
            if last != check and check_symbol(prefix + check) == last:
                missed.add((prefix, frozenset((last, check))))
    assert len(missed) == 1


@given(eight)
def test_grouping_and_small_letters_are_undone(symbols: str) -> None:
    code = symbols + check_symbol(symbols)
    assert normalise(grouped(code).lower()) == code
    assert normalise(f" {code} ") == code


def test_look_alikes_mean_the_digit() -> None:
    assert normalise("iIlLoO-uU") == "111100UU"


def test_six_digits_and_phone() -> None:
    assert split_pin(normalise("481 620 44 17")) == ("481620", "4417")
    for other in ("481620", "48162O4417", "４８１６２０４４１７", "", "00000000S"):
        assert split_pin(other) is None


def test_all_symbols_come_back_as_themselves() -> None:
    assert normalise(ALPHABET) == ALPHABET
    assert all(a < b for a, b in pairwise(typed_code.ALPHABET))
