import sqlite3
from contextlib import closing

import pytest

from kiosk.domain.attempts import DAY_S
from kiosk.domain.record import CompartmentFlags, Entry, Kind, OpenIntent
from kiosk.journal import LedgerRefusedError, events
from kiosk.journal.migrate import MIGRATIONS
from kiosk.journal.projections import project


def door(kind, intent="i1", compartment=7, **other):
    return Entry(kind, {"intent": intent, "compartment": compartment, **other}, "s1")


OPENED = door(Kind.DOOR_OPENED, already_open=False, recovered=False)
CLOSED = door(Kind.DOOR_CLOSED, recovered=False)
JAMMED = door(Kind.DOOR_JAMMED)
UNKNOWN = door(Kind.DOOR_UNKNOWN, cause="silent")
COLLECTED = Entry(Kind.PARCEL_COLLECTED, {"intent": "i1", "pickup": "PICKUP01", "parcel": "p1", "compartment": 7}, "s1")
SUSPECT = Entry(Kind.PARCEL_SUSPECT, {"pickup": "PICKUP01", "parcel": "p1", "compartment": 7, "reason": "jammed"}, "s1")


def states(found):
    return [(open_intent.intent.intent, open_intent.state) for open_intent in found]


# --- intents ---


def test_an_intent_is_durable_before_its_permit_is_made(bench, intent):
    async def scenario(journal):
        issue = journal._issue

        def looking(number, name):
            with closing(sqlite3.connect(bench.path)) as other:
                assert other.execute("SELECT state FROM intents WHERE intent = ?", (name,)).fetchone() == ("intent",)
            return issue(number, name)

        journal._issue = looking
        return await journal.intend(intent(), Entry(Kind.SESSION_STARTED, {"entry": "scanned"}, "s1"))

    permit = bench.run(scenario)
    assert (permit.door, permit.intent) == (7, "i1")


def test_the_intent_event_tells_everything_but_the_session_twice(bench, intent):
    async def scenario(journal):
        await journal.intend(intent(reference="PO-1"), Entry(Kind.SESSION_STARTED, {"entry": "scanned"}, "s1"))
        return [row.event for row in await journal.outbox(10)]

    started, told = bench.run(scenario)
    assert (started.kind, told.kind, told.session) == (Kind.SESSION_STARTED, Kind.DOOR_INTENT, "s1")
    assert told.body == {
        "intent": "i1",
        "credential": "c1",
        "pickup": "PICKUP01",
        "parcel": "p1",
        "compartment": 7,
        "actor": "customer",
        "decision": "token",
        "pulse": 1,
        "reference": "PO-1",
        "consumes": True,
    }


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([], [("i1", "intent")]),
        ([OPENED], [("i1", "opened")]),
        ([JAMMED], [("i1", "jammed")]),
        ([UNKNOWN], [("i1", "unknown")]),
        ([UNKNOWN, OPENED], [("i1", "opened")]),
        ([OPENED, CLOSED], []),
        ([OPENED, COLLECTED], []),
        ([OPENED, CLOSED, COLLECTED], []),
    ],
)
def test_open_intents_are_those_whose_cycle_has_not_ended(bench, intent, after, expected):
    async def scenario(journal):
        await journal.intend(intent())
        await journal.append(*after)

    bench.run(scenario)
    assert states(bench.run(lambda journal: journal.open_intents())) == expected


def test_an_open_intent_comes_back_as_it_was_told(bench, intent):
    told = intent(consumes=False, reference="PO-1")
    bench.run(lambda journal: journal.intend(told))
    (found,) = bench.run(lambda journal: journal.open_intents())
    assert found == OpenIntent(told, "intent", 1, bench.clock.now_s)
    assert found.intent.consumes is False


def test_a_newer_intent_supersedes_older_ones_of_its_compartment_only(bench, intent):
    async def scenario(journal):
        await journal.intend(intent("i1"))
        await journal.append(JAMMED)
        await journal.intend(intent("other", compartment=8))
        await journal.intend(intent("i2", pulse=2))
        first = states(await journal.open_intents())
        await journal.append(door(Kind.DOOR_OPENED, "i2"), door(Kind.DOOR_CLOSED, "i2"))
        return first, states(await journal.open_intents())

    assert bench.run(scenario) == ([("other", "intent"), ("i2", "intent")], [("other", "intent")])


def test_one_intent_is_recorded_once(bench, intent):
    async def scenario(journal):
        await journal.intend(intent())
        with pytest.raises(LedgerRefusedError, match=r"intents\.intent"):
            await journal.intend(intent())
        return await journal.append()

    assert bench.run(scenario) == 1
    assert len(bench.permits) == 1


def test_only_intend_records_an_intent(bench, intent):
    async def scenario(journal):
        with pytest.raises(LedgerRefusedError, match="only intend"):
            await journal.append(Entry(Kind.DOOR_INTENT, {}))

    bench.run(scenario)


@pytest.mark.parametrize("kind", [Kind.DOOR_OPENED, Kind.DOOR_JAMMED, Kind.DOOR_UNKNOWN, Kind.DOOR_CLOSED])
def test_a_door_event_must_name_an_intent_of_its_compartment(bench, intent, kind):
    async def scenario(journal):
        await journal.intend(intent())
        for entry in (door(kind, "i2"), door(kind, "i1", compartment=8)):
            with pytest.raises(LedgerRefusedError, match=f"{kind}: no intent"):
                await journal.append(entry)
        await journal.append(door(kind, ""))  # a door that nobody asked for
        return states(await journal.open_intents())

    assert bench.run(scenario) == [("i1", "intent")]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (Entry(Kind.DOOR_OPENED, {"compartment": 7}), "intent"),
        (Entry(Kind.DOOR_CLOSED, {"intent": "i1", "compartment": [7]}), "compartment"),
        (Entry(Kind.PARCEL_SUSPECT, {"pickup": "A", "parcel": "p", "compartment": 1}), "reason"),
        (Entry(Kind.ATTEMPT_FAILED, {}), "entry"),
    ],
)
def test_a_body_without_its_field_is_refused_by_name(bench, entry, field):
    async def scenario(journal):
        with pytest.raises(LedgerRefusedError, match=f"{entry.kind}: field '{field}'"):
            await journal.append(entry)
        return await journal.append()

    assert bench.run(scenario) == 0


def test_a_number_where_the_table_wants_one(bench):
    async def scenario(journal):
        with pytest.raises(LedgerRefusedError, match=r"compartment\.blocked: datatype"):
            await journal.append(
                Entry(Kind.COMPARTMENT_BLOCKED, {"compartment": "seven", "reason": "dirty", "actor": "t1"})
            )
        return await journal.append()

    assert bench.run(scenario) == 0


# --- collected only with evidence (C2) ---


@pytest.mark.parametrize("before", [[], [JAMMED], [UNKNOWN], [CLOSED]])
def test_collected_without_an_opened_door_is_refused(bench, intent, before):
    async def scenario(journal):
        await journal.intend(intent())
        await journal.append(*before)
        last = await journal.append()
        with pytest.raises(LedgerRefusedError, match="C2"):
            await journal.append(Entry(Kind.SESSION_ENDED, {"reason": "done"}), COLLECTED)
        return await journal.append() - last

    assert bench.run(scenario) == 0


def test_evidence_of_another_parcel_or_compartment_does_not_count(bench, intent):
    async def scenario(journal):
        await journal.intend(intent())
        await journal.append(OPENED)
        for wrong in ({"parcel": "p2"}, {"compartment": 8}, {"pickup": "PICKUP02"}, {"intent": "i2"}):
            with pytest.raises(LedgerRefusedError, match="C2"):
                await journal.append(Entry(Kind.PARCEL_COLLECTED, {**COLLECTED.body, **wrong}))
        await journal.append(COLLECTED)

    bench.run(scenario)


def test_the_schema_itself_refuses_a_collection_without_evidence(bench, intent):
    bench.run(lambda journal: journal.intend(intent()))
    with closing(sqlite3.connect(bench.path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute("INSERT INTO collected_parcels VALUES ('PICKUP01', 'p1', 7, 'i1', 0.0)")


def test_the_first_evidence_of_an_opening_is_kept(bench, intent):
    async def scenario(journal):
        await journal.intend(intent())
        await journal.append(OPENED)
        await journal.append(OPENED)

    bench.run(scenario)
    with closing(sqlite3.connect(bench.path)) as connection:
        assert connection.execute("SELECT seq FROM openings").fetchall() == [(2,)]


# --- credentials ---


def test_a_credential_is_used_with_its_first_consuming_intent(bench, intent):
    async def scenario(journal):
        before = await journal.credential_used_utc("c1")
        await journal.intend(intent("i0", consumes=False))
        looked = await journal.credential_used_utc("c1")
        bench.clock.now_s = 2000.0
        await journal.intend(intent("i1"))
        bench.clock.now_s = 500.0  # a clock that was set back revives nothing
        await journal.intend(intent("i2"))
        return before, looked, await journal.credential_used_utc("c1"), await journal.credential_used_utc("c2")

    assert bench.run(scenario) == (None, None, 2000.0, None)
    with closing(sqlite3.connect(bench.path)) as connection:
        assert connection.execute("SELECT count(*) FROM credential_uses").fetchone() == (2,)


def test_a_refused_intent_uses_no_credential(bench, intent):
    async def scenario(journal):
        with pytest.raises(LedgerRefusedError):
            await journal.intend(intent(), COLLECTED)
        return await journal.credential_used_utc("c1")

    assert bench.run(scenario) is None


def test_a_technician_has_no_credential_to_use_up(bench, intent):
    async def scenario(journal):
        await journal.intend(intent(credential="", pickup="", parcel=""))
        return await journal.credential_used_utc("")

    assert bench.run(scenario) is None


# --- compartments and attempts ---


def test_compartments_blocked_and_suspect(bench):
    block = Entry(Kind.COMPARTMENT_BLOCKED, {"compartment": 3, "reason": "dirty", "actor": "t1"})

    async def scenario(journal):
        await journal.append(block, SUSPECT)
        told = await journal.compartments()
        await journal.append(Entry(Kind.COMPARTMENT_UNBLOCKED, {"compartment": 3, "actor": "t1"}))
        await journal.append(Entry(Kind.COMPARTMENT_UNBLOCKED, {"compartment": 7, "actor": "t1"}))
        return told, await journal.compartments()

    suspect = CompartmentFlags(7, "", suspect=True)
    # Whoever puts a compartment back into service has said nothing about its parcel.
    assert bench.run(scenario) == ({3: CompartmentFlags(3, "dirty"), 7: suspect}, {7: suspect})


def test_what_is_said_of_one_compartment_comes_together_and_a_given_reason_first(bench):
    inside = Entry(Kind.ENTRAPMENT_SUSPECTED, {"compartment": 7, "cause": "closed"})
    block = Entry(Kind.COMPARTMENT_BLOCKED, {"compartment": 7, "reason": "dirty", "actor": "t1"})

    async def scenario(journal):
        await journal.append(SUSPECT, inside)
        told = await journal.compartments()
        await journal.append(block)
        return told, await journal.compartments()

    expected = [{7: CompartmentFlags(7, reason, suspect=True)} for reason in ("entrapment", "dirty")]
    assert list(bench.run(scenario)) == expected


def test_a_compartment_whose_suspect_parcel_left_is_no_longer_suspect(bench, intent):
    async def scenario(journal):
        await journal.append(SUSPECT)
        await journal.intend(intent())
        await journal.append(OPENED, COLLECTED)
        return await journal.compartments()

    assert bench.run(scenario) == {}


def test_failed_attempts_of_one_entry_since_a_time_survive_a_restart(bench):
    async def scenario(journal):
        for utc, entry in ((30.0, "typed"), (10.0, "typed"), (20.0, "pin"), (20.0, "typed"), (20.0, "typed")):
            bench.clock.now_s = utc
            await journal.append(Entry(Kind.ATTEMPT_FAILED, {"entry": entry}, send=False))

    bench.run(scenario)
    found = bench.run(lambda journal: journal.failures(DAY_S + 20.0 - 1e-6))
    assert {entry: sorted(times) for entry, times in found.items()} == {"typed": [20.0, 20.0, 30.0], "pin": [20.0]}
    assert "pin" not in bench.run(lambda journal: journal.failures(DAY_S + 20.0))


def test_a_failure_dated_in_the_future_is_dated_back_once_and_then_ages(bench):
    async def scenario(journal):
        bench.clock.now_s = 1e9
        await journal.append(Entry(Kind.ATTEMPT_FAILED, {"entry": "typed"}, send=False))
        return [await journal.failures(now) for now in (50.0, 60.0, 50.0 + DAY_S)]

    assert bench.run(scenario) == [{"typed": [50.0]}, {"typed": [50.0]}, {}]


# --- the session ---


def test_the_session_is_saved_with_the_events_or_not_at_all(bench, intent):
    async def scenario(journal):
        assert await journal.load_session() is None
        await journal.intend(intent(), session_state=b"opening")
        with pytest.raises(LedgerRefusedError):
            await journal.append(COLLECTED, session_state=b"done")

    bench.run(scenario)
    assert bench.run(lambda journal: journal.load_session()) == b"opening"

    async def ending(journal):
        await journal.append(OPENED)
        kept = await journal.load_session()
        await journal.save_session(b"next")
        saved = await journal.load_session()
        await journal.save_session(None)
        return kept, saved, await journal.load_session()

    assert bench.run(ending) == (b"opening", b"next", None)


def test_an_empty_state_ends_the_saved_session_in_the_transaction_of_its_event(bench):
    async def scenario(journal):
        await journal.save_session(b"opening")
        await journal.append(Entry(Kind.SESSION_ENDED, {"reason": "home"}), session_state=b"")
        return await journal.load_session()

    assert bench.run(scenario) is None


# --- replay ---


ATTEMPT = Entry(Kind.ATTEMPT_FAILED, {"entry": "typed", "pickups": ["PICKUP01"]})


def test_the_projections_can_be_told_anew_from_the_events(bench, intent):
    async def scenario(journal):
        await journal.intend(intent("i1"))
        await journal.append(OPENED, CLOSED, COLLECTED, SUSPECT)
        await journal.intend(intent("i2", parcel="p2", compartment=8))
        await journal.append(door(Kind.DOOR_UNKNOWN, "i2", 8), ATTEMPT)
        await journal.append(Entry(Kind.COMPARTMENT_BLOCKED, {"compartment": 3, "reason": "dirty", "actor": "t1"}))

    bench.run(scenario)
    tables = ("intents", "openings", "collected_parcels", "suspect_parcels", "blocked_compartments")
    tables += ("credential_uses", "visits", "failed_attempts", "pickup_failures", "parcel_doubts", "custody")
    tables += ("custody_moves",)
    with closing(sqlite3.connect(bench.path)) as stored, closing(sqlite3.connect(":memory:")) as anew:
        for migration in sorted(MIGRATIONS.glob("*.sql")):
            anew.executescript(migration.read_text())
        for row in stored.execute(f"SELECT {events.COLUMNS} FROM events ORDER BY seq").fetchall():
            project(anew, events.recorded(row))
        for table in tables:
            expected = stored.execute(f"SELECT * FROM {table}").fetchall()
            assert expected
            assert anew.execute(f"SELECT * FROM {table}").fetchall() == expected, table
