import shutil
import sqlite3
from contextlib import closing

import pytest

from kiosk.domain.record import Entry, Kind
from kiosk.journal.errors import LedgerRefusedError
from kiosk.journal.migrate import MIGRATIONS, migrate
from tests.helpers.core import durable

ONE, TWO = bytes(32), bytes(range(32))


def test_a_new_journal_holds_none(bench):
    assert bench.run(lambda journal: journal.issuer_keys()) == {}


def test_the_last_ones_are_found_again_with_what_was_said_of_them(bench):
    async def change(journal):
        await journal.keep_issuer_keys({1: ONE, 2: TWO})
        await journal.keep_issuer_keys({2: TWO, 0: ONE}, Entry.of(Kind.ISSUER_KEYS_CHANGED, keys=[0, 2]))

    bench.run(change)
    assert bench.run(lambda journal: journal.issuer_keys()) == {2: TWO, 0: ONE}
    assert [row["keys"] for row in durable(bench.path, Kind.ISSUER_KEYS_CHANGED)] == [[0, 2]]


def test_a_change_is_whole_or_not_at_all(bench):
    bench.run(lambda journal: journal.keep_issuer_keys({1: ONE}))

    async def broken(journal):
        with pytest.raises(LedgerRefusedError):
            await journal.keep_issuer_keys({2: TWO, 3: b"short"}, Entry.of(Kind.ISSUER_KEYS_CHANGED, keys=[2, 3]))

    bench.run(broken)
    assert bench.run(lambda journal: journal.issuer_keys()) == {1: ONE}
    assert durable(bench.path, Kind.ISSUER_KEYS_CHANGED) == []


def test_after_the_migration_the_whole_list_is_asked_for_and_the_old_one_still_decides(tmp_path):
    """Rows listed before have to say whether they are to be paid."""
    before = tmp_path / "before"
    before.mkdir()
    for file in MIGRATIONS.glob("*.sql"):
        if file.name < "0010":
            shutil.copy(file, before)
    with closing(sqlite3.connect(tmp_path / "journal.db")) as connection:
        migrate(connection, "journal", lambda _: None, before)
        connection.execute("INSERT INTO sync_cursor VALUES (1, 'e1-7', 5.0, 'e1', 7, '0')")
        connection.execute("INSERT INTO pickups VALUES ('7KQF2M9X', '', 1, '{}')")
        connection.commit()
        migrate(connection, "journal", lambda _: None)
        found = connection.execute("SELECT cursor, epoch, version FROM sync_cursor").fetchall()
        assert found == [("before-0010", "e1", 7)]
        assert connection.execute("SELECT count(*) FROM pickups").fetchone() == (1,)
