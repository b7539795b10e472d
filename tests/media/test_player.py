"""What a viewer sees: the built lecture in Chromium, picture moving, each of seven tracks at the right second."""

from __future__ import annotations

import functools
import http.server
import json
import os
import queue
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from pipeline.media import mux, probe
from pipeline.model.text import plain
from pipeline.mux.stage import CONTAINERS, run
from pipeline.mux.styled import canonical

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
HLS_JS = os.environ.get("HLS_JS", "")
TYPES = {".m3u8": "application/vnd.apple.mpegurl", ".m4s": "video/iso.segment", ".vtt": "text/vtt"}


@pytest.fixture
def look(tmp_path):
    """Serve a folder, open player.html in Chromium, and give what the page tells back."""
    answers: queue.Queue[dict] = queue.Queue()

    class Handler(http.server.SimpleHTTPRequestHandler):
        extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | TYPES

        def do_POST(self) -> None:
            answers.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Keep the test's output clean."""

    def look(folder: Path) -> dict:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = subprocess.Popen(
            [BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required",
             f"--user-data-dir={tmp_path / 'profile'}", f"http://127.0.0.1:{server.server_port}/player.html"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            return answers.get(timeout=60)
        finally:
            browser.terminate()
            browser.wait(20)
            server.shutdown()
            server.server_close()

    return look


@pytest.fixture
def site(seven_tracks, tiny_video, ffmpeg, tmp_path):
    """A folder as a web server has it: the lecture as MP4 and as HLS, and a page that plays both."""
    folder = tmp_path / "site"
    plans = {}
    for name in ("mp4", "hls"):
        plans[name], _ = run(probe(tiny_video), seven_tracks, container=name)
        mux(plans[name], ffmpeg=ffmpeg, video=tiny_video, target=folder / f"x{CONTAINERS[name].suffix}")
    content = next(folder.glob("x.hls/*/picture.m3u8")).parent.relative_to(folder)
    tracks = [{"url": f"{content}/{track.code}.vtt", "language": track.language, "name": track.name,
               "times": [(cue.start_ms + cue.end_ms) / 2000 for cue in track.cues]} for track in plans["hls"].tracks]
    wanted = {"video": "x.mp4", "hls": "x.hls/master.m3u8", "tracks": tracks}
    shutil.copy(Path(__file__).with_name("player.html"), folder)
    return folder, wanted, plans["hls"].tracks


@pytest.mark.needs_browser
@pytest.mark.skipif(BROWSER is None, reason="no Chromium here: nobody looked at the lecture as a viewer does")
def test_the_picture_moves_and_each_track_shows_its_cue_at_its_second(site, look):
    folder, wanted, planned = site
    (folder / "wanted.json").write_text(json.dumps(wanted))
    seen = look(folder)
    assert "error" not in seen, seen
    assert seen["moves"]
    assert seen["size"] == [160, 90]
    assert seen["hls"] in (True, "this browser plays no HLS by itself")
    for track, found in zip(planned, seen["tracks"], strict=True):
        assert found["cues"] == [[cue.start_ms, cue.end_ms] for cue in track.cues]
        assert found["texts"] == [[plain(canonical(cue.text))] for cue in track.cues]


@pytest.mark.needs_browser
@pytest.mark.skipif(BROWSER is None or not HLS_JS, reason="no Chromium, or HLS_JS does not name an hls.min.js (of npm's "
                    "package hls.js): nobody looked at the HLS lecture in a browser without HLS of its own")
def test_hls_js_offers_seven_tracks_and_shows_each_cue_at_its_second(site, look):
    folder, wanted, planned = site
    shutil.copy(HLS_JS, folder / "hls.js")
    (folder / "wanted.json").write_text(json.dumps({**wanted, "script": "hls.js"}))
    seen = look(folder)
    assert "error" not in seen, seen
    assert seen["hlsjs"]["plays"]
    assert seen["hlsjs"]["faults"] == []
    for track, found in zip(planned, seen["hlsjs"]["seen"], strict=True):
        assert (found["name"], found["language"]) == (track.name, track.code)
        assert found["texts"] == [[plain(canonical(cue.text))] for cue in track.cues]
