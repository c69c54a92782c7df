import random
import sqlite3
from collections.abc import Iterator

import pytest

from kiosk.simulation.connection import ApswConnection
from kiosk.simulation.disk import SECTOR, Disk, DiskFault, File
from kiosk.simulation.vfs import NAME, DiskVfs

PATH = "/data/test.sqlite3"


@pytest.fixture
def disk() -> Iterator[Disk]:
    disk = Disk(random.Random(1))
    vfs = DiskVfs(disk, random.Random(2))
    yield disk
    vfs.unregister()


def opened(disk: Disk) -> ApswConnection:
    disk.dead = False
    connection = ApswConnection(PATH, NAME)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def filled(disk: Disk) -> ApswConnection:
    connection = opened(disk)
    connection.execute("CREATE TABLE t (x INTEGER)")
    connection.execute("INSERT INTO t VALUES (1)")
    return connection


def after_a_cut(disk: Disk, connection: ApswConnection) -> list[int]:
    disk.dead = True
    disk.cut_in = None
    connection.abandon()
    disk.lose_power()
    return left(disk)


def left(disk: Disk) -> list[int]:
    connection = opened(disk)
    rows = [x for (x,) in connection.execute("SELECT x FROM t ORDER BY x")]
    connection.close()
    return rows


def test_what_was_committed_with_a_sync_survives_a_power_cut(disk: Disk) -> None:
    assert after_a_cut(disk, filled(disk)) == [1]


def test_without_a_sync_a_power_cut_takes_commits_and_leaves_the_rest_whole() -> None:
    results = set()
    for seed in range(12):
        disk = Disk(random.Random(seed))
        vfs = DiskVfs(disk, random.Random(2))
        connection = filled(disk)
        connection.execute("PRAGMA synchronous = OFF")
        for x in range(2, 6):
            connection.execute("INSERT INTO t VALUES (?)", (x,))
        assert disk.pending()
        results.add(tuple(after_a_cut(disk, connection)))
        vfs.unregister()
    assert len(results) > 1
    assert all(list(rows) == list(range(1, len(rows) + 1)) for rows in results)


def test_a_cut_in_the_middle_of_a_commit_leaves_all_of_it_or_nothing() -> None:
    for operations in range(1, 12):
        disk = Disk(random.Random(operations))
        vfs = DiskVfs(disk, random.Random(2))
        connection = filled(disk)
        went: list[int] = []
        disk.went = lambda went=went: went.append(1)
        disk.cut_in = operations
        try:
            connection.execute("INSERT INTO t VALUES (2)")
            told = True
        except sqlite3.OperationalError:
            told = False
        rows = after_a_cut(disk, connection)
        assert rows in ([1], [1, 2])
        assert not told or rows == [1, 2]
        assert told or went == [1]
        vfs.unregister()


def test_a_killed_process_loses_nothing_that_was_written(disk: Disk) -> None:
    connection = filled(disk)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("INSERT INTO t VALUES (2)")
    disk.dead = True
    connection.abandon()
    assert left(disk) == [1, 2]


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        (DiskFault.FULL, "SQLITE_FULL"),
        (DiskFault.READ_ONLY, "SQLITE_READONLY"),
        (DiskFault.WRITE_ERROR, "SQLITE_IOERR"),
        (DiskFault.SYNC_ERROR, "SQLITE_IOERR"),
    ],
)
def test_faults_reach_the_journal_under_their_own_names(disk: Disk, fault: DiskFault, name: str) -> None:
    connection = filled(disk)
    disk.fault = fault
    with pytest.raises(sqlite3.OperationalError) as raised:
        connection.execute("INSERT INTO t VALUES (2)")
    assert raised.value.sqlite_errorname == name
    assert disk.failed
    disk.fault = DiskFault.NONE
    connection.close()


def test_a_torn_write_ends_at_a_sector_and_cuts_nothing_off() -> None:
    seen = set()
    for seed in range(200):
        file = File(b"a" * 4 * SECTOR)
        file.write(0, b"b" * 3 * SECTOR)
        file.lose_power(random.Random(seed))
        assert len(file.data) == 4 * SECTOR
        new = bytes(file.data).count(b"b")
        assert new % SECTOR == 0
        seen.add(new)
    assert {0, SECTOR, 3 * SECTOR} <= seen
