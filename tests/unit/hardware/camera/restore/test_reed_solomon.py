"""Against an encoder that shares nothing with the corrector: division by segno's generator polynomials."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from segno import consts

from hardware.camera.restore.reed_solomon import Bytes, correct


def encoded(data: list[int], checks: int) -> Bytes:
    remainder = [*data, *[0] * checks]
    for place in range(len(data)):
        if head := remainder[place]:
            for offset, exponent in enumerate(consts.GEN_POLY[checks], start=1):
                power = (consts.GALIOS_LOG[head] + exponent) % 255
                remainder[place + offset] ^= consts.GALIOS_EXP[power]
    return np.array([*data, *remainder[len(data) :]], np.uint8)


blocks = st.tuples(st.sampled_from([10, 16, 22, 26, 30]), st.lists(st.integers(0, 255), min_size=9, max_size=100))


@settings(max_examples=60, deadline=None)
@given(block=blocks, random=st.randoms(use_true_random=False), share=st.floats(0, 1))
def test_errors_and_erasures_are_corrected_up_to_the_last_check(
    block: tuple[int, list[int]], random: object, share: float
) -> None:
    checks, data = block
    sent = encoded(data, checks)
    erased_count = int(share * checks)
    errors = (checks - erased_count) // 2
    places = random.sample(range(len(sent)), min(len(sent), erased_count + errors))  # type: ignore[attr-defined]
    received = sent.copy()
    for place in places:
        received[place] ^= random.randrange(1, 256)  # type: ignore[attr-defined]
    fixed = correct(received, checks, places[:erased_count])
    assert fixed is not None
    assert fixed.tolist() == sent.tolist()


def test_erased_places_may_be_right_after_all() -> None:
    sent = encoded(list(range(40)), 16)
    assert correct(sent, 16, range(16)).tolist() == sent.tolist()  # type: ignore[union-attr]
    spoilt = sent.copy()
    spoilt[3] ^= 7
    assert correct(spoilt, 16, range(16)).tolist() == sent.tolist()  # type: ignore[union-attr]


@pytest.mark.parametrize(("spare", "reads"), [(0, True), (2, True), (3, False)])
def test_spare_checks_are_not_spent(spare: int, reads: bool) -> None:
    sent = encoded(list(range(40)), 16)
    received = sent.copy()
    received[:7] ^= 0x55
    assert (correct(received, 16, spare=spare) is not None) is reads


def test_noise_is_no_codeword() -> None:
    random = np.random.default_rng(5)
    noise = [random.integers(0, 256, 60).astype(np.uint8) for _ in range(2000)]
    assert sum(correct(block, 16, range(8), spare=3) is not None for block in noise) == 0
