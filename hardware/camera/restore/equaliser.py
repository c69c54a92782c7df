"""What a blurred module was, learnt from the modules of the same picture that are known beforehand.

Blur mixes a module with its neighbours, the same way all over the code. A linear filter over what is seen around a
module, fitted to the patterns whose modules are known, undoes as much of it as can be undone, whatever it came from
(defocus, a moving hand, a cheap lens). It is the trained equaliser of data links; then it is fitted once more to its
own sure answers.
"""

from typing import Final

import numpy as np

from hardware.camera.restore.codewords import Soft
from hardware.camera.restore.grid import sampled_around
from hardware.camera.restore.layout import Layout
from hardware.camera.restore.view import SCALE, Plane

_REACH: Final = 3
"""Half modules to each side: (2 · 3 + 1)² inputs."""
_RIDGE: Final = 0.02
_ROUNDS: Final = 1


def equalised(contrast: Plane, plan: Layout, places: Plane, reach: int = _REACH, rounds: int = _ROUNDS) -> Soft:
    """A value per module, above 0 where it is dark."""
    along = np.arange(-reach, reach + 1) * (SCALE / 2)
    steps = np.array([(x, y) for y in along for x in along], np.float32)
    inputs = np.clip(sampled_around(contrast, places, steps), -2.5, 2.5).reshape(-1, len(steps))
    flat = np.concatenate([inputs, np.ones((len(inputs), 1), np.float32)], axis=1)
    wanted = plan.known.reshape(-1).astype(np.float32)
    weights = (wanted != 0).astype(np.float32)
    answer = _fit(flat, wanted, weights)
    for _ in range(rounds):
        sure = np.clip(np.abs(answer) - 0.2, 0, 0.8)
        guess = np.where(plan.known.reshape(-1) != 0, wanted, np.sign(answer))
        answer = _fit(flat, guess, np.where(plan.known.reshape(-1) != 0, 1, sure))
    return answer.reshape(plan.known.shape).astype(np.float32)


def _fit(inputs: Plane, wanted: Plane, weights: Plane) -> Plane:
    weighted = inputs * weights[:, None]
    gram = weighted.T @ inputs
    gram[np.diag_indices_from(gram)] += _RIDGE * len(inputs) ** 0.5 * 4
    answer: Plane = inputs @ np.linalg.solve(gram, weighted.T @ wanted)
    return answer
