"""The table of containers."""

from __future__ import annotations

import pytest

from pipeline.errors import PipelineError
from pipeline.model.language import LANGUAGES
from pipeline.mux.containers import CONTAINERS, find_container


@pytest.mark.parametrize(("name", "container"), [
    ("build/videos/x.mp4", "mp4"), ("x.MKV", "mkv"), ("x.webvtt.mkv", "mkv"), ("build/videos/x.hls/master.m3u8", "hls")])
def test_a_finished_lecture_is_known_by_its_name(name, container):
    assert find_container(name) is CONTAINERS[container]


def test_what_is_none_is_refused_with_the_known_endings():
    with pytest.raises(PipelineError, match=r"x\.avi: this is not a container") as caught:
        find_container("x.avi")
    assert ".mp4, .mkv, .m3u8" in caught.value.hint


@pytest.mark.parametrize("container", CONTAINERS.values(), ids=lambda container: container.name)
def test_each_container_stores_codes_of_its_own_kind(container):
    codes = {tag: container.language_code(language) for tag, language in LANGUAGES.items()}
    assert codes["de"] == {"mp4": "deu", "mkv": "ger", "mkv-webvtt": "ger", "hls": "de"}[container.name]
    assert codes["zh-Hans"] == {"mp4": "zho", "mkv": "chi", "mkv-webvtt": "chi", "hls": "zh-Hans"}[container.name]
