"""A core whose journal cannot be had says so, opens nothing, and ends with 74."""

import asyncio
import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from kiosk import out_of_service
from kiosk.errors import JournalFault
from kiosk.journal.database import open_database
from kiosk.messages import CORE_SOCKET, PROTOCOL_VERSION, Hello, OutOfServiceScreen, View, from_core, line

ROOT = Path(__file__).resolve().parents[3]


async def first_view(socket):
    async with asyncio.timeout(20):
        while not socket.exists():  # noqa: ASYNC110 - the socket tells nobody
            await asyncio.sleep(0.02)
        reader, writer = await asyncio.open_unix_connection(socket)
        writer.write(line(Hello(PROTOCOL_VERSION, "ui", "test")))
        while True:
            message = from_core.decode(await reader.readuntil(b"\n"))
            if isinstance(message, View):
                writer.close()
                return message


def no_database(data):
    (data / "journal.sqlite3").write_bytes(b"no database" * 1000)


def damaged(data):
    with closing(open_database(data / "journal.sqlite3")) as database:
        database.connection.execute("PRAGMA writable_schema = ON")
        database.connection.execute("UPDATE sqlite_schema SET sql = 'CREATE TABLE' WHERE name = 'outbox'")


def unreachable(data):
    (data / "journal.sqlite3").mkdir()


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (no_database, OutOfServiceScreen("journal_damaged", "J-03")),
        (damaged, OutOfServiceScreen("journal_damaged", "J-03")),
        (unreachable, OutOfServiceScreen("journal_failed", "J-04")),
    ],
)
def test_the_screen_says_why_and_the_process_ends_with_74(spoil, expected, tmp_path):
    spoil(tmp_path)
    arguments = [
        "core",
        "--profile=demo",
        f"--runtime={tmp_path}",
        f"--data={tmp_path}",
        "--backend=http://127.0.0.1:9",
    ]
    short = "import sys, kiosk.out_of_service as o; o.RETRY_S = 1.5; from kiosk.__main__ import main; sys.exit(main())"

    async def scenario():
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", short, *arguments),
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        view = await first_view(tmp_path / CORE_SOCKET)
        _, said = await process.communicate()
        return view, process.returncode, said.decode()

    view, code, said = asyncio.run(scenario())
    assert view.screen == expected
    assert (view.actions, view.session) == ((), "")
    assert code == 74
    assert len(said.splitlines()) == 1
    assert "journal.sqlite3" in said


def test_it_ends_when_it_is_told_to(tmp_path):
    """SIGTERM while the screen is shown is an orderly end, not a failure."""
    no_database(tmp_path)
    arguments = [
        "core",
        "--profile=demo",
        f"--runtime={tmp_path}",
        f"--data={tmp_path}",
        "--backend=http://127.0.0.1:9",
    ]

    async def scenario():
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "kiosk", *arguments),
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        await first_view(tmp_path / CORE_SOCKET)
        process.terminate()
        async with asyncio.timeout(10):
            _, said = await process.communicate()
        return process.returncode, said

    assert asyncio.run(scenario()) == (0, b"")


@pytest.mark.parametrize("fault", JournalFault)
def test_every_fault_has_a_screen_and_a_documented_code(fault):
    screen = out_of_service.screen(fault)
    assert msgspec.json.decode(msgspec.json.encode(screen), type=OutOfServiceScreen) == screen
    documented = re.findall(r"^\| (J-\d\d) \|", (ROOT / "docs" / "error-codes.md").read_text(), re.MULTILINE)
    assert screen.code in documented
    assert len(documented) == len(set(documented)) == len(JournalFault)
