"""The custody ledger: what every event and every list means for it, and a machine that plays all of them at random."""

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kiosk.domain.custody import CustodyBalance, Holding, HoldingState
from kiosk.domain.pickup import Parcel, ParcelState, Pickup, PickupState
from kiosk.domain.record import DoorIntent, Entry, Kind
from kiosk.journal import LedgerRefusedError, SqliteJournal, custody
from kiosk.journal.chain import GENESIS, chain_hash
from kiosk.journal.migrate import MIGRATIONS
from tests.helpers import stock

OCCUPIED, RECALL, RESERVED = HoldingState.OCCUPIED, HoldingState.RECALL, HoldingState.RESERVED


def a_pickup(name, *places, **other):
    """Parcels "p1", "p2", … in these compartments; 0: to come."""
    parcels = tuple(Parcel(f"p{index}", place) for index, place in enumerate(places, 1))
    values = {"site": 1, "state": PickupState.READY, "not_before_utc": 0.0, "not_after_utc": 9e9}
    counts = {"lines_ready": len(places), "lines_total": len(places)}
    return Pickup(name, parcels=parcels, **{**values, **counts, **other})


def the_list(*pickups):
    return stock.page(*pickups)


def of(kind, parcel, compartment, pickup="PICKUP01", **more):
    return Entry(kind, {"pickup": pickup, "parcel": parcel, "compartment": compartment, **more}, "s1")


def resolved(verdict, parcel="p1", compartment=7, actor="t1"):
    return of(Kind.PARCEL_RESOLVED, parcel, compartment, verdict=verdict, actor=actor, reason="jammed")


def suspect(parcel="p1", compartment=7, pickup="PICKUP01"):
    return of(Kind.PARCEL_SUSPECT, parcel, compartment, pickup, reason="jammed")


async def opened(journal, intent, name, *entries, **values):
    """A door opened and closed, and what is said of it."""
    decided = intent(name, **values)
    await journal.intend(decided)
    door = {"intent": name, "compartment": decided.compartment}
    await journal.append(Entry(Kind.DOOR_OPENED, door), Entry(Kind.DOOR_CLOSED, door), *entries)


async def collected(journal, intent, name="i1", parcel="p1", compartment=7):
    entry = of(Kind.PARCEL_COLLECTED, parcel, compartment, intent=name)
    await opened(journal, intent, name, entry, parcel=parcel, compartment=compartment)


async def kinds(bench):
    with closing(sqlite3.connect(bench.path)) as connection:
        return [kind for (kind,) in connection.execute("SELECT kind FROM events ORDER BY seq")]


def moves(bench):
    with closing(sqlite3.connect(bench.path)) as connection:
        return connection.execute("SELECT parcel, source, target FROM custody_moves ORDER BY seq, parcel").fetchall()


# --- in, about and out ---


def test_a_parcel_goes_from_account_to_account(bench, intent):
    async def scenario(journal):
        await journal.apply_list(the_list(a_pickup("PICKUP01", 7)))
        await journal.append(suspect())
        await journal.append(resolved("present"))
        await collected(journal, intent)
        return await journal.custody_balance(), await journal.occupied()

    balance, occupied = bench.run(scenario)
    assert moves(bench) == [
        ("p1", "outside", "compartment:7"),
        ("p1", "compartment:7", "inquiry:7"),
        ("p1", "inquiry:7", "compartment:7"),
        ("p1", "compartment:7", "customer"),
    ]
    assert (balance, occupied) == (CustodyBalance(1, 0, 1, 0, 0), frozenset())
    assert balance.conserved


@pytest.mark.parametrize(
    ("verdict", "balance", "held", "state"),
    [
        ("present", CustodyBalance(1, 1, 0, 0, 0), {7}, ParcelState.READY),
        ("collected", CustodyBalance(1, 0, 1, 0, 0), set(), ParcelState.COLLECTED),
        ("removed", CustodyBalance(1, 0, 0, 1, 0), set(), ParcelState.SUSPECT),
        ("missing", CustodyBalance(1, 0, 0, 0, 1), set(), ParcelState.SUSPECT),
    ],
)
def test_what_staff_say_of_a_doubt_counts_and_survives_every_sync(bench, verdict, balance, held, state):
    page = the_list(a_pickup("PICKUP01", 7))

    async def scenario(journal):
        await journal.apply_list(page)
        await journal.append(suspect())
        await journal.append(resolved(verdict))
        await journal.apply_list(page)
        pickup = await journal.pickup("PICKUP01")
        return await journal.custody_balance(), await journal.occupied(), pickup.parcels[0].state

    assert bench.run(scenario) == (balance, held, state)


def test_a_verdict_needs_a_name_and_a_word_that_is_known(bench):
    async def scenario(journal):
        await journal.append(suspect())
        for wrong in (resolved("present", actor=""), resolved("perhaps")):
            with pytest.raises(LedgerRefusedError):
                await journal.append(wrong)
        return (await journal.holdings())[7].doubt

    assert bench.run(scenario) == "jammed"


def test_an_unknown_opening_is_a_doubt_until_it_is_resolved(bench, intent):
    async def scenario(journal):
        await journal.apply_list(the_list(a_pickup("PICKUP01", 7)))
        await journal.intend(intent())
        await journal.append(Entry(Kind.DOOR_UNKNOWN, {"intent": "i1", "compartment": 7, "cause": "restart"}))
        before = (await journal.holdings())[7]
        await journal.append(resolved("present"))
        return before, (await journal.holdings())[7], await journal.open_intents()

    before, after, pending = bench.run(scenario)
    assert before == Holding(7, "PICKUP01", "p1", OCCUPIED, "unknown")
    assert after == Holding(7, "PICKUP01", "p1", OCCUPIED)
    assert pending == []


def test_a_parcel_that_nobody_had_listed_is_counted_when_it_leaves(bench, intent):
    async def scenario(journal):
        await collected(journal, intent)
        return await journal.custody_balance()

    assert bench.run(scenario) == CustodyBalance(1, 0, 1, 0, 0)


def test_put_back_after_it_had_left_it_is_under_inquiry_where_it_was(bench, intent):
    async def scenario(journal):
        await journal.apply_list(the_list(a_pickup("PICKUP01", 7)))
        await collected(journal, intent)
        await journal.append(suspect())
        return await journal.occupied(), await journal.custody_balance()

    assert bench.run(scenario) == ({7}, CustodyBalance(1, 0, 0, 0, 1))


@pytest.mark.parametrize("kind", [Kind.PARCEL_REMOVED, Kind.PARCEL_DEPOSITED])
def test_staff_take_out_and_put_in_only_through_an_opened_door(bench, intent, kind):
    entry = of(kind, "p1", 7, intent="i1", how="loaded", actor="t1")

    async def scenario(journal):
        await journal.append(suspect())
        await journal.intend(intent(credential="", pickup="", parcel="", decision="technician"))
        with pytest.raises(LedgerRefusedError, match=r"no door\.opened"):
            await journal.append(entry)
        await journal.append(Entry(Kind.DOOR_OPENED, {"intent": "i1", "compartment": 7}), entry)
        return await journal.custody_balance()

    assert bench.run(scenario).conserved


def test_what_lies_behind_a_blocked_door_stays_known(bench):
    async def scenario(journal):
        await journal.apply_list(the_list(a_pickup("PICKUP01", 7)))
        await journal.append(Entry.of(Kind.COMPARTMENT_BLOCKED, compartment=7, reason="dirty", actor="t1"))
        return await journal.occupied(), await journal.holdings(), await journal.custody_balance()

    occupied, holdings, balance = bench.run(scenario)
    assert occupied == {7}
    assert holdings == {7: Holding(7, "PICKUP01", "p1", OCCUPIED)}
    assert balance == CustodyBalance(1, 1, 0, 0, 0)


# --- the list ---


def test_a_parcel_of_a_pickup_that_vanished_or_has_ended_is_kept_for_recall_and_says_why(bench):
    async def scenario(journal):
        names = ("PICKUP01", "PICKUP02", "PICKUP03")
        await journal.apply_list(the_list(*(a_pickup(name, door) for door, name in enumerate(names, 7))))
        cancelled, expired = PickupState.CANCELLED, PickupState.EXPIRED
        await journal.apply_list(
            the_list(a_pickup("PICKUP02", 8, state=cancelled), a_pickup("PICKUP03", 9, state=expired))
        )
        return {number: (held.state, held.recall) for number, held in (await journal.holdings()).items()}

    assert bench.run(scenario) == {7: (RECALL, "unlisted"), 8: (RECALL, "cancelled"), 9: (RECALL, "expired")}


def test_a_second_parcel_in_a_compartment_is_told_once_and_opens_nothing_until_the_first_has_left(bench, intent):
    page = the_list(a_pickup("PICKUP01", 7), a_pickup("PICKUP02", 7))

    async def scenario(journal):
        await journal.apply_list(page)
        await journal.apply_list(page)
        before = [(await journal.pickup(name)).parcels[0].state for name in ("PICKUP01", "PICKUP02")]
        doubt = (await journal.holdings())[7]
        await collected(journal, intent)
        return before, doubt, (await journal.pickup("PICKUP02")).parcels[0].state, (await journal.holdings())[7].pickup

    before, doubt, after, now = bench.run(scenario)
    assert before == [ParcelState.READY, ParcelState.SUSPECT]
    assert doubt == Holding(7, "PICKUP01", "p1", OCCUPIED, "conflict")
    assert (after, now) == (ParcelState.READY, "PICKUP02")
    assert asyncio.run(kinds(bench)).count(Kind.CUSTODY_CONFLICT) == 1


def test_the_list_may_correct_itself_also_in_a_row(bench):
    async def scenario(journal):
        await journal.apply_list(the_list(a_pickup("PICKUP01", 7), a_pickup("PICKUP02", 8)))
        await journal.apply_list(the_list(a_pickup("PICKUP01", 8), a_pickup("PICKUP02", 9)))
        return {number: held.pickup for number, held in (await journal.holdings()).items()}

    assert bench.run(scenario) == {8: "PICKUP01", 9: "PICKUP02"}
    assert asyncio.run(kinds(bench)).count(Kind.CUSTODY_CONFLICT) == 0


async def loaded(journal, intent, pickup="PICKUP01", compartment=3):
    await journal.append(of(Kind.COMPARTMENT_RESERVED, "p1", compartment, pickup))
    entry = of(Kind.PARCEL_DEPOSITED, "p1", compartment, pickup, intent="load", how="loaded", actor="t1")
    values = {"credential": "", "pickup": "", "parcel": "", "decision": "technician", "reference": "load"}
    await opened(journal, intent, "load", entry, compartment=compartment, **values)


def test_what_the_kiosk_saw_outranks_the_list(bench, intent):
    async def scenario(journal):
        await journal.apply_list(the_list(a_pickup("PICKUP01", 0)))
        await loaded(journal, intent)
        before = (await journal.pickup("PICKUP01")).parcels[0].compartment
        await journal.apply_list(the_list(a_pickup("PICKUP01", 9)))
        return before, (await journal.pickup("PICKUP01")).parcels[0], await journal.occupied()

    before, parcel, occupied = bench.run(scenario)
    assert (before, parcel.compartment, parcel.state) == (3, 3, ParcelState.READY)
    assert occupied == {3}
    assert asyncio.run(kinds(bench)).count(Kind.CUSTODY_CONFLICT) == 1


def test_a_compartment_is_kept_for_one_parcel_and_never_against_one_that_is_there(bench):
    async def scenario(journal):
        await journal.append(of(Kind.COMPARTMENT_RESERVED, "p1", 3))
        for wrong in (of(Kind.COMPARTMENT_RESERVED, "p2", 3), of(Kind.COMPARTMENT_RESERVED, "p1", 4)):
            with pytest.raises(LedgerRefusedError):
                await journal.append(wrong)
        kept = await journal.holdings()
        await journal.apply_list(the_list(a_pickup("PICKUP02", 3)))
        with pytest.raises(LedgerRefusedError, match="holds a parcel"):
            await journal.append(of(Kind.COMPARTMENT_RESERVED, "p9", 3))
        return kept, await journal.holdings()

    kept, after = bench.run(scenario)
    assert kept == {3: Holding(3, "PICKUP01", "p1", RESERVED)}
    assert after == {3: Holding(3, "PICKUP02", "p1", OCCUPIED)}
    assert Kind.COMPARTMENT_RELEASED in asyncio.run(kinds(bench))


def test_the_stock_of_a_plan_and_its_events_are_one_transaction(bench):
    seen = []

    def plan(stock):
        seen.append(stock)
        return [of(Kind.COMPARTMENT_RESERVED, wanted.parcel, 3) for wanted in stock.wanted]

    async def scenario(journal):
        gone = a_pickup("PICKUP02", 0, state=PickupState.CANCELLED)
        await journal.apply_list(the_list(a_pickup("PICKUP01", 0, 8), gone))
        return await journal.place(plan), await journal.place(lambda stock: seen.append(stock) or [])

    assert bench.run(scenario) == (1, 0)
    assert [wanted.parcel for wanted in seen[0].wanted] == ["p1"]
    assert (seen[0].held, seen[1].reserved) == ({8}, {("PICKUP01", "p1"): 3})


def test_a_plan_wants_each_parcel_that_has_not_come_in_the_order_of_its_pickup(bench, intent):
    seen = []

    async def scenario(journal):
        first = a_pickup("PICKUP01", 0, 0, 7)
        first = replace(first, parcels=(first.parcels[1], first.parcels[0], first.parcels[2]))
        await journal.apply_list(the_list(a_pickup("PICKUP02", 0), first))
        loaded = of(Kind.PARCEL_DEPOSITED, "p2", 8, how="loaded", intent="i1", actor="t1")
        before = await journal.place(lambda stock: seen.append(stock.wanted) or [])
        await opened(journal, intent, "i1", loaded, parcel="p2", compartment=8)
        return before, await journal.place(lambda stock: seen.append(stock.wanted) or [])

    bench.run(scenario)
    told = [[(one.pickup, one.parcel) for one in wanted] for wanted in seen]
    first, later, other = ("PICKUP01", "p2"), ("PICKUP01", "p1"), ("PICKUP02", "p1")
    assert told == [[first, later, other], [later, other]]


# --- a journal from before the ledger ---


def test_an_old_journal_enters_what_is_in_doubt_what_left_and_what_is_listed(bench):
    old = (MIGRATIONS / "0001_initial.sql").read_text()
    with closing(sqlite3.connect(bench.path)) as connection:
        connection.executescript(old)
        connection.execute(
            "INSERT INTO events VALUES (1, 5.0, 'b', 's', 'core.started', '{}', ?)",
            (chain_hash(GENESIS, 1, 5.0, "b", "s", "core.started", "{}"),),
        )
        connection.commit()
        connection.executescript("""
            PRAGMA user_version = 1;
            INSERT INTO intents VALUES ('i', 's', 'c', 'A', 'p1', 1, '', 'token', 1, '', 1, 'closed', 1);
            INSERT INTO openings VALUES ('i', 'A', 'p1', 1, 1);
            INSERT INTO collected_parcels VALUES ('A', 'p1', 1, 'i', 5.0);
            INSERT INTO suspect_parcels VALUES ('B', 'p1', 2, 'jammed'), ('C', 'p1', 2, 'jammed');
            INSERT INTO pickups VALUES ('D', '', 1, '{"id":"D","site":1,"state":"ready","parcels":
                [{"id":"p1","compartment":4}],"not_before_utc":0,"not_after_utc":9,"lines_ready":1,"lines_total":1}');
            INSERT INTO listed_parcels VALUES ('D', 'p1', 4);""")

    async def scenario(journal):
        return await journal.custody_balance(), await journal.occupied(), (await journal.pickup("D")).parcels

    balance, occupied, parcels = bench.run(scenario)
    assert balance == CustodyBalance(deposited=4, present=1, collected=1, removed=0, inquiry=2)
    assert occupied == {2, 4}
    assert parcels == (Parcel("p1", 4),)


# --- everything at random, against a model ---

PARCELS = [(f"PICKUP0{number}", "p1") for number in range(1, 5)]
NUMBERS = st.integers(1, 4)
parcels = st.sampled_from(PARCELS)


class Ledger(RuleBasedStateMachine):
    """The real journal beside a model of five lines a rule: where is each parcel, on whose word?"""

    @initialize()
    def start(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "journal.db"
        self.loop = asyncio.new_event_loop()
        self.count = 0
        self.entered: set[tuple[str, str]] = set()
        self.where: dict[tuple[str, str], tuple[str, int]] = {}  # parcel -> (account, compartment or 0)
        self.open()

    def open(self):
        class Standing:
            def monotonic_s(self):
                return 1.0

            def utc_s(self):
                return 1.0

        self.context = SqliteJournal.open(self.path, boot="b", clock=Standing(), issue=lambda door, _: door)
        self.journal = self.do(self.context.__aenter__())

    def do(self, work):
        return self.loop.run_until_complete(work)

    def teardown(self):
        if hasattr(self, "journal"):
            self.do(self.context.__aexit__(None, None, None))
            self.loop.close()
            self.folder.cleanup()

    def holder(self, number):
        return next((one for one, (_, at) in self.where.items() if at == number), None)

    def through_a_door(self, parcel, number, *entries, decision="token"):
        self.count += 1
        name = f"i{self.count}"
        pickup, own = parcel if decision == "token" else ("", "")
        intent = DoorIntent(name, "s", "", pickup, own, number, "t1", decision, 1)
        self.do(self.journal.intend(intent))
        door = {"intent": name, "compartment": number}
        made = [of(kind, parcel[1], number, parcel[0], intent=name, **more) for kind, more in entries]
        self.do(self.journal.append(Entry(Kind.DOOR_OPENED, door), Entry(Kind.DOOR_CLOSED, door), *made))

    @rule(rows=st.dictionaries(parcels, NUMBERS, max_size=4))
    def the_list_comes(self, rows):
        known = dict(self.where)
        self.do(self.journal.apply_list(the_list(*(a_pickup(pickup, at) for (pickup, _), at in rows.items()))))
        holdings = self.do(self.journal.holdings())
        now = {(held.pickup, held.parcel): number for number, held in holdings.items()}
        for parcel, (account, at) in known.items():
            if account in {"customer", "missing"} or (account == "inquiry" and at):
                assert now.get(parcel) == (at or None), "the list moved what is not its own to say"
            if account == "compartment":
                assert parcel in now, "the list made a parcel vanish (C6)"
        for parcel, number in now.items():
            if self.where.get(parcel) != ("inquiry", number):
                assert number in {rows.get(parcel), known.get(parcel, ("", 0))[1]}, "neither list nor ledger said so"
                self.where[parcel] = ("compartment", number)
            self.entered.add(parcel)
        self.rows = rows

    def after(self, parcel, account, at):
        """What was done, and then what the list makes of a place that became free."""
        self.where[parcel] = (account, at)
        self.entered.add(parcel)
        for number, held in self.do(self.journal.holdings()).items():
            one = (held.pickup, held.parcel)
            if one not in self.where or self.where[one][0] in {"compartment", "staff"}:
                self.where[one] = ("compartment", number)
                self.entered.add(one)

    def here(self, *accounts):
        return sorted(parcel for parcel, (account, at) in self.where.items() if account in accounts and at)

    @precondition(lambda self: self.here("compartment", "inquiry"))
    @rule(data=st.data(), how=st.sampled_from(["collected", "removed"]))
    def a_door_is_opened_and_a_parcel_leaves(self, data, how):
        parcel = data.draw(st.sampled_from(self.here("compartment", "inquiry")))
        number = self.where[parcel][1]
        if how == "collected":
            self.through_a_door(parcel, number, (Kind.PARCEL_COLLECTED, {}))
            self.after(parcel, "customer", 0)
        else:
            self.through_a_door(
                parcel, number, (Kind.PARCEL_REMOVED, {"actor": "t1", "reason": "x"}), decision="technician"
            )
            self.after(parcel, "staff", 0)

    @precondition(lambda self: self.here("compartment"))
    @rule(data=st.data())
    def a_door_jams(self, data):
        parcel = data.draw(st.sampled_from(self.here("compartment")))
        number = self.where[parcel][1]
        self.do(self.journal.append(suspect(parcel[1], number, parcel[0])))
        self.after(parcel, "inquiry", number)

    @precondition(lambda self: self.here("inquiry"))
    @rule(data=st.data(), verdict=st.sampled_from(["present", "collected", "missing", "removed"]))
    def staff_resolve(self, data, verdict):
        parcel = data.draw(st.sampled_from(self.here("inquiry")))
        number = self.where[parcel][1]
        entry = of(Kind.PARCEL_RESOLVED, parcel[1], number, parcel[0], verdict=verdict, actor="t1", reason="x")
        self.do(self.journal.append(entry))
        account = {"present": "compartment", "collected": "customer", "missing": "missing", "removed": "staff"}
        self.after(parcel, account[verdict], number if verdict == "present" else 0)

    @rule(parcel=parcels, number=NUMBERS)
    def somebody_claims_a_place_that_is_taken(self, parcel, number):
        holder = self.holder(number)
        if holder in {None, parcel}:
            return
        for kind in (Kind.PARCEL_MOVED, Kind.COMPARTMENT_RESERVED):
            with pytest.raises(LedgerRefusedError):
                self.do(self.journal.append(of(kind, parcel[1], number, parcel[0])))

    @rule()
    def the_core_is_started_again(self):
        self.do(self.context.__aexit__(None, None, None))
        self.open()

    @invariant()
    def ledger_and_model_agree(self):
        if not hasattr(self, "journal"):
            return
        balance = self.do(self.journal.custody_balance())
        assert balance.conserved
        count = [account for account, _ in self.where.values()].count
        expected = (
            len(self.entered),
            count("compartment"),
            count("customer"),
            count("staff"),
            count("inquiry") + count("missing"),
        )
        assert balance == CustodyBalance(*expected)
        places = [at for _, at in self.where.values() if at]
        assert len(places) == len(set(places)), "two parcels in one compartment (C1)"
        assert self.do(self.journal.occupied()) == set(places)


Ledger.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestLedger = Ledger.TestCase


def test_what_the_wall_shows_is_never_found_by_reading_all_that_ever_opened(bench):
    bench.run(lambda journal: journal.holdings())
    with closing(sqlite3.connect(bench.path)) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {custody._HELD}")]
    assert not [step for step in plan if step.startswith("SCAN") and "intents" in step], plan
