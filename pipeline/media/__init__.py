"""Videos: the only door to FFmpeg, through ffmpeg-python, imageio-ffmpeg and PyAV."""

from pipeline.media.binary import FFmpeg, find_ffmpeg
from pipeline.media.mux import mux
from pipeline.media.probe import probe
from pipeline.media.readback import read_tracks

__all__ = ["FFmpeg", "find_ffmpeg", "mux", "probe", "read_tracks"]
