"""The second language tag of Matroska, which FFmpeg cannot write.

Beside the old three-letter code a Matroska track may carry a BCP 47 tag (LanguageBCP47, RFC 9559, 5.1.4.1.20): only it
tells Simplified from Traditional Chinese. mkvpropedit of MKVToolNix adds it in place, where it is installed.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from pipeline.errors import MediaError
from pipeline.model.video import MuxPlan


def add_language_tags(path: Path, plan: MuxPlan) -> None:
    """Give every subtitle track its BCP 47 tag; nothing is done where mkvpropedit is not installed.

    Raises MediaError when mkvpropedit fails (its exit code 1 is a warning, and counts as well).
    """
    program = shutil.which("mkvpropedit")
    if program is None or not plan.tracks:
        return
    edits = [word for place, track in enumerate(plan.tracks, start=1)
             for word in ("--edit", f"track:s{place}", "--set", f"language={track.language}")]
    done = subprocess.run([program, str(path.absolute()), *edits], capture_output=True, stdin=subprocess.DEVNULL,
                          check=False)
    if done.returncode != 0:
        said = done.stdout.decode("utf-8", "replace")[-2000:]
        raise MediaError("mkvpropedit could not add the language tags", path=str(path), stderr_tail=said,
                         hint="update MKVToolNix, or take it off the search path; the tags are an extra")
