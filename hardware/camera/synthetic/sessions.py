"""Two seconds of holding a code up: it comes nearer, the lens finds its focus, the hand shakes; one difficulty each."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from hardware.camera.render import Hand, Pose
from hardware.camera.source import Image
from hardware.camera.synthetic.recipe import Damage, Lens, Light, Recipe, Sensor
from hardware.camera.synthetic.rendering import lit, sensed
from hardware.camera.synthetic.symbol import Style, random_symbol

Random = np.random.Generator
FPS: Final = 15
LENGTH_S: Final = 2.0
SIZE: Final = (1280, 720)
_FOCUS_S: Final = 0.25
_NEAR_S: Final = 0.7
_ROOM: Final = 99


@dataclass(frozen=True, slots=True)
class Session:
    """What is held up, at its nearest and sharpest. `tilts`: the hand turns it, so that a reflection wanders."""

    difficulty: str
    seed: int
    recipe: Recipe
    tilts: bool = False
    shakes: float = 1.0

    @property
    def text(self) -> str:
        return self.recipe.symbol.text

    def frames(self) -> int:
        return round(LENGTH_S * FPS)

    def light(self, index: int) -> Image:
        """What falls on the sensor in frame `index`, before any exposure: float32, linear."""
        time_s = index / FPS
        return lit(self._at(time_s), SIZE, np.random.default_rng([self.seed, _ROOM]))

    def taken(self, light: Image, index: int, exposure: float = 1.0) -> Image:
        """The frame that the camera delivers with `exposure` times its own: gray."""
        sensor = replace(self.recipe.sensor, exposure=self.recipe.sensor.exposure * exposure)
        return sensed(light, sensor, np.random.default_rng([self.seed, index]))

    def _at(self, time_s: float) -> Recipe:
        """Half the size at first, out of focus, and moving all the while."""
        recipe, hand = self.recipe, Hand(self.seed)
        here = Pose(0, 0, recipe.roll, recipe.pitch, recipe.yaw)
        now, later = (hand.shaken(here, t) for t in (time_s, time_s + 1 / FPS))
        nearness = 1 - 0.45 * math.exp(-3 * time_s / _NEAR_S)
        exposed = min(1.0, 0.25 / max(recipe.light.level, 0.05)) * self.shakes
        streak = exposed * math.hypot(later.x - now.x, later.y - now.y)
        lens = replace(
            recipe.lens,
            defocus_px=recipe.lens.defocus_px + 5 * math.exp(-time_s / _FOCUS_S),
            motion_px=recipe.lens.motion_px + streak,
            motion_degrees=math.degrees(math.atan2(later.y - now.y, later.x - now.x)) % 180,
        )
        light = recipe.light
        if self.tilts:
            swing = 0.3 * math.sin(2 * math.pi * 0.5 * time_s + self.seed)
            light = replace(light, glare_at=(light.glare_at[0] + swing, light.glare_at[1] + 0.5 * swing))
        return replace(
            recipe,
            module_px=recipe.module_px * nearness,
            at=(recipe.at[0] + self.shakes * now.x / SIZE[0], recipe.at[1] + self.shakes * now.y / SIZE[1]),
            roll=now.roll,
            pitch=now.pitch,
            yaw=now.yaw,
            lens=lens,
            light=light,
        )


def _typical(random: Random, **symbol: object) -> Recipe:
    return Recipe(
        random_symbol(random, **symbol),  # type: ignore[arg-type]
        module_px=random.uniform(3.5, 6),
        on_phone=random.random() < 0.7,
        roll=random.uniform(-12, 12),
        pitch=random.uniform(-12, 12),
        yaw=random.uniform(-12, 12),
        at=(random.uniform(0.42, 0.58), random.uniform(0.42, 0.58)),
        light=Light(level=random.uniform(0.6, 1)),
        lens=Lens(soft_px=random.uniform(0.6, 1)),
        sensor=Sensor(noise=random.uniform(1.5, 3.5), jpeg=int(random.integers(65, 90))),
    )


def _darkmode(random: Random) -> Recipe:
    return replace(_typical(random), on_phone=True, inverted=True)


def _logo_dots(random: Random) -> Recipe:
    return _typical(random, style=Style.DOTS, logo=random.uniform(0.1, 0.2), correction=str(random.choice(["Q", "H"])))


def _small(random: Random) -> Recipe:
    return replace(_typical(random), module_px=random.uniform(1.8, 2.7))


def _lowlight(random: Random) -> Recipe:
    level, noise = random.uniform(0.01, 0.035), random.uniform(9, 16)
    return replace(_typical(random), on_phone=False, light=Light(level=level), sensor=Sensor(noise=noise, jpeg=75))


def _paper_dim(random: Random) -> Recipe:
    light = Light(level=random.uniform(0.05, 0.15), slope=random.uniform(-0.6, 0.6))
    damage = Damage(crumple=random.uniform(0.1, 0.5))
    return replace(_typical(random), on_phone=False, light=light, damage=damage, sensor=Sensor(noise=7, jpeg=75))


def _overexposed(random: Random) -> Recipe:
    sensor = Sensor(exposure=random.uniform(20, 60), noise=3, jpeg=80)
    return replace(_typical(random), on_phone=True, sensor=sensor)


def _glare(random: Random) -> Recipe:
    light = Light(
        level=0.9,
        glare=random.uniform(2, 6),
        glare_size=random.uniform(0.16, 0.3),
        glare_at=(random.uniform(0.3, 0.7), random.uniform(0.3, 0.7)),
    )
    return replace(_typical(random), on_phone=True, light=light)


def _moire(random: Random) -> Recipe:
    light = Light(level=0.9, moire=random.uniform(0.4, 0.8), moire_px=random.uniform(7, 16))
    return replace(_typical(random), on_phone=True, light=light)


def _motion(random: Random) -> Recipe:
    return _typical(random)


def _defocus(random: Random) -> Recipe:
    recipe = _typical(random)
    return replace(recipe, lens=replace(recipe.lens, defocus_px=recipe.module_px * random.uniform(0.6, 0.95)))


def _cracked(random: Random) -> Recipe:
    damage = Damage(cracks=int(random.integers(3, 9)), crack_width=random.uniform(0.012, 0.026))
    return replace(_typical(random), on_phone=True, damage=damage)


DIFFICULTIES: Final[dict[str, Callable[[Random], Recipe]]] = {
    "typical": _typical,
    "darkmode": _darkmode,
    "logo_dots": _logo_dots,
    "small": _small,
    "lowlight": _lowlight,
    "paper_dim": _paper_dim,
    "overexposed": _overexposed,
    "glare": _glare,
    "moire": _moire,
    "motion": _motion,
    "defocus": _defocus,
    "cracked": _cracked,
}


def session(difficulty: str, seed: int) -> Session:
    """The same for the same arguments."""
    recipe = DIFFICULTIES[difficulty](np.random.default_rng([seed, *difficulty.encode()]))
    shakes = {"motion": 4.0}.get(difficulty, 1.0)
    return Session(difficulty, seed, recipe, tilts=difficulty == "glare", shakes=shakes)
