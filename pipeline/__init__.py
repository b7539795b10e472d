"""Lecture localization: human subtitles in, a lecture in seven languages out."""

__version__ = "0.1.0"
