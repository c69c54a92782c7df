"""From a URL to the source it names."""

from hardware.camera.liveness import SAME_AFTER_COMPRESSED_S, SAME_AFTER_S, Liveness
from hardware.camera.network import NetworkSource
from hardware.camera.photos import PhotoFolderSource, StillSource
from hardware.camera.source import CameraMissingError, FrameSource
from hardware.camera.stage import StageSource
from hardware.camera.url import CameraUrl, CameraUrlError, parse_url
from hardware.camera.v4l2 import V4l2Source
from hardware.camera.video_file import VideoFileSource


def open_source(url: str) -> FrameSource:
    """The source, ready for its own `open`. Raises CameraUrlError.

    Files are tried here once, so that a picture that is none is an error at the start and no camera that may yet
    come. A `v4l2` device and a camera on the network are not touched.
    """
    parsed = parse_url(url)
    source = _build(parsed)
    if parsed.kind != "v4l2" and not parsed.on_network:
        try:
            source.open()
        except CameraMissingError as error:
            raise CameraUrlError(url, str(error)) from None
        finally:
            source.close()
    return source


def liveness_of(url: CameraUrl) -> Liveness | None:
    """How its frames are judged; None for one that may show the same picture for ever."""
    if not url.live:
        return None
    return Liveness(SAME_AFTER_COMPRESSED_S if url.on_network else SAME_AFTER_S)


def _build(url: CameraUrl) -> FrameSource:
    match url.kind:
        case "v4l2":
            return V4l2Source(url.path, url.size, url.fps, url.sensor)
        case "rtsp" | "http" | "https":
            return NetworkSource(url.text, url.shown)
        case "file":
            return VideoFileSource(url.path, loop=url.loop)
        case "dir":
            return PhotoFolderSource(url.path, url.fps, url.hold_s, url.gap_s, loop=url.loop)
        case "still":
            return StillSource(url.path, url.fps, url.light)
        case _:
            return StageSource(url.path, url.fps)
