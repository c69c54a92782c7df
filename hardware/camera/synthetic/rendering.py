"""From a recipe to pixels: surface, pose, light, lens, sensor, in the order in which light passes them."""

import math
from typing import Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.source import Image
from hardware.camera.synthetic.recipe import Damage, Lens, Light, Recipe, Sensor
from hardware.camera.synthetic.symbol import QUIET_MODULES

Luminance: TypeAlias = Image
"""Linear light; 1 is white paper in the light for which the camera is exposed."""

_PAPER: Final = (0.07, 0.82)
_PHONE: Final = (0.03, 1.0)
_GAMMA: Final = 1 / 2.2
_BEZEL_MODULES: Final = 2


def render(recipe: Recipe, size: tuple[int, int], random: np.random.Generator) -> Image:
    """A gray frame, uint8, height × width of `size` = (width, height)."""
    return sensed(lit(recipe, size, random), recipe.sensor, random)


def lit(recipe: Recipe, size: tuple[int, int], random: np.random.Generator) -> Luminance:
    """What falls on the sensor, before exposure and noise."""
    surface, corners = _surface(recipe, random)
    scene = room(size, random)
    quad = _placed(recipe, corners, size)
    light = _warped(surface, scene, corners, quad, recipe)
    side_px = float(np.linalg.norm(quad[1] - quad[0]))
    return seen(_lit(light, recipe.light, quad.mean(axis=0), side_px), recipe.lens)


def _surface(recipe: Recipe, random: np.random.Generator) -> tuple[Luminance, NDArray[np.float32]]:
    """The thing that is held up, and where on it the code's outer corners are."""
    symbol = recipe.symbol
    scale = max(4, math.ceil(2 * recipe.module_px))
    pixels = symbol.drawn(scale).astype(np.float32) / 255
    if recipe.inverted:
        pixels = 1 - pixels
    dark, white = _PHONE if recipe.on_phone else _PAPER
    code = dark + (white - dark) * pixels
    edge = QUIET_MODULES * scale
    side = symbol.modules * scale
    _damage(code, recipe.damage, edge, side, random)
    border = _BEZEL_MODULES * scale
    paper = 0.02 if recipe.on_phone else float(white)
    surface = cv2.copyMakeBorder(code, *(border,) * 4, cv2.BORDER_CONSTANT, value=paper)
    surface = _bent(surface, recipe.damage, side, scale, random)
    near, far = border + edge, border + edge + side
    corners = np.array([[near, near], [far, near], [far, far], [near, far]], np.float32)
    return surface, corners


def _bent(surface: Luminance, damage: Damage, side: int, scale: int, random: np.random.Generator) -> Luminance:
    """Rolled about an upright axis and folded at random; what is nearer to the light is lighter."""
    if not damage.bend and not damage.crumple:
        return surface
    height, width = surface.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    shade = np.ones_like(surface)
    if damage.bend:
        radius = side / damage.bend
        off = np.clip((x - width / 2) / radius, -0.999, 0.999)
        x = (width / 2 + radius * np.arcsin(off)).astype(np.float32)
        shade *= np.sqrt(1 - off**2)
    if damage.crumple:
        folds = [
            cv2.resize(random.normal(0, 1, (5, 5)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
            for _ in range(2)
        ]
        x, y = x + damage.crumple * scale * folds[0], y + damage.crumple * scale * folds[1]
        shade *= np.clip(1 + 0.15 * damage.crumple * folds[0], 0.4, 1.6)
    return cv2.remap(surface, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) * shade


def _damage(code: Luminance, damage: Damage, edge: int, side: int, random: np.random.Generator) -> None:
    for _ in range(damage.cracks):
        _crack(code, damage.crack_width * side, edge, side, random)
    for _ in range(damage.stains):
        middle_of = (edge + side * random.uniform(0, 1, 2)).astype(int).tolist()
        axes = (damage.stain_size * side * random.uniform(0.4, 1.2, 2)).astype(int).tolist()
        cv2.ellipse(
            code, middle_of, axes, random.uniform(0, 180), 0, 360, float(random.uniform(0.02, 0.9)), -1, cv2.LINE_AA
        )
    if damage.no_quiet_zone:
        inner = code[edge : edge + side, edge : edge + side].copy()
        code[:] = random.uniform(0.05, 0.4)
        code[edge : edge + side, edge : edge + side] = inner
    if damage.cover:
        reach = damage.cover * side
        angle = random.uniform(0, 2 * math.pi)
        middle = edge + side / 2
        distance = side / 2 * min(1 / max(abs(math.cos(angle)), 1e-6), 1 / max(abs(math.sin(angle)), 1e-6))
        x, y = (middle + (distance + reach) * f(angle) for f in (math.cos, math.sin))
        cv2.circle(code, (int(x), int(y)), int(2 * reach), float(random.uniform(0.2, 0.5)), -1, cv2.LINE_AA)


def _crack(code: Luminance, width_px: float, edge: int, side: int, random: np.random.Generator) -> None:
    """A jagged line across, bright where it splinters and dark beside it."""
    start, end = (edge + side * random.uniform(-0.05, 1.05, 2) for _ in range(2))
    knots = [start + (end - start) * t + random.normal(0, 0.04 * side, 2) for t in np.linspace(0, 1, 7)]
    line = np.array(knots, np.int32).reshape(-1, 1, 2)
    cv2.polylines(code, [line], False, float(random.uniform(0, 0.3)), max(1, int(width_px)), cv2.LINE_AA)
    cv2.polylines(code, [line + 1], False, float(random.uniform(0.7, 1.2)), max(1, int(0.5 * width_px)), cv2.LINE_AA)


def room(size: tuple[int, int], random: np.random.Generator) -> Luminance:
    """Whatever else is in view: a lit wall, things with edges, stripes and print."""
    width, height = size
    scene = np.full((height // 4, width // 4), random.uniform(0.12, 0.4), np.float32)
    scene *= np.linspace(1, random.uniform(0.6, 1.4), width // 4, dtype=np.float32)
    for _ in range(int(random.integers(12, 40))):
        corner = random.uniform(0, 1, 2) * (width // 4, height // 4)
        far = corner + random.uniform(4, 70, 2)
        near, far = corner.astype(int).tolist(), far.astype(int).tolist()
        cv2.rectangle(scene, near, far, float(random.uniform(0.03, 0.8)), -1)
    for _ in range(int(random.integers(0, 6))):
        x, y, pitch = (int(random.uniform(*range_)) for range_ in ((0, width / 4), (0, height / 4), (2, 7)))
        scene[y : y + 30, x : x + 60 : pitch] *= 0.3
    return cv2.GaussianBlur(cv2.resize(scene, size, interpolation=cv2.INTER_LINEAR), (0, 0), random.uniform(0.8, 4))


def _placed(recipe: Recipe, corners: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
    """Where the code's corners come to lie, through a pinhole whose focal length is the frame's width."""
    focal = float(size[0])
    scale = recipe.module_px * recipe.symbol.modules / float(corners[1, 0] - corners[0, 0])
    flat = (corners - corners.mean(axis=0)) * scale
    roll, pitch, yaw = (math.radians(a) for a in (recipe.roll, recipe.pitch, recipe.yaw))
    x = flat[:, 0] * math.cos(roll) - flat[:, 1] * math.sin(roll)
    y = flat[:, 0] * math.sin(roll) + flat[:, 1] * math.cos(roll)
    shrink = focal / (focal + x * math.sin(yaw) + y * math.sin(pitch))
    centre = np.array(recipe.at) * size
    quad = np.stack([x * math.cos(yaw) * shrink, y * math.cos(pitch) * shrink], axis=1)
    return (quad + centre).astype(np.float32)


def _warped(
    surface: Luminance, scene: Luminance, corners: NDArray[np.float32], quad: NDArray[np.float32], recipe: Recipe
) -> Luminance:
    shrink = (corners[1, 0] - corners[0, 0]) / (recipe.module_px * recipe.symbol.modules)
    smooth = cv2.GaussianBlur(surface, (0, 0), 0.4 * float(shrink))  # no aliases of modules in small pictures
    onto = cv2.getPerspectiveTransform(corners, quad)
    height, width = scene.shape
    return cv2.warpPerspective(
        smooth, onto, (width, height), dst=scene.copy(), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT
    )


def _lit(light: Luminance, on: Light, centre: NDArray[np.float32], side_px: float) -> Luminance:
    height, width = light.shape
    x = (np.arange(width, dtype=np.float32) - centre[0]) / side_px
    y = ((np.arange(height, dtype=np.float32) - centre[1]) / side_px)[:, None]
    falls: Luminance = light * on.level
    if on.slope:
        falls *= np.clip(1 + on.slope * (0.8 * x + 0.6 * y), 0.05, 3)
    if on.shadow:
        falls *= np.where(x + 0.6 * y > on.glare_at[0] - 0.5, 1 - on.shadow, 1)
    if on.moire:
        phase = 2 * math.pi * side_px / on.moire_px
        falls *= 1 + on.moire * np.sin(phase * (0.97 * x + 0.24 * y)) * np.sin(phase * 0.9 * (0.2 * x - 0.98 * y))
    if on.glare:
        dx, dy = x - (on.glare_at[0] - 0.5), y - (on.glare_at[1] - 0.5)
        falls += on.glare * np.exp(-(dx**2 + (1.3 * dy) ** 2) / (2 * on.glare_size**2))
    return falls.astype(np.float32)


def seen(light: Luminance, lens: Lens) -> Luminance:
    """The light that falls on the sensor."""
    if lens.defocus_px > 0.3:
        light = cv2.filter2D(light, -1, _disc(lens.defocus_px))
    if lens.motion_px > 1:
        light = cv2.filter2D(light, -1, _streak(lens.motion_px, lens.motion_degrees))
    return cv2.GaussianBlur(light, (0, 0), lens.soft_px)


def _disc(radius_px: float) -> Luminance:
    reach = math.ceil(radius_px) + 1
    grid = np.hypot(*np.mgrid[-reach : reach + 1, -reach : reach + 1])
    kernel: Luminance = np.clip(radius_px + 0.5 - grid, 0, 1).astype(np.float32)
    return _normal(kernel)


def _streak(length_px: float, degrees: float) -> Luminance:
    reach = math.ceil(length_px / 2) + 1
    kernel: Luminance = np.zeros((8 * (2 * reach + 1),) * 2, np.float32)
    middle = kernel.shape[0] / 2
    along = 4 * length_px * np.array([math.cos(math.radians(degrees)), math.sin(math.radians(degrees))])
    start, end = ((middle + sign * along).astype(int).tolist() for sign in (-1, 1))
    cv2.line(kernel, start, end, 1.0, 6)
    return _normal(cv2.resize(kernel, (2 * reach + 1,) * 2, interpolation=cv2.INTER_AREA))


def _normal(kernel: Luminance) -> Luminance:
    normal: Luminance = kernel / kernel.sum()
    return normal


def sensed(light: Luminance, sensor: Sensor, random: np.random.Generator) -> Image:
    """Clipped, bent, noisy and compressed, as a camera delivers it."""
    exposed = np.clip(light * sensor.exposure, 0, 1)
    noise = random.standard_normal(exposed.shape, dtype=np.float32) * (sensor.noise / 255)
    levels = np.power(exposed, _GAMMA) + noise
    gray = np.clip(255 * levels, 0, 255).astype(np.uint8)
    compressed = cv2.imencode(".jpg", gray, [cv2.IMWRITE_JPEG_QUALITY, sensor.jpeg])[1]
    delivered = cv2.imdecode(compressed, cv2.IMREAD_GRAYSCALE)
    assert delivered is not None
    return delivered
