"""From a URL to the source it names."""

from hardware.camera.photos import PhotoFolderSource, StillSource
from hardware.camera.source import CameraMissingError, FrameSource
from hardware.camera.stage import StageSource
from hardware.camera.url import CameraUrl, CameraUrlError, parse_url
from hardware.camera.v4l2 import V4l2Source
from hardware.camera.video_file import VideoFileSource


def open_source(url: str) -> FrameSource:
    """The source, ready for its own `open`. Raises CameraUrlError.

    Files are tried here once, so that a picture that is none is an error at the start and no camera that may yet
    come. A `v4l2` device is not touched.
    """
    parsed = parse_url(url)
    source = _build(parsed)
    if parsed.kind != "v4l2":
        try:
            source.open()
        except CameraMissingError as error:
            raise CameraUrlError(url, str(error)) from None
        finally:
            source.close()
    return source


def _build(url: CameraUrl) -> FrameSource:
    match url.kind:
        case "v4l2":
            return V4l2Source(url.path, url.size, url.fps)
        case "file":
            return VideoFileSource(url.path, loop=url.loop)
        case "dir":
            return PhotoFolderSource(url.path, url.fps, url.hold_s, url.gap_s, loop=url.loop)
        case "still":
            return StillSource(url.path, url.fps)
        case _:
            return StageSource(url.path, url.fps)
