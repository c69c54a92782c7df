import os

import pytest

from kiosk.journal import ballast
from kiosk.journal.ballast import MIB, Ballast, free_mb


@pytest.fixture
def file(tmp_path):
    return tmp_path / "j.db.ballast"


def test_it_takes_real_room_and_gives_it_back(tmp_path, file):
    held = Ballast(tmp_path / "j.db", 2)
    held.lay(1)
    assert file.stat().st_size == 2 * MIB
    assert file.stat().st_blocks * 512 >= 2 * MIB  # no hole
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ballast.log, "warning", lambda *_: None)
        assert held.drop()
        assert not held.drop()
    assert not file.exists()


def test_it_is_laid_once(tmp_path, file):
    Ballast(tmp_path / "j.db", 1).lay(1)
    before = file.stat().st_ino, file.stat().st_mtime_ns
    Ballast(tmp_path / "j.db", 1).lay(1)
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == before


def test_it_does_not_take_what_is_needed(tmp_path, file):
    Ballast(tmp_path / "j.db", 1).lay(free_mb(tmp_path) + 1000)
    assert not file.exists()


def test_no_room_leaves_no_half_of_it(tmp_path, file, monkeypatch):
    def full(handle, offset, length):
        os.ftruncate(handle, 100)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    Ballast(tmp_path / "j.db", 1).lay(1)
    assert not file.exists()


def test_a_folder_that_is_gone_says_nothing(tmp_path):
    assert free_mb(tmp_path / "nowhere") is None
    assert free_mb(tmp_path) > 0
