import asyncio
import json
import sqlite3
from contextlib import closing

import pytest

from kiosk.__main__ import main
from kiosk.domain.record import Entry, Kind
from kiosk.journal import SqliteJournal, archive
from kiosk.journal.chain import BEGINNING, walk
from tests.helpers.fakes import SetClock

STARTED = Entry(Kind.SESSION_STARTED, {"entry": "scanned"}, "sø")


@pytest.fixture
def data(tmp_path):
    asyncio.run(write(tmp_path, 30))
    return tmp_path


async def write(folder, count):
    path = folder / "journal.sqlite3"
    async with SqliteJournal.open(path, boot="b", clock=SetClock(), issue=lambda *_: None) as journal:
        await journal.append(*[STARTED] * count)
        await journal.sent(range(1, 1000))


def tamper(data, *statements):
    with closing(sqlite3.connect(data / "journal.sqlite3")) as connection:
        connection.execute("DROP TRIGGER events_are_never_changed")
        connection.execute("DROP TRIGGER events_are_deleted_only_once_archived")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def head(data, capsys):
    assert main(["journal", "verify", f"--data={data}"]) == 0
    return capsys.readouterr().out.split()[-1]


def test_verify_of_a_journal_that_holds(data, capsys):
    assert main(["journal", "verify", f"--data={data}"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("ok, 30 events, head 30:")
    assert main(["journal", "verify", f"--data={data}", f"--anchor={said.split()[-1]}"]) == 0


def test_verify_names_the_first_bad_row(data, capsys):
    tamper(data, "UPDATE events SET body = '{}' WHERE seq IN (7, 9)")
    assert main(["journal", "verify", f"--data={data}"]) == 1
    assert "event 7 was changed" in capsys.readouterr().out


def test_a_cut_off_end_shows_against_the_anchor_alone(data, capsys):
    anchor = head(data, capsys)
    tamper(data, "DELETE FROM events WHERE seq > 20")
    assert main(["journal", "verify", f"--data={data}"]) == 0
    assert main(["journal", "verify", f"--data={data}", f"--anchor={anchor}"]) == 1
    assert "event 21 is missing" in capsys.readouterr().out


def test_a_journal_that_was_written_anew_shows_against_the_anchor(data, capsys, tmp_path_factory):
    anchor = head(data, capsys)
    (data / "journal.sqlite3").unlink()
    other = Entry(Kind.SESSION_ENDED, {"reason": "done"})

    async def forged():
        path = data / "journal.sqlite3"
        async with SqliteJournal.open(path, boot="b", clock=SetClock(), issue=lambda *_: None) as journal:
            await journal.append(*[other] * 30)

    asyncio.run(forged())
    assert main(["journal", "verify", f"--data={data}", f"--anchor={anchor}"]) == 1
    assert "event 30 is not the one that was anchored" in capsys.readouterr().out


def test_verify_works_beside_a_running_kiosk(tmp_path, capsys):
    async def running():
        path = tmp_path / "journal.sqlite3"
        async with SqliteJournal.open(path, boot="b", clock=SetClock(), issue=lambda *_: None) as journal:
            await journal.append(STARTED)
            return await asyncio.to_thread(main, ["journal", "verify", f"--data={tmp_path}"])

    assert asyncio.run(running()) == 0
    assert capsys.readouterr().out.startswith("ok, 1 events")


def test_export_can_be_verified_by_anybody(data, capsys):
    assert main(["journal", "export", f"--data={data}"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    end = walk([tuple(line[name] for name in archive.FIELDS) for line in lines], BEGINNING)
    assert end.seq == 30
    assert lines[0]["session"] == "sø"
    assert main(["journal", "export", f"--data={data}", "--from=29"]) == 0
    assert [json.loads(line)["seq"] for line in capsys.readouterr().out.splitlines()] == [29, 30]


def test_compact_and_verify_and_export_again(data, capsys, monkeypatch):
    monkeypatch.setattr("kiosk.journal.compact.KEEP_EVENTS", 10)
    anchor = head(data, capsys)
    assert main(["journal", "compact", f"--data={data}", "--older-than-days=1"]) == 0
    assert capsys.readouterr().out.startswith("20 events moved to ")
    assert main(["journal", "verify", f"--data={data}", f"--anchor={anchor}"]) == 0
    assert capsys.readouterr().out.startswith("ok, 30 events")
    assert main(["journal", "export", f"--data={data}"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 30
    (data / "journal.sqlite3.archive.jsonl.gz").unlink()
    assert main(["journal", "verify", f"--data={data}"]) == 0
    assert "events 1 to 20 are in an archive that is not here" in capsys.readouterr().out


def test_compact_is_refused_while_the_kiosk_runs(tmp_path, capsys):
    async def running():
        path = tmp_path / "journal.sqlite3"
        async with SqliteJournal.open(path, boot="b", clock=SetClock(), issue=lambda *_: None):
            return await asyncio.to_thread(main, ["journal", "compact", f"--data={tmp_path}"])

    assert asyncio.run(running()) == 74
    assert "another process has this journal open" in capsys.readouterr().err


def test_no_journal_is_one_line(tmp_path, capsys):
    assert main(["journal", "verify", f"--data={tmp_path / 'nowhere'}"]) == 74
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("anchor", ["7", "7:", f"x:{'0' * 64}", f"7:{'g' * 64}", f"7:{'0' * 63}"])
def test_an_anchor_that_is_none_is_bad_input(tmp_path, anchor):
    with pytest.raises(SystemExit) as caught:
        main(["journal", "verify", f"--data={tmp_path}", f"--anchor={anchor}"])
    assert caught.value.code == 2


def test_what_was_set_aside_goes_back_to_the_outbox(tmp_path, capsys):
    path = tmp_path / "journal.sqlite3"

    async def refused():
        async with SqliteJournal.open(path, boot="b", clock=SetClock(), issue=lambda *_: None) as journal:
            await journal.append(*[STARTED] * 2)
            for row in await journal.outbox(2):
                await journal.set_aside(row, 422, "odd")

    async def waiting():
        async with SqliteJournal.open(path, boot="b", clock=SetClock(), issue=lambda *_: None) as journal:
            return await journal.set_aside_size(), [row.event.seq for row in await journal.outbox(9)]

    asyncio.run(refused())
    assert asyncio.run(waiting())[0] == 2
    assert main(["journal", "requeue", f"--data={tmp_path}"]) == 0
    assert capsys.readouterr().out == "2 events will be sent again\n"
    aside, seqs = asyncio.run(waiting())
    assert (aside, seqs[:2]) == (0, [1, 2])
