"""Cameras and the codes they see: frame sources by URL, the newest-frame grabber, the decoders.

OpenCV reads these settings from the environment when it is first imported, so they stand here, before any module
of the package imports it: a V4L2 device that delivers nothing gives up after 2 s (its default is 10), and neither
OpenCV nor FFmpeg writes a line of its own for every failed try (the grabber writes one per loss). NumPy's matrices here
have some tens of rows: a pool of threads for them costs more than it saves.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
