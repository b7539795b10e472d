"""Files are replaced whole or not at all, and only inside the course."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import StoreError
from pipeline.store import Store


def test_a_written_file_reads_back_and_its_digest_follows_its_content(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first = store.write("a/b.txt", b"one")
    assert (store.read("a/b.txt"), store.digest("a/b.txt")) == (b"one", first)
    (tmp_path / "a/b.txt").write_bytes(b"two")
    assert store.digest("a/b.txt") not in ("", first)
    assert store.digest("a/none.txt") == ""


def test_writing_the_same_content_leaves_the_file_alone(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write("x", b"same")
    before = (tmp_path / "x").stat()
    store.write("x", b"same")
    after = (tmp_path / "x").stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_a_full_disk_leaves_the_old_file_and_no_temporary_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    store.write("x", b"good")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError) as caught:
        store.write("x", b"new")
    assert "x: no space left" in caught.value.message
    assert "free some space" in caught.value.hint
    assert (tmp_path / "x").read_bytes() == b"good"
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("name", ["../out", "/etc/passwd", "a/../../out"])
def test_a_name_that_leads_out_of_the_course_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError, match="leads out"):
        Store(tmp_path).write(name, b"")


def test_a_link_that_leads_out_of_the_course_is_refused(tmp_path: Path) -> None:
    (tmp_path / "course").mkdir()
    (tmp_path / "course/link").symlink_to(tmp_path)
    with pytest.raises(StoreError, match="leads out"):
        Store(tmp_path / "course").read("link/secret")


def test_sweeping_removes_what_a_dead_run_left_and_nothing_else(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    (tmp_path / f".a.{dead.pid}-0123abcd.tmp").touch()
    (tmp_path / f".a.{os.getpid()}-0123abcd.tmp").touch()  # in a container the run before had this number too
    (tmp_path / f".a.{os.getppid()}-0123abcd.tmp").touch()
    (tmp_path / "mine.tmp").touch()
    left = tmp_path / f"videos/.mux-0123456789ab-{dead.pid}-k2_x9ab1.part"
    left.mkdir(parents=True)
    (left / "result.mp4").touch()
    Store(tmp_path).sweep(".")
    assert sorted(p.name for p in tmp_path.iterdir()) == [f".a.{os.getppid()}-0123abcd.tmp", "mine.tmp", "videos"]
    assert not left.exists()


def test_a_second_build_is_told_who_holds_the_course(tmp_path: Path) -> None:
    code = ("import sys; from pathlib import Path; from pipeline.store import Store\n"
            "with Store(Path(sys.argv[1])).lock('l.lock'):\n    print('held', flush=True); sys.stdin.read()")
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        second = Store(tmp_path)
        with pytest.raises(StoreError, match=f"is held by process {holder.pid}"), second.lock("l.lock", wait_s=0.2):
            pass
        holder.communicate("")
    with Store(tmp_path).lock("l.lock", wait_s=5):
        pass


def test_a_changed_file_is_set_aside_under_a_new_name_each_time(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for _ in range(2):
        store.write("ko.vtt", b"edited")
        store.set_aside("ko.vtt")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ko.edited-1.vtt", "ko.edited-2.vtt"]
