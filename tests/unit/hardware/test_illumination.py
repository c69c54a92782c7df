from pathlib import Path

import pytest

from hardware.illumination import DARK, OFF_AFTER_S, SETTLE_S, LightUrlError, ReadingLight, open_light


@pytest.fixture
def led(tmp_path: Path) -> Path:
    """As the kernel shows it."""
    (tmp_path / "brightness").write_text("255\n")
    (tmp_path / "max_brightness").write_text("255\n")
    return tmp_path


def brightness(led: Path) -> str:
    return (led / "brightness").read_text()


def test_on_when_somebody_is_there_and_it_is_dark_and_off_when_they_left(led: Path) -> None:
    light = open_light(f"sysfs:{led}?level=0.5")
    assert light.file == led / "brightness"
    reading = ReadingLight(light, light.level)
    assert brightness(led) == "0\n"  # whatever a killed process has left
    reading.look(DARK - 1, 100, present=False)
    reading.look(DARK + 1, 101, present=True)
    assert brightness(led) == "0\n"
    reading.look(DARK - 1, 102, present=True)
    assert brightness(led) == "128\n"
    reading.look(200, 120, present=True)  # lit by itself: no reason to go out
    reading.look(200, 120 + OFF_AFTER_S - 1, present=False)
    assert reading.on
    reading.look(200, 120 + OFF_AFTER_S, present=False)
    assert brightness(led) == "0\n"


def test_its_own_coming_and_going_is_nobody(led: Path) -> None:
    reading = ReadingLight(open_light(f"sysfs:{led}"))
    reading.look(10, 100, present=True)
    now_s = 100.0
    while reading.on:  # the change of light is all that moves
        now_s += 0.1
        reading.look(90, now_s, present=now_s < 100 + SETTLE_S - 1)
    assert now_s == pytest.approx(100 + SETTLE_S + OFF_AFTER_S, abs=0.2)
    reading.look(10, now_s + 1, present=True)
    assert not reading.on
    reading.look(10, now_s + SETTLE_S + 1, present=True)
    assert reading.on
    reading.off()
    assert brightness(led) == "0\n"


class Broken:
    def __init__(self) -> None:
        self.works = False

    def set(self, level: float) -> None:
        if not self.works:
            raise OSError(5, "Input/output error")


@pytest.mark.allow_warnings
def test_a_light_that_fails_is_told_once_and_tried_on(caplog: pytest.LogCaptureFixture) -> None:
    light = Broken()
    reading = ReadingLight(light)
    for i in range(20):
        reading.look(10, 100 + 20.0 * i, present=i % 2 == 0)
    assert caplog.text.count("the light cannot be switched: Input/output error") == 1


@pytest.mark.parametrize(
    "url",
    [
        "",
        "gpio:17",
        "sysfs:led",
        "sysfs:/x?level=0",
        "sysfs:/x?level=0.0",
        "sysfs:/x?level=2",
        "sysfs:/x?on=1",
        "sysfs:",
    ],
)
def test_a_bad_name_is_told_with_the_form_it_must_have(url: str) -> None:
    with pytest.raises(LightUrlError, match="must be sysfs:/sys/class/leds/NAME"):
        open_light(url)


def test_a_light_that_is_not_there_is_bad_input(led: Path) -> None:
    with pytest.raises(LightUrlError, match="No such file"):
        open_light(f"sysfs:{led}/none")
    (led / "max_brightness").write_text("bright")
    with pytest.raises(LightUrlError, match="max_brightness is not a number"):
        open_light(f"sysfs:{led}")
