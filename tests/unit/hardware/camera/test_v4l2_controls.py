"""Against a driver that keeps what it is told, within the limits of its controls."""

import errno
from pathlib import Path

import cv2
import pytest

from hardware.camera.url import Sensor
from hardware.camera.v4l2_controls import AUTOMATIC, MANUAL, Controls

DEVICE = Path("/dev/video-test")


class Driver:
    """In automatic mode the time is the driver's own (333 units of 100 µs) and cannot be set. Times end at 5000."""

    def __init__(self, *, manual: bool = True, focus: bool = True, deaf: bool = False) -> None:
        self.manual = manual
        self.deaf = deaf
        self.focus = focus
        self.values = {cv2.CAP_PROP_AUTO_EXPOSURE: AUTOMATIC, cv2.CAP_PROP_EXPOSURE: 333.0}

    def set(self, prop: int, value: float, /) -> bool:
        if prop == cv2.CAP_PROP_AUTO_EXPOSURE and value == MANUAL and not self.manual:
            return False
        if prop == cv2.CAP_PROP_EXPOSURE:
            if self.values[cv2.CAP_PROP_AUTO_EXPOSURE] != MANUAL:
                return False
            value = self.values[prop] if self.deaf else min(max(value, 3), 5000)
        if prop in {cv2.CAP_PROP_FOCUS, cv2.CAP_PROP_AUTOFOCUS} and not self.focus:
            return False
        self.values[prop] = value
        return True

    def get(self, prop: int, /) -> float:
        return self.values.get(prop, 0.0)


def test_normal_settings_are_set_whatever_was_left_behind() -> None:
    driver = Driver()
    driver.values |= {cv2.CAP_PROP_AUTO_EXPOSURE: MANUAL, cv2.CAP_PROP_EXPOSURE: 3.0, cv2.CAP_PROP_AUTOFOCUS: 0}
    Controls(DEVICE, Sensor()).apply_normal(driver)
    assert driver.values[cv2.CAP_PROP_AUTO_EXPOSURE] == AUTOMATIC
    assert driver.values[cv2.CAP_PROP_AUTOFOCUS] == 1


def test_fixed_settings_are_set_in_the_order_a_driver_takes_them() -> None:
    driver = Driver()
    Controls(DEVICE, Sensor(exposure_us=5000, focus=30, gain=12)).apply_normal(driver)
    assert driver.values == {
        cv2.CAP_PROP_AUTO_EXPOSURE: MANUAL,
        cv2.CAP_PROP_EXPOSURE: 50,
        cv2.CAP_PROP_AUTOFOCUS: 0,
        cv2.CAP_PROP_FOCUS: 30,
        cv2.CAP_PROP_GAIN: 12,
    }


def test_what_the_driver_took_instead_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    driver = Driver(focus=False)
    controls = Controls(DEVICE, Sensor(exposure_us=900_000, focus=30))
    controls.apply_normal(driver)
    controls.apply_normal(driver)
    assert [record.getMessage() for record in caplog.records] == [
        "/dev/video-test: focus took 0, asked for 30",
        "/dev/video-test: exposure in 100 µs took 5000, asked for 9000",
    ]


def test_a_factor_is_taken_of_the_driver_s_own_choice_and_given_back() -> None:
    driver = Driver()
    controls = Controls(DEVICE, Sensor())
    controls.apply_normal(driver)
    assert controls.expose(driver, 0.3) == pytest.approx(0.3, abs=0.01)
    assert driver.values[cv2.CAP_PROP_EXPOSURE] == 100
    assert controls.expose(driver, 0.1) == pytest.approx(0.1, abs=0.01)
    assert driver.values[cv2.CAP_PROP_EXPOSURE] == 33  # of 333 still, not of 100
    assert controls.expose(driver, 1.0) == 1.0
    assert driver.values == driver.values | {cv2.CAP_PROP_AUTO_EXPOSURE: MANUAL, cv2.CAP_PROP_EXPOSURE: 333}
    controls.normal_exposure(driver)
    assert driver.values[cv2.CAP_PROP_AUTO_EXPOSURE] == AUTOMATIC


def test_a_factor_is_taken_of_a_fixed_time_and_given_back() -> None:
    driver = Driver()
    controls = Controls(DEVICE, Sensor(exposure_us=10_000))
    controls.apply_normal(driver)
    assert controls.expose(driver, 4.0) == 4.0
    assert controls.expose(driver, 1.0) == 1.0
    assert driver.values[cv2.CAP_PROP_EXPOSURE] == 100


def test_the_factor_that_the_driver_really_took_is_told() -> None:
    driver = Driver()
    controls = Controls(DEVICE, Sensor(exposure_us=1000))
    controls.apply_normal(driver)
    assert controls.expose(driver, 0.01) == 0.3


class Silent(Driver):
    """Does not say what time it has chosen."""

    def get(self, prop: int, /) -> float:
        return 0.0 if prop == cv2.CAP_PROP_EXPOSURE else super().get(prop)


@pytest.mark.parametrize("driver", [Driver(manual=False), Silent(), Driver(deaf=True)])
def test_a_camera_that_cannot_is_left_as_it_was(driver: Driver) -> None:
    controls = Controls(DEVICE, Sensor())
    controls.apply_normal(driver)
    assert controls.expose(driver, 0.3) is None
    assert driver.values[cv2.CAP_PROP_AUTO_EXPOSURE] == AUTOMATIC


def test_mains_frequency_is_set_or_told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    was_set: list[tuple[Path, int]] = []
    Controls(DEVICE, Sensor(power_line=50), lambda *setting: was_set.append(setting)).apply_normal(Driver())
    assert was_set == [(DEVICE, 50)]

    def refuse(_device: Path, _hertz: int) -> None:
        raise OSError(errno.ENOTTY, "no")

    Controls(DEVICE, Sensor(power_line=60), refuse).apply_normal(Driver())
    assert "power_line not set: Inappropriate ioctl" in caplog.text


def test_the_real_call_ends_in_an_error_on_what_is_no_camera(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    (tmp_path / "file").touch()
    Controls(tmp_path / "file", Sensor(power_line=60)).apply_normal(Driver())
    assert "power_line not set" in caplog.text
