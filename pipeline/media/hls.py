"""A lecture for the web: HLS with fMP4 segments and one WebVTT rendition for each language.

The folder of the target holds one master playlist and, beside it, a folder named after its content. A build makes a
new such folder and then replaces the master playlist: a viewer gets the old lecture or the new one, never half of each.

Sources: RFC 8216 (HLS), 3.5 for WebVTT and X-TIMESTAMP-MAP, 4.3.4 for the master playlist; a rendition of subtitles may
be one segment as long as the lecture (6.2.4).
"""

from __future__ import annotations

import hashlib
import math
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import ffmpeg as ffmpeg_python

from pipeline.errors import MediaError
from pipeline.formats import vtt
from pipeline.media.binary import FFmpeg
from pipeline.media.graph import GLOBAL, url
from pipeline.media.probe import scan
from pipeline.media.process import run_ffmpeg
from pipeline.media.work import deliver, disk, sync
from pipeline.model.cue import Cue, Track
from pipeline.model.video import MuxedTrack, MuxPlan, PlannedTrack, TimedText, VideoInfo
from pipeline.mux.styled import canonical

SEGMENT_SECONDS = 6  # HLS Authoring Specification for Apple Devices, 7.5
TICKS_PER_MS = 90  # the clock of X-TIMESTAMP-MAP is that of MPEG-TS
_PICTURE = "picture.m3u8"
_VARIANT = re.compile(r"^#EXT-X-STREAM-INF:(.+)$", re.MULTILINE)
_RENDITION = re.compile(r'^#EXT-X-MEDIA:TYPE=SUBTITLES,.*?NAME="([^"]*)",LANGUAGE="([^"]*)",DEFAULT=(YES|NO)',
                        re.MULTILINE)
_MAP = re.compile(r"X-TIMESTAMP-MAP=MPEGTS:(\d+),LOCAL:00:00:00\.000")
_CONTENT_NAME = re.compile(r"[0-9a-f]{16}")


def make(plan: MuxPlan, *, ffmpeg: FFmpeg, video: Path, folder: Path,
         on_progress: Callable[[float], None] | None) -> Path:
    """Write segments, renditions and master playlist into ``folder``, and give the path of the master playlist.

    Raises MediaError when FFmpeg fails.
    """
    body = folder / "body"
    body.mkdir()
    run_ffmpeg(_command(ffmpeg.path, video, plan.video), path=video, cwd=body,
               duration_ms=plan.video.duration_ms, on_progress=on_progress)
    info, _ = scan(body / _PICTURE)
    with disk(folder):
        variant = _take_variant(body / "master.m3u8", info)
        for track in plan.tracks:
            (body / f"{track.code}.vtt").write_text(_rendition(track, start_ms=info.start_ms), "utf-8")
            (body / f"{track.code}.m3u8").write_text(_playlist(track, plan.video.duration_ms), "utf-8")
        content = _content_name(body)
        body.rename(folder / content)
        master = folder / "master.m3u8"
        master.write_text(_master(plan.tracks, variant, content), "utf-8")
    return master


def read(master: Path) -> tuple[VideoInfo, tuple[MuxedTrack, ...]]:
    """Read a lecture back: picture and sound from their segments, cues from the renditions as a player times them.

    Raises MediaError.
    """
    text = master.read_text("utf-8")
    content = master.parent / Path(text.strip().splitlines()[-1]).parent
    info, _ = scan(content / _PICTURE)
    tracks = []
    for name, language, default in _RENDITION.findall(text):
        written = (content / f"{language}.vtt").read_text("utf-8")
        cues = _cues(written, language, info)
        tracks.append(MuxedTrack(language=language, name=name, default=default == "YES", cues=cues))
    return info, tuple(tracks)


def put(master: Path, target: Path) -> None:
    """Put a finished lecture in its place: its content first, the master playlist last; then the old content goes.

    Raises StoreError.
    """
    content = next(path for path in master.parent.iterdir() if _CONTENT_NAME.fullmatch(path.name))
    place = target.parent / content.name
    with disk(target):
        for path in sorted(content.iterdir()):
            sync(path)
        if place.exists():
            place.rename(master.parent / "old")
        content.rename(place)
    deliver(master, target)
    for path in target.parent.iterdir():
        if _CONTENT_NAME.fullmatch(path.name) and path != place:
            shutil.rmtree(path, ignore_errors=True)


def _command(program: str, video: Path, info: VideoInfo) -> list[str]:
    # AAC of transport streams carries its description in every frame, which fMP4 wants once.
    filters = {"bsf:a": "aac_adtstoasc"} if info.audio_codec == "aac" else {}
    source = ffmpeg_python.input(url(video))
    # Names of segments are patterns, in which a % of a folder's name would count: FFmpeg runs in the folder instead.
    made = ffmpeg_python.output(
        source["v:0"], source["a?"], _PICTURE, c="copy", f="hls", hls_time=SEGMENT_SECONDS, hls_playlist_type="vod",
        hls_segment_type="fmp4", hls_fmp4_init_filename="init.mp4", hls_segment_filename="%05d.m4s",
        hls_flags="independent_segments", master_pl_name="master.m3u8", map_metadata=-1, fflags="+bitexact", **filters)
    program_name, *arguments = made.compile(cmd=program)
    return [program_name, *GLOBAL, *arguments, "-y"]


def _take_variant(made: Path, info: VideoInfo) -> str:
    """Take bandwidth, size and codecs out of FFmpeg's own master playlist, which ours takes the place of.

    FFmpeg 5 writes no variant where the source does not say its bit rate (Matroska): then it is measured here, and
    a player finds out the codecs by itself (CODECS is a SHOULD in RFC 8216, 4.3.4.2).
    """
    variant = _VARIANT.search(made.read_text("utf-8"))
    made.unlink()
    if variant is not None:
        return variant.group(1)
    largest = max(path.stat().st_size for path in made.parent.glob("*.m4s"))
    return f"BANDWIDTH={largest * 8 // SEGMENT_SECONDS},RESOLUTION={info.width}x{info.height}"


def _rendition(track: PlannedTrack, *, start_ms: int) -> str:
    cues = tuple(Cue(index=number, start_ms=cue.start_ms, end_ms=cue.end_ms, text=cue.text)
                 for number, cue in enumerate(track.cues, start=1))
    header = f"\nX-TIMESTAMP-MAP=MPEGTS:{start_ms * TICKS_PER_MS},LOCAL:00:00:00.000"
    return vtt.write(Track(language=track.language, cues=cues, header=header))


def _playlist(track: PlannedTrack, duration_ms: int) -> str:
    return ("#EXTM3U\n#EXT-X-VERSION:7\n"
            f"#EXT-X-TARGETDURATION:{math.ceil(duration_ms / 1000)}\n#EXT-X-MEDIA-SEQUENCE:0\n"
            f"#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:{duration_ms / 1000:.3f},\n{track.code}.vtt\n#EXT-X-ENDLIST\n")


def _master(tracks: Iterable[PlannedTrack], variant: str, content: str) -> str:
    renditions = "".join(
        f'#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subtitles",NAME="{track.name}",LANGUAGE="{track.code}",'
        f'DEFAULT={"YES" if track.default else "NO"},AUTOSELECT=YES,FORCED=NO,URI="{content}/{track.code}.m3u8"\n'
        for track in tracks)
    group = ',SUBTITLES="subtitles"' if renditions else ""
    return ("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n"
            f"{renditions}#EXT-X-STREAM-INF:{variant}{group}\n{content}/{_PICTURE}\n")


def _cues(written: str, language: str, info: VideoInfo) -> tuple[TimedText, ...]:
    found = _MAP.search(written)
    if found is None:
        raise MediaError("a rendition does not say where its times belong (X-TIMESTAMP-MAP)", path=f"{language}.vtt",
                         hint="build the lecture again")
    shift_ms = round(int(found.group(1)) / TICKS_PER_MS) - info.start_ms
    return tuple(TimedText(start_ms=cue.start_ms + shift_ms, end_ms=cue.end_ms + shift_ms, text=canonical(cue.text))
                 for cue in vtt.read(written, language=language).track.cues)


def _content_name(body: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(body.iterdir()):
        with path.open("rb") as file:
            digest.update(path.name.encode() + b"\0" + hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]
