"""Cameras and the codes they see: frame sources by URL, the newest-frame grabber, the decoders.

OpenCV reads these settings from the environment when it is first imported, so they stand here, before any module
of the package imports it: a V4L2 device that delivers nothing gives up after 2 s (its default is 10), and neither
OpenCV nor FFmpeg writes a line of its own for every failed try (the grabber writes one per loss). RTSP goes over TCP,
which loses no slices of a picture and needs no ports to be opened. NumPy's matrices here have some tens of rows: a
pool of threads for them costs more than it saves, and a thread that runs already is beyond the reader's sandbox.
"""

import os

os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
os.environ.setdefault("OPENCV_FFMPEG_CAPTURE_OPTIONS", "rtsp_transport;tcp")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
