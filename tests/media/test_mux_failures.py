"""Whatever fails, the old file is intact, the message says what to do, and nothing is left lying about."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.errors import MediaError, StoreError
from pipeline.media import FFmpeg, find_ffmpeg, mux, probe
from pipeline.model.cue import Cue, Track
from pipeline.mux.stage import run

OLD = b"the old file"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "built"
    folder.mkdir()
    (folder / "out.mp4").write_bytes(OLD)
    return folder / "out.mp4"


@pytest.fixture(scope="module")
def plan(tiny_video):
    tracks = tuple(Track(language=language, cues=tuple(
        Cue(index=i + 1, start_ms=i * 500 + 7, end_ms=i * 500 + 400, text=f"<i>{language}</i> {i}") for i in range(4)))
        for language in ("en", "de", "ko"))
    return run(probe(tiny_video), tracks, container="mp4")[0]


def left(target: Path) -> list[str]:
    return [path.name for path in target.parent.iterdir() if not path.name.endswith(".lock") and path != target]


LIES = {
    "a cue is missing": ("p = files('1.srt')[0]; p.write_text(p.read_text().split('\\n\\n', 1)[1])", "M026 track 2"),
    "a cue is too many": ("p = files('2.srt')[0]; p.write_text(p.read_text() + "
                          "'5\\n00:00:02,410 --> 00:00:02,450\\nx\\n\\n')", "M026 track 3"),
    "a word is changed": ("p = files('2.srt')[0]; p.write_text(p.read_text().replace('ko</i> 1', 'ko</i> 7'))",
                          r"M027 track 3 \(ko\): text '<i>ko</i> 7', planned '<i>ko</i> 1' \(cue 2\)"),
    "italics are gone": ("p = files('0.srt')[0]; p.write_text(p.read_text().replace('<i>', '').replace('</i>', ''))",
                         r"M027 track 1 \(en\): text 'en 0'"),
    "a time is 2 ms off": ("p = files('0.srt')[0]; p.write_text(p.read_text().replace(',507 ', ',509 '))",
                           r"M028 track 1 \(en\): begins at 00:00:00.509, planned 00:00:00.507 \(cue 2\)"),
    "all times are shifted": ("i = args.index('-i', args.index('-i') + 1); args[i:i] = ['-itsoffset', '0.021']",
                              "M028"),
    "a track is missing": ("i = len(args) - 1 - args[::-1].index('-map'); del args[i:i + 2]", "M022"),
    "a language is missing": ("args[:] = [a.replace('language=kor', 'language=ko') for a in args]", "M023 track 3"),
    "the machine is hidden": ("args[:] = [a.replace('handler_name=한국어', 'handler_name=') for a in args]", "M024"),
    "two are default": ("args[args.index('-disposition:s:1') + 1] = 'default'", "M025 track 2"),
    "the sound is gone": ("i = args.index('0:a?') - 1; del args[i:i + 2]", "M021 audio streams"),
    "the sound comes late": ("i = args.index('-i'); args[i:i + 2] += ['-itsoffset', '0.04', *args[i:i + 2]]; "
                             "new = {'0:a?': '1:a?', '1:s': '2:s', '2:s': '3:s', '3:s': '4:s'}; "
                             "args[:] = [new.get(a, a) for a in args]",
                             "M021 sound begins"),
    "the end is gone": ("args[-2:-2] = ['-t', '1.5']", "M020 video packets"),
    "the title is gone": ("args[args.index('-map_metadata') + 1] = '-1'", "M030 title"),
    "the picture is encoded anew": ("args[-2:-2] = ['-c:v', 'mpeg4']", "M020 video codec"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_file_that_is_not_what_was_planned_never_replaces_the_old_one(plan, tiny_video, target, fake_ffmpeg, lie):
    code, complaint = LIES[lie]
    with pytest.raises(MediaError, match=complaint):
        mux(plan, ffmpeg=fake_ffmpeg(f"{code}\nreal()"), video=tiny_video, target=target)
    assert target.read_bytes() == OLD
    assert left(target) == []


def test_the_same_plan_without_a_lie_is_delivered(plan, tiny_video, target, fake_ffmpeg):
    mux(plan, ffmpeg=fake_ffmpeg("real()"), video=tiny_video, target=target)
    assert probe(target).subtitle_streams == 3


@pytest.mark.parametrize(("code", "message"), [
    ("sys.stderr.write('something odd\\n')\nsys.stderr.flush()\nreal()", "exit code 0.*something odd"),
    ("sys.exit(3)", r"exit code 3.*no reason"),
    ("os.kill(os.getpid(), 9)", r"exit code -9.*it was stopped"),
])
def test_any_word_or_failure_of_ffmpeg_counts(plan, tiny_video, target, fake_ffmpeg, code, message):
    with pytest.raises(MediaError, match=message):
        mux(plan, ffmpeg=fake_ffmpeg(code), video=tiny_video, target=target)
    assert target.read_bytes() == OLD
    assert left(target) == []


def test_a_full_disk_says_so(plan, tiny_video, target, fake_ffmpeg):
    full = fake_ffmpeg("sys.stderr.write('Error writing trailer: No space left on device\\n')\nsys.exit(228)")
    with pytest.raises(MediaError, match="No space left") as caught:
        mux(plan, ffmpeg=full, video=tiny_video, target=target)
    assert "free some space" in caught.value.hint
    assert caught.value.stderr_tail.endswith("No space left on device")
    assert (target.read_bytes(), left(target)) == (OLD, [])


SCRIPT = """
import os, pickle, resource, sys
from pathlib import Path
import pipeline.media.tally
from pipeline.media import FFmpeg, mux
tally = sys.modules["pipeline.media.tally"]
def die(*_arguments, **_options):
    os.kill(os.getpid(), 9)
plan, program, video, target, limit, patch = pickle.loads(sys.stdin.buffer.read())
exec(patch)
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
mux(plan, ffmpeg=FFmpeg(path=program, version=""), video=Path(video), target=Path(target))
"""


def start(plan, program: str, video: Path, target: Path, *, limit: int = 0,
          patch: str = "") -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", SCRIPT], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdin.write(pickle.dumps((plan, program, str(video), str(target), limit, patch)))
    process.stdin.close()
    return process


def wait_for(condition, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)


def test_a_result_that_cannot_be_read_is_thrown_away(plan, tiny_video, target, fake_ffmpeg):
    """As FFmpeg's HLS writer leaves it on a full disk: exit code 0, not a word, and half a file."""
    with pytest.raises(MediaError, match=r"built/out\.mp4: what FFmpeg wrote cannot be read back") as caught:
        mux(plan, ffmpeg=fake_ffmpeg("files('.mp4')[-1].write_bytes(b'half')"), video=tiny_video, target=target)
    assert "free space" in caught.value.hint
    assert (target.read_bytes(), left(target)) == (OLD, [])


@pytest.mark.parametrize("limit", [60, 4000])
def test_a_disk_that_refuses_to_write_on(plan, tiny_video, target, ffmpeg, limit):
    """A real limit of the system: no file may grow beyond so many bytes, neither ours (60) nor FFmpeg's (4000)."""
    process = start(plan, ffmpeg.path, tiny_video, target, limit=limit)
    said = process.stderr.read().decode()
    process.wait(20)
    assert ("StoreError" if limit == 60 else "MediaError") in said
    assert (target.read_bytes(), left(target)) == (OLD, [])


SLOW = "print('out_time_us=1', flush=True)\npathlib.Path(args[-2][5:]).write_bytes(b'half')\ntime.sleep(60)"


def test_ctrl_c_ends_ffmpeg_and_leaves_nothing(plan, tiny_video, target, fake_ffmpeg):
    pid = target.parent.parent / "pid"
    marked = SLOW.replace("time.sleep", f"time.sleep(0.5)\npathlib.Path({str(pid)!r}).write_text(str(os.getpid()))\ntime.sleep")
    process = start(plan, fake_ffmpeg(marked).path, tiny_video, target)
    wait_for(lambda: pid.exists() and pid.read_text())
    process.send_signal(signal.SIGINT)
    said = process.stderr.read().decode()
    process.wait(20)
    assert said.rstrip().endswith("KeyboardInterrupt")
    assert (target.read_bytes(), left(target)) == (OLD, [])
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


KILLS = {
    "before FFmpeg writes": ("", "os.kill(os.getppid(), 9)\nreal()"),
    "while FFmpeg writes": ("", "files('.mp4')[-1].write_bytes(b'half')\nos.kill(os.getppid(), 9)\ntime.sleep(1)"),
    "when FFmpeg is done": ("", "subprocess.run([program, *args])\nos.kill(os.getppid(), 9)"),
    "while the file is read back": ("tally.Tally.add = die", "real()"),
    "before the file is on the disk": ("os.fsync = die", "real()"),
    "before the old file is replaced": ("Path.replace = die", "real()"),
}


@pytest.mark.parametrize("moment", KILLS)
def test_a_kill_at_any_moment_leaves_the_old_file_and_the_next_run_clears_up(plan, tiny_video, target, ffmpeg,
                                                                             fake_ffmpeg, moment):
    patch, code = KILLS[moment]
    process = start(plan, fake_ffmpeg(code).path, tiny_video, target, patch=patch)
    process.stderr.read()
    assert process.wait(20) == -signal.SIGKILL
    assert target.read_bytes() == OLD
    assert len(left(target)) == 1
    mux(plan, ffmpeg=ffmpeg, video=tiny_video, target=target)
    assert left(target) == []
    assert probe(target).subtitle_streams == 3


def test_the_work_of_a_living_run_is_not_cleared(plan, tiny_video, target, ffmpeg):
    from pipeline.media.work import workplace

    with workplace(target) as folder:
        alive = folder.name.replace(f"-{os.getpid()}-", f"-{os.getppid()}-")
    (target.parent / alive).mkdir()
    mux(plan, ffmpeg=ffmpeg, video=tiny_video, target=target)
    assert left(target) == [alive]


def test_a_folder_that_is_a_file(plan, tiny_video, target, ffmpeg):
    with pytest.raises(StoreError, match=r"out\.mp4/deeper\.mp4: cannot be written"):
        mux(plan, ffmpeg=ffmpeg, video=tiny_video, target=target / "deeper.mp4")


def test_a_source_that_changed_since_it_was_probed(plan, make_video, target, ffmpeg):
    with pytest.raises(MediaError, match="M020 video packets: 30, in the source 25"):
        mux(plan, ffmpeg=ffmpeg, video=make_video("longer.mp4", seconds=3), target=target)
    assert target.read_bytes() == OLD


def test_progress_goes_up_to_one(plan, tiny_video, target, ffmpeg):
    parts: list[float] = []
    mux(plan, ffmpeg=ffmpeg, video=tiny_video, target=target, on_progress=parts.append)
    assert parts
    assert parts == sorted(parts)
    assert parts[-1] == 1.0


def program(tmp_path: Path, text: str) -> str:
    path = tmp_path / "program"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_the_bundled_ffmpeg_is_found():
    found = find_ffmpeg()
    assert Path(found.path).is_file()
    assert found.version


@pytest.mark.parametrize(("text", "message"), [
    ("echo 'ffmpeg version 4.4.2 Copyright'; echo 'libavutil      56. 70.100 / 56. 70.100'", "FFmpeg 4.4.2 is too old"),
    ("echo hello", "does not answer as FFmpeg does"),
    ("echo 'ffmpeg version 8.1.1'; echo 'libavutil      60.  8.100'", "built without mov_text"),
])
def test_an_ffmpeg_that_will_not_do(tmp_path, text, message):
    with pytest.raises(MediaError, match=message) as caught:
        find_ffmpeg(program(tmp_path, text))
    assert "leave the setting `ffmpeg` empty" in caught.value.hint


def test_a_missing_ffmpeg(tmp_path):
    with pytest.raises(MediaError, match="not there") as caught:
        find_ffmpeg(str(tmp_path / "nowhere"))
    assert "LOCALIZE_FFMPEG" in caught.value.hint


def test_an_ffmpeg_of_the_team_is_used(ffmpeg: FFmpeg, tmp_path):
    own = program(tmp_path, f'exec "{ffmpeg.path}" "$@"')
    assert find_ffmpeg(own) == FFmpeg(path=own, version=ffmpeg.version)
