"""A light for what is held up: on when somebody is there and it is dark, and only then."""

import logging
import re
from pathlib import Path
from typing import Final, Protocol

log = logging.getLogger(__name__)

DARK: Final = 45.0
"""Mean gray level of the picture without the light, 0 to 255."""
OFF_AFTER_S: Final = 10.0
SETTLE_S: Final = 5.0
"""The light's own coming and going changes the picture: for so long nobody is seen in that."""


class LightUrlError(ValueError):
    """The operator's light is wrong. The text names it and the reason."""


class Illumination(Protocol):
    """Something that gives light."""

    def set(self, level: float) -> None:
        """From 0, off, to 1. Raises OSError."""
        ...


class SysfsLed:
    """A LED of the kernel's class `leds`, or whatever a driver or a relay offers there: `brightness` in a folder with
    `max_brightness` (Linux, Documentation/ABI/testing/sysfs-class-led).
    """

    def __init__(self, folder: Path, level: float = 1.0) -> None:
        """`level`: how bright it shall be when it is on."""
        self.file = (folder / "brightness").resolve()
        self.level = level
        self._most = int((folder / "max_brightness").read_text())

    def set(self, level: float) -> None:
        self.file.write_text(f"{round(level * self._most)}\n")


def open_light(url: str) -> SysfsLed:
    """From `sysfs:/sys/class/leds/NAME?level=0.8`. Raises LightUrlError."""
    found = re.fullmatch(r"sysfs:(/[^?]+)(?:\?level=(0?\.\d{1,3}|1|1\.0))?", url)
    if not found or float(found[2] or 1) == 0:
        raise LightUrlError(
            f"light {url!r}: must be sysfs:/sys/class/leds/NAME, with ?level= above 0 to 1 where wanted"
        )
    try:
        return SysfsLed(Path(found[1]), float(found[2] or 1))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "max_brightness is not a number"
        raise LightUrlError(f"light {url!r}: {reason}") from None


class ReadingLight:
    """Decides from the pictures. Off at the start, whatever a killed process has left burning."""

    def __init__(self, light: Illumination, level: float = 1.0) -> None:
        self._light = light
        self._level = level
        self._failed = False
        self._seen_s = 0.0
        self._settled_s = 0.0
        self.on = False
        self._set(0.0)

    def look(self, brightness: float, now_s: float, *, present: bool) -> None:
        """Call once per frame: its mean gray level, and whether something moved lately. `now_s` is monotonic."""
        if now_s < self._settled_s:
            return
        if present:
            self._seen_s = now_s
        if not self.on and present and brightness < DARK:
            self._switch(now_s, on=True)
        elif self.on and now_s - self._seen_s >= OFF_AFTER_S:
            self._switch(now_s, on=False)

    def off(self) -> None:
        """For the end."""
        self.on = False
        self._set(0.0)

    def _switch(self, now_s: float, *, on: bool) -> None:
        self.on = on
        self._settled_s = self._seen_s = now_s + SETTLE_S
        self._set(self._level if on else 0.0)

    def _set(self, level: float) -> None:
        """A light that fails is told once; codes are read without it."""
        try:
            self._light.set(level)
        except OSError as error:
            if not self._failed:
                log.warning("the light cannot be switched: %s", error.strerror)
            self._failed = True
        else:
            self._failed = False
