"""Reed-Solomon of QR codes (ISO/IEC 18004 §8.5: GF(2⁸) by 0x11D, first root α⁰), errors and erasures.

Decoders in use correct errors alone. Whoever knows which codewords are doubtful (under glare, a crack, a finger)
corrects twice as many of these. Algorithm: Berlekamp-Massey begun with the erasure locator, Chien, Forney (Blahut,
Algebraic Codes for Data Transmission, §7.4 and §7.5).
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
_ORDER: Final = 255


def _tables() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    power, value = np.zeros(2 * _ORDER, np.int64), 1
    logarithm = np.zeros(_ORDER + 1, np.int64)
    for exponent in range(_ORDER):
        power[exponent] = power[exponent + _ORDER] = value
        logarithm[value] = exponent
        value = value << 1 ^ (0x11D if value & 0x80 else 0)
    return power, logarithm


_POWER, _LOG = _tables()
_power, _log = _POWER.tolist(), _LOG.tolist()


def correct(received: Bytes, checks: int, erased: Sequence[int] = (), *, spare: int = 0) -> Bytes | None:
    """The codeword nearest to `received`, whose last `checks` bytes are check bytes; None when there is none in reach.

    `erased` are the places not to be believed. Two errors or four erasures cost four checks; `spare` checks have to
    be left over, each of which makes a wrong correction 256 times less likely.
    """
    syndromes = _syndromes(received, checks)
    if not syndromes.any():
        return received
    length = len(received)
    locator = _locator(syndromes.tolist(), [length - 1 - place for place in erased])
    degree = len(locator) - 1
    errors = degree - len(erased)
    if errors < 0 or 2 * errors + len(erased) > checks - spare:
        return None
    exponents = np.arange(length - 1, -1, -1)
    places = np.flatnonzero(_evaluate(locator, -exponents) == 0)
    if len(places) != degree:
        return None
    corrected = received.copy()
    corrected[places] ^= _magnitudes(syndromes.tolist(), locator, exponents[places]).astype(np.uint8)
    return None if _syndromes(corrected, checks).any() else corrected


def _syndromes(received: Bytes, checks: int) -> NDArray[np.int64]:
    exponents = np.arange(len(received) - 1, -1, -1)
    logs = (_LOG[received] + np.arange(checks)[:, None] * exponents) % _ORDER
    return _summed(np.where(received > 0, _POWER[logs], 0), axis=1)


def _summed(terms: NDArray[np.int64], axis: int) -> NDArray[np.int64]:
    total: NDArray[np.int64] = np.bitwise_xor.reduce(terms, axis=axis)
    return total


def _times(left: int, right: int) -> int:
    return _power[_log[left] + _log[right]] if left and right else 0


def _product(left: list[int], right: list[int]) -> list[int]:
    product = [0] * (len(left) + len(right) - 1)
    for i, factor in enumerate(left):
        for j, other in enumerate(right):
            product[i + j] ^= _times(factor, other)
    return product


def _locator(syndromes: list[int], erased: list[int]) -> list[int]:
    """Lowest coefficient first; its roots are the inverses of the places of errors and erasures."""
    locator = [1]
    for exponent in erased:
        locator = _product(locator, [1, _power[exponent % _ORDER]])
    previous, length = list(locator), len(erased)
    for step in range(len(erased), len(syndromes)):
        gap = 0
        for i, coefficient in enumerate(locator[: step + 1]):
            gap ^= _times(coefficient, syndromes[step - i])
        previous = [0, *previous]
        if not gap:
            continue
        width = max(len(locator), len(previous))
        changed = [0] * width
        for i, coefficient in enumerate(locator):
            changed[i] = coefficient
        for i, coefficient in enumerate(previous):
            changed[i] ^= _times(gap, coefficient)
        if 2 * length <= step + len(erased):
            length = step + 1 + len(erased) - length
            inverse = _power[_ORDER - _log[gap]]
            previous = [_times(inverse, coefficient) for coefficient in locator]
        locator = changed
    while len(locator) > 1 and not locator[-1]:
        locator.pop()
    return locator


def _evaluate(polynomial: Sequence[int], exponents: NDArray[np.int64]) -> NDArray[np.int64]:
    """Values at α to each exponent."""
    coefficients = np.array(polynomial)
    logs = (_LOG[coefficients][:, None] + np.arange(len(polynomial))[:, None] * exponents) % _ORDER
    return _summed(np.where(coefficients[:, None] > 0, _POWER[logs], 0), axis=0)


def _magnitudes(syndromes: list[int], locator: list[int], exponents: NDArray[np.int64]) -> NDArray[np.int64]:
    evaluator = _product(syndromes, locator)[: len(syndromes)]
    derivative = [coefficient if i % 2 == 0 else 0 for i, coefficient in enumerate(locator[1:])]
    above, below = _evaluate(evaluator, -exponents), _evaluate(derivative, -exponents)
    magnitudes = _POWER[(_LOG[above] + exponents - _LOG[below]) % _ORDER]
    return np.where((above > 0) & (below > 0), magnitudes, 0)
