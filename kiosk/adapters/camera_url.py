"""Checks a camera URL before anything moves."""

from typing import Final

from hardware.camera.url import CameraUrlError, parse_url
from kiosk.errors import ConfigError
from kiosk.settings import STAGE_CAMERA

CAMERA_VARIABLE: Final = "OPENLUKE_CAMERA"
"""Names the reader's camera in its environment, which only its own user may read."""


def check_camera(where: str, url: str) -> None:
    """Raises ConfigError saying what is wrong with the URL; `where` is the option or field it came from."""
    if url == STAGE_CAMERA:
        return
    try:
        parse_url(url)
    except CameraUrlError as error:
        raise ConfigError(where, str(error)) from error
