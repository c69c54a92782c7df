"""All that makes one picture what it is: drawn once from a seed by a condition, then only rendered."""

from dataclasses import dataclass, field

from hardware.camera.synthetic.symbol import Symbol


@dataclass(frozen=True, slots=True)
class Damage:
    """What lies on the code itself. Sizes are fractions of the code's side."""

    cracks: int = 0
    crack_width: float = 0.0
    cover: float = 0.0
    """A finger over a corner or an edge: how far it reaches in."""
    stains: int = 0
    stain_size: float = 0.0
    no_quiet_zone: bool = False
    """Dark right up to the code's edge."""
    bend: float = 0.0
    """Radians of the arc into which the code is bent about an upright axis."""
    crumple: float = 0.0
    """How far folds shift what is printed, in modules."""


@dataclass(frozen=True, slots=True)
class Light:
    """What falls on the surface. 1 is the light for which the camera is exposed."""

    level: float = 1.0
    slope: float = 0.0
    """How much lighter one side is than the other, as a fraction."""
    glare: float = 0.0
    """Brightness of a reflection's middle, above the surface's own."""
    glare_size: float = 0.2
    """Its σ, as a fraction of the code's side."""
    glare_at: tuple[float, float] = (0.5, 0.5)
    shadow: float = 0.0
    """Share of the light that an object with a straight edge keeps off part of the code."""
    moire: float = 0.0
    """Contrast of the beat of the display's grid with the sensor's."""
    moire_px: float = 9.0


@dataclass(frozen=True, slots=True)
class Lens:
    """What optics and movement do, in pixels of the frame."""

    soft_px: float = 0.5
    defocus_px: float = 0.0
    """Radius of the disc a point becomes."""
    motion_px: float = 0.0
    motion_degrees: float = 0.0


@dataclass(frozen=True, slots=True)
class Sensor:
    """What the camera makes of the light. `noise` is σ in gray levels at mid gray."""

    exposure: float = 1.0
    noise: float = 2.0
    jpeg: int = 85


@dataclass(frozen=True, slots=True)
class Recipe:
    """One picture of `symbol`, whose module is `module_px` wide where it is nearest to upright."""

    symbol: Symbol
    module_px: float
    on_phone: bool = False
    inverted: bool = False
    roll: float = 0.0
    pitch: float = 0.0
    yaw: float = 0.0
    at: tuple[float, float] = (0.5, 0.5)
    """The middle of the code, as fractions of the frame."""
    damage: Damage = field(default_factory=Damage)
    light: Light = field(default_factory=Light)
    lens: Lens = field(default_factory=Lens)
    sensor: Sensor = field(default_factory=Sensor)
