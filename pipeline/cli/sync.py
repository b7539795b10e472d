"""Compare tracks with their source track, and that with the sound: offset, drift, cuts; move files only when told."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from pipeline import build as story
from pipeline import syncing
from pipeline.cli.course import common, narrowing
from pipeline.cli.terminal import CANNOT_RUN, GOOD, PROBLEMS_FOUND, say, say_error
from pipeline.model.result import Failure
from pipeline.syncing import Synced
from pipeline.validate.alignment import Verdict
from pipeline.validate.sheet import clock, seconds


@click.command()
@narrowing
@click.option("--write", is_flag=True, help="Move what is surely off; a person's file only with --human too.")
@click.option("--human", is_flag=True, help="With --write: rewrite the files in subtitles/; a copy is kept of each.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON for machines.")
@common
def sync(lectures: tuple[str, ...], languages: tuple[str, ...], write: bool, human: bool, as_json: bool, root: Path,
         traceback: bool) -> int:
    """Compare every delivered track with the English one, and English with the speech in the video.

    Does it come as early, run as fast, jump nowhere? Each gets a verdict: sure, unsure or refused, with the reason.
    Exit code 1 when a track is surely off by more than half a second. Only a sure proposal is ever written, and only
    with --write and --human; the old file is kept beside the new one (de.edited-1.srt). Cuts are told of and never
    mended.

    Where English surely does not lie on the speech, the others are compared with where it belongs. It is refused where
    the video has not come, or hardly any speech is heard in it. Machine tracks are made from the English one and lie
    where it lies, so they are not compared.
    """
    if human and not write:
        raise click.UsageError("--human says that --write may change people's files; give --write too")
    course = story.open_course(root)
    found, failures = syncing.sync(root, course, lectures=lectures, languages=languages, write=write and human)
    if as_json:
        data = {"schema": 1, "tracks": [_data(one) for one in found], "failures": msgspec.to_builtins(failures)}
        say(msgspec.json.format(msgspec.json.encode(data), indent=2).decode())
    else:
        _show(found, {syncing.SOUND: "the speech", course.settings.source: course.source.english_name}, write=write,
              human=human)
    _say_errors(found, failures)
    if failures or not found or any(one.refused for one in found):
        return CANNOT_RUN
    return PROBLEMS_FOUND if any(one.off and not one.aside for one in found) else GOOD


def _show(found: tuple[Synced, ...], names: dict[str, str], *, write: bool, human: bool) -> None:
    for one in found:
        source = names[one.against] + (" as laid on the speech" if one.moved else "")
        words = _words(one, source)
        say(f"{one.path}: {one.alignment.verdict}: {words}")
        for cut in one.cuts:
            what = (f"{source} has {seconds(cut.jump_ms)} more" if cut.jump_ms > 0
                    else f"this track has {seconds(-cut.jump_ms)} more")
            say(f"    between {clock(cut.from_ms)} and {clock(cut.to_ms)}: {what}")
        if one.aside:
            say(f"    written; the old file is {one.aside}")
    off = [one for one in found if one.off and not one.aside]
    say(f"{len(off)} of {len(found)} tracks surely off")
    if any(one.alignment.verdict is Verdict.SURE for one in off) and not (write and human):
        say("To move what is sure: localize sync --write --human")
    elif any(one.aside for one in found):
        say("Run `localize build` to bring the tracks and videos up to date.")


def _words(one: Synced, source: str) -> str:
    """Say in a clause where the track lies, or why that cannot be said."""
    found = one.alignment
    if found.verdict is not Verdict.SURE:
        proposal = f" (perhaps {found.offset_ms:+d} ms, times {found.ratio})" if found.verdict is Verdict.UNSURE else ""
        return f"{found.reason}{'' if one.cuts else proposal}"
    if not one.off:
        return f"lies where {source} lies ({found.offset_ms:+d} ms)"
    if found.ratio != 1:
        pace = "faster" if found.ratio > 1 else "slower"
        return (f"runs {pace} than {source}, by {seconds(abs(one.drift_ms))} at its end; multiply all times by "
                f"{found.ratio} and move them by {found.offset_ms:+d} ms")
    late = "later" if found.offset_ms < 0 else "earlier"
    return f"comes {seconds(abs(found.offset_ms))} {late} than {source}; move all cues by {found.offset_ms:+d} ms"


def _data(one: Synced) -> dict[str, object]:
    found = one.alignment
    return {"lecture": one.lecture, "language": one.language, "path": one.path, "against": one.against,
            "against_moved": one.moved, "verdict": found.verdict.value,
            "reason": found.reason, "off": one.off, "offset_ms": found.offset_ms, "ratio": str(found.ratio),
            "drift_ms": one.drift_ms, "score": found.score, "margin": found.margin, "residual_ms": found.residual_ms,
            "surprise": found.surprise,
            "cuts": msgspec.to_builtins(one.cuts), "written": bool(one.aside), "aside": one.aside,
            "refused": one.refused}


def _say_errors(found: tuple[Synced, ...], failures: tuple[Failure, ...]) -> None:
    for one in found:
        if one.refused:
            say_error(f"not written: {one.refused}", one.hint)
    for failure in failures:
        say_error(f"{failure.where}: {failure.message}", failure.hint)
    if not found and not failures:
        say_error("there is no track to compare", "put subtitles into subtitles/<lecture>/, or name another lecture")


COMMANDS = (sync,)
