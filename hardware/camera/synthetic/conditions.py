"""Eighteen ways in which a code is hard to read, each from mild to hopeless."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from hardware.camera.source import Image
from hardware.camera.synthetic.recipe import Damage, Lens, Light, Recipe, Sensor
from hardware.camera.synthetic.rendering import render
from hardware.camera.synthetic.symbol import Style, random_symbol

Random = np.random.Generator
SIZES: Final = {"720p": (1280, 720), "1080p": (1920, 1080)}


def _held(random: Random, **symbol: object) -> Recipe:
    """A code as most people hold it up."""
    return Recipe(
        random_symbol(random, **symbol),  # type: ignore[arg-type]
        module_px=random.uniform(3.0, 6.0),
        on_phone=random.random() < 0.6,
        roll=random.uniform(-12, 12),
        pitch=random.uniform(-12, 12),
        yaw=random.uniform(-12, 12),
        at=(random.uniform(0.4, 0.6), random.uniform(0.4, 0.6)),
        light=Light(level=random.uniform(0.6, 1.0), slope=random.uniform(-0.3, 0.3)),
        lens=Lens(soft_px=random.uniform(0.5, 1.0)),
        sensor=Sensor(noise=random.uniform(1, 4), jpeg=int(random.integers(60, 92))),
    )


def _clean_phone(random: Random) -> Recipe:
    return replace(_held(random), on_phone=True)


def _clean_paper(random: Random) -> Recipe:
    return replace(_held(random), on_phone=False)


def _inverted(random: Random) -> Recipe:
    return replace(_held(random), on_phone=True, inverted=True)


def _rounded(random: Random) -> Recipe:
    return _held(random, style=Style.ROUNDED)


def _dots(random: Random) -> Recipe:
    return _held(random, style=Style.DOTS)


def _logo(random: Random) -> Recipe:
    return _held(random, logo=random.uniform(0.12, 0.24), correction=str(random.choice(["Q", "H"])))


def _tilt(random: Random) -> Recipe:
    tilt = [random.uniform(25, 55) * random.choice([-1, 1]), random.uniform(-20, 20)]
    if random.random() < 0.5:
        tilt.reverse()
    return replace(_held(random), pitch=tilt[0], yaw=tilt[1])


def _rotation(random: Random) -> Recipe:
    return replace(_held(random), roll=random.uniform(0, 360))


def _defocus(random: Random) -> Recipe:
    held = _held(random)
    return replace(held, lens=replace(held.lens, defocus_px=held.module_px * random.uniform(0.35, 1.15)))


def _motion(random: Random) -> Recipe:
    held = _held(random)
    length = held.module_px * random.uniform(0.6, 2.1)
    return replace(held, lens=replace(held.lens, motion_px=length, motion_degrees=random.uniform(0, 180)))


def _lowlight(random: Random) -> Recipe:
    held = _held(random)
    level = float(np.exp(random.uniform(np.log(0.015), np.log(0.2))))
    return replace(held, on_phone=False, light=replace(held.light, level=level), sensor=_noisy(random))


def _noisy(random: Random) -> Sensor:
    return Sensor(noise=random.uniform(4, 12), jpeg=int(random.integers(55, 85)))


def _glare(random: Random) -> Recipe:
    held = _held(random)
    light = replace(
        held.light,
        glare=random.uniform(0.3, 3),
        glare_size=random.uniform(0.06, 0.3),
        glare_at=(random.uniform(0.15, 0.85), random.uniform(0.15, 0.85)),
    )
    return replace(held, light=light)


def _overexposed(random: Random) -> Recipe:
    held = _held(random)
    exposure = float(np.exp(random.uniform(np.log(1.6), np.log(25))))
    return replace(held, on_phone=True, sensor=replace(held.sensor, exposure=exposure, noise=random.uniform(2, 5)))


def _moire(random: Random) -> Recipe:
    held = _held(random)
    period = held.module_px * random.uniform(0.8, 4)
    return replace(held, on_phone=True, light=replace(held.light, moire=random.uniform(0.1, 0.55), moire_px=period))


def _occlusion(random: Random) -> Recipe:
    return replace(_held(random), damage=Damage(cover=random.uniform(0.02, 0.085)))


def _small(random: Random) -> Recipe:
    return replace(_held(random), module_px=random.uniform(1.7, 3))


def _cracked(random: Random) -> Recipe:
    damage = Damage(cracks=int(random.integers(2, 9)), crack_width=random.uniform(0.005, 0.024))
    return replace(_held(random), on_phone=True, damage=damage)


def _combo(random: Random) -> Recipe:
    held = replace(_tilt(random), module_px=random.uniform(3, 6), inverted=random.random() < 0.3)
    lens = replace(
        held.lens,
        defocus_px=held.module_px * random.uniform(0, 0.5),
        motion_px=held.module_px * random.uniform(0, 0.9),
        motion_degrees=random.uniform(0, 180),
    )
    light = replace(held.light, level=random.uniform(0.2, 1.2), slope=random.uniform(-0.6, 0.6))
    return replace(held, lens=lens, light=light, sensor=replace(held.sensor, noise=random.uniform(2, 9)))


def _curved(random: Random) -> Recipe:
    return replace(
        _held(random), on_phone=False, damage=Damage(bend=random.uniform(0.6, 1.9)), roll=random.uniform(-25, 25)
    )


def _crumpled(random: Random) -> Recipe:
    return replace(_held(random), on_phone=False, damage=Damage(crumple=random.uniform(0.2, 1.3)))


def _shadow(random: Random) -> Recipe:
    held = _held(random)
    light = replace(held.light, shadow=random.uniform(0.5, 0.95), glare_at=(random.uniform(0.2, 0.8), 0.5))
    return replace(held, light=light)


def _stained(random: Random) -> Recipe:
    damage = Damage(stains=int(random.integers(1, 7)), stain_size=random.uniform(0.02, 0.1))
    return replace(_held(random), damage=damage)


def _no_quiet_zone(random: Random) -> Recipe:
    return replace(_held(random), damage=Damage(no_quiet_zone=True))


CONDITIONS: Final[dict[str, Callable[[Random], Recipe]]] = {
    "clean_phone": _clean_phone,
    "clean_paper": _clean_paper,
    "inverted": _inverted,
    "rounded": _rounded,
    "dots": _dots,
    "logo": _logo,
    "tilt": _tilt,
    "rotation": _rotation,
    "defocus": _defocus,
    "motion": _motion,
    "lowlight": _lowlight,
    "glare": _glare,
    "overexposed": _overexposed,
    "moire": _moire,
    "occlusion": _occlusion,
    "small": _small,
    "cracked": _cracked,
    "combo": _combo,
}
"""Those of the measurements that the figures of the documentation are compared with."""

FURTHER: Final[dict[str, Callable[[Random], Recipe]]] = {
    "curved": _curved,
    "crumpled": _crumpled,
    "shadow": _shadow,
    "stained": _stained,
    "no_quiet_zone": _no_quiet_zone,
}


def picture(condition: str, seed: int, size: tuple[int, int]) -> tuple[Image, str]:
    """A gray frame and the text of the code on it; the same for the same arguments."""
    random = np.random.default_rng([seed, *condition.encode(), *size])
    recipe = (CONDITIONS | FURTHER)[condition](random)
    return render(recipe, size, random), recipe.symbol.text
