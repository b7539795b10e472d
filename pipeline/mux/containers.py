"""The ways a lecture is delivered: one record each. To add one, add a record, and a writer where FFmpeg needs help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.errors import PipelineError
from pipeline.model.language import Language

# Matroska (RFC 9559, 12) and FFmpeg keep the older, bibliographic codes of ISO 639-2 where the two differ.
BIBLIOGRAPHIC = {"deu": "ger", "fra": "fre", "zho": "chi"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """One way to deliver a lecture; ``muxer``, ``subtitle_codec`` and ``options`` are FFmpeg's words.

    ``suffix`` follows the lecture's name; where it holds a slash, a folder is made and its first file is named.
    ``language_code`` gives the code stored for a language, ``name_key`` is the metadata key under which the name in the
    player's menu is kept; ``describes`` tells whether title, comment and chapters of the source have a place;
    ``text_format`` is FFmpeg's name of the format in which the cues are handed to it.
    """

    name: str
    suffix: str
    muxer: str
    subtitle_codec: str
    name_key: str
    language_code: Callable[[Language], str]
    what: str
    options: tuple[tuple[str, str], ...] = ()
    describes: bool = True
    text_format: str = "srt"


def _terminology(language: Language) -> str:
    return language.iso639_2


def _bibliographic(language: Language) -> str:
    return BIBLIOGRAPHIC.get(language.iso639_2, language.iso639_2)


def _bcp47(language: Language) -> str:
    return language.tag


CONTAINERS: dict[str, Container] = {
    container.name: container
    for container in (
        # MP4 drops a track's title without a word; only the name of its handler reaches the menu.
        Container(name="mp4", suffix=".mp4", muxer="mp4", subtitle_codec="mov_text", name_key="handler_name",
                  language_code=_terminology, options=(("movflags", "+faststart"),),
                  what="one file for phones, QuickTime, VLC and downloads"),
        # Copied, not encoded: SubRip goes in as it was written here.
        Container(name="mkv", suffix=".mkv", muxer="matroska", subtitle_codec="copy", name_key="title",
                  language_code=_bibliographic,
                  what="one file for archives and VLC, with the provenance of every track"),
        # As "D_WEBVTT/SUBTITLES", which is how FFmpeg writes it; VLC, mpv and mkvmerge read it.
        Container(name="mkv-webvtt", suffix=".webvtt.mkv", muxer="matroska", subtitle_codec="copy", name_key="title",
                  language_code=_bibliographic, text_format="webvtt",
                  what="as mkv, with the cues in WebVTT for tools that go on to the web"),
        Container(name="hls", suffix=".hls/master.m3u8", muxer="hls", subtitle_codec="webvtt", name_key="NAME",
                  language_code=_bcp47, describes=False,
                  what="a folder for a web server: fMP4 segments and a WebVTT rendition for each language"),
    )
}


def named(name: str) -> Container:
    """Give a container by its name in course.toml.

    Raises PipelineError that lists the known names.
    """
    if name in CONTAINERS:
        return CONTAINERS[name]
    raise PipelineError(f"course.toml: course.containers: there is no container {name!r}",
                        hint=f"use some of {', '.join(CONTAINERS)}")


def find_container(path_name: str) -> Container:
    """Give the container of a finished lecture by the name of its file.

    Raises PipelineError that lists the known endings.
    """
    endings: dict[str, Container] = {}
    for container in CONTAINERS.values():
        endings.setdefault(f".{container.suffix.rpartition('.')[2]}", container)
    ending = PurePosixPath(path_name).suffix.lower()
    if ending in endings:
        return endings[ending]
    raise PipelineError(f"{path_name}: this is not a container this project makes",
                        hint=f"name a file that ends in one of {', '.join(endings)}")
