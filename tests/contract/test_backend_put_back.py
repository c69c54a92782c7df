"""The embedded backend from its backup: what it had acknowledged since, it is told again."""

import asyncio
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select

from kiosk.backend.schema import metadata
from kiosk.commerce.http import HttpBackend
from kiosk.domain.record import Kind
from kiosk.journal import SqliteJournal
from kiosk.services.activity import Activity
from kiosk.services.facts import Facts
from kiosk.services.outbox import OutboxPump
from kiosk.services.sync import ListSync
from tests.helpers.core import World, durable, intent, record, until

Backup = Mapping[str, list[dict[str, Any]]]


def backup(engine: Engine) -> Backup:
    with engine.connect() as connection:
        tables = metadata.sorted_tables
        return {table.name: [dict(row._mapping) for row in connection.execute(select(table))] for table in tables}


def put_back(engine: Engine, kept: Backup) -> None:
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))
        for table in metadata.sorted_tables:
            if kept[table.name]:
                connection.execute(insert(table), kept[table.name])


async def collect(world: World, journal: SqliteJournal, visits: range) -> None:
    for visit in visits:
        decided = intent(visit, intent=f"S{visit:05d}-{visit}-1", session=f"S{visit:05d}", parcel=f"parcel-{visit}")
        permit = await record(journal, decided, Kind.DOOR_OPENED, Kind.DOOR_CLOSED, Kind.PARCEL_COLLECTED)
        world.bank.issuer.redeem(permit, visit)


async def drained(journal: SqliteJournal) -> None:
    async with asyncio.timeout(20.0):
        while await journal.outbox_size():  # noqa: ASYNC110 - the journal tells nobody
            await asyncio.sleep(0.01)


@pytest.mark.allow_warnings
def test_it_knows_again_what_it_had_been_told_since(running: Any, tmp_path: Path) -> None:
    world = World(tmp_path)
    options = {"bearer_key": running.secrets.kiosk.bearer_key, "site": 4, "kiosk": "sentrum-1"}

    async def main() -> None:
        facts, synced = Facts(lambda: None), asyncio.Event()
        async with (
            world.journal() as journal,
            HttpBackend(running.url, **options, site_key=running.secrets.site.key) as backend,
            asyncio.TaskGroup() as tasks,
        ):
            dice = random.Random(1)
            pump = OutboxPump(backend, journal, facts, activity=Activity(), clock=world.clock, dice=dice)
            journal.watch_outbox(pump.nudge)
            lists = ListSync(backend, journal, facts, world.clock, every_s=0.02, synced=synced.set, dice=dice)
            work = [tasks.create_task(pump.run())]
            await collect(world, journal, range(101, 103))
            await drained(journal)
            kept = backup(running.backend.engine)
            running.admin.post(f"/v1/admin/pickups/{running.pickup('one-parcel')}/cancel")
            work.append(tasks.create_task(lists.run()))
            await synced.wait()
            await collect(world, journal, range(103, 106))
            await drained(journal)
            put_back(running.backend.engine, kept)
            await until(lambda: durable(world.path, Kind.EVENTS_SENT_AGAIN))
            await drained(journal)
            for task in work:
                task.cancel()

    asyncio.run(main())
    told = durable(world.path)
    stored = [int(row["event"]["id"]) for row in running.admin.get("/v1/admin/events").json()]
    handovers = [row["handover"] for row in running.admin.get("/v1/admin/handovers").json()]
    assert sorted(handovers) == sorted(row["intent"] for row in told if row["kind"] == Kind.PARCEL_COLLECTED)
    quiet = {Kind.PARCEL_COLLECTED, Kind.PARCEL_DEPOSITED}
    assert stored == [seq for seq, row in enumerate(told, start=1) if row["kind"] not in quiet], "each once"
