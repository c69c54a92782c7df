"""The palette, computed: WCAG 2 contrast of every pair that is used together, by day and by night."""

import re
from pathlib import Path

import pytest

import ui

THEME = (Path(ui.__file__).parent / "qml" / "Theme.qml").read_text()
PAIRS = [
    ("ink", "paper", 7),
    ("ink", "card", 7),
    ("ink", "steel", 7),
    ("soft", "paper", 6.5),
    ("soft", "card", 6.5),
    ("softOnSteel", "steel", 6.5),
    ("alarm", "paper", 7),
    ("alarm", "card", 6.5),
    ("inkOnHatch", "hatch", 7),
    ("inkOnGlass", "glass", 7),
    ("hatch", "glass", 3),
]


def palette(night: bool) -> dict[str, str]:
    found = {}
    for name, value in re.findall(r"property color (\w+): (.+)", THEME):
        colours = re.findall(r'"#([0-9A-F]{6})"', value)
        if colours:
            found[name] = colours[0] if night or len(colours) == 1 else colours[1]
    return found


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_contrast(night, text, ground, least):
    colours = palette(night)
    assert contrast(colours[text], colours[ground]) >= least


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
def test_one_band_of_the_focus_ring_stands_out_on_every_ground(night):
    colours = palette(night)
    for ground in ("paper", "card", "steel"):
        assert max(contrast(colours[band], colours[ground]) for band in ("ink", "hatch")) >= 3
