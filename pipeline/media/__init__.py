"""Videos: the only door to FFmpeg, through ffmpeg-python, imageio-ffmpeg and PyAV."""

from pipeline.media.binary import FFmpeg, find_ffmpeg
from pipeline.media.burn import burn
from pipeline.media.mux import mux
from pipeline.media.probe import probe
from pipeline.media.readback import read_tracks, read_video
from pipeline.media.shots import find_shots
from pipeline.media.sound import Speech, find_speech

__all__ = ["FFmpeg", "Speech", "burn", "find_ffmpeg", "find_shots", "find_speech", "mux", "probe", "read_tracks",
           "read_video"]
