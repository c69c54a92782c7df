import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kiosk.domain import digest
from kiosk.domain.account import Employee
from kiosk.domain.attempts import BUDGETS
from kiosk.domain.credential import Credential, CredentialKind
from kiosk.domain.decision import Grant, Left, Reason, Refusal
from kiosk.domain.pickup import ParcelState, Pickup, PickupState
from kiosk.domain.record import Entry, Kind
from kiosk.domain.site_list import JournalAnchor, ListFault
from kiosk.domain.typed_code import check_symbol
from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.flows.effects import Check, CheckPin
from kiosk.flows.events import Answer, PinChecked, SignedIn, TechnicianKnown
from kiosk.journal import SqliteJournal
from kiosk.ports import Resolved
from tests.helpers import stock
from tests.helpers.core import World, intent, record
from tests.helpers.flow_script import account, employee, pickup
from tests.helpers.stock import PICKUP, code, page, token

READY = pickup(12, 5, id=PICKUP)
TYPED = "ABCDEFGH" + check_symbol("ABCDEFGH")
LISTED = code(digest.typed(TYPED))
AWAY = BackendAwayError("no route")


@dataclass
class Desk:
    """A checker with all that it asks."""

    world: World
    journal: SqliteJournal

    async def show(self, text: str | bytes) -> Answer:
        payload = text if isinstance(text, bytes) else text.encode()
        return await self.world.checker(self.journal).check(Check("scanned", payload))

    async def type(self, text: str, phone_last4: str = "") -> Answer:
        return await self.world.checker(self.journal).check(Check("typed", text.encode(), phone_last4))

    async def pin(self, digits: str, who: str = "E-1") -> PinChecked:
        return await self.world.checker(self.journal).check_pin(CheckPin(who, digits))

    async def fail(self, entry: str, times: int) -> None:
        """So many wrong codes just now."""
        await self.journal.append(*[Entry.of(Kind.ATTEMPT_FAILED, entry=entry)] * times)

    @property
    def asked(self) -> list[tuple[str, str]]:
        return self.world.backend.asked


def at_desk(world: World, scenario: Callable[[Desk], Awaitable[None]]) -> None:
    async def main() -> None:
        async with world.journal() as journal:
            await scenario(Desk(world, journal))

    asyncio.run(main())


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def answer_of(world: World, text: str, *rows: Pickup | Credential) -> Answer:
    """The answer to one scanned code with this list."""
    answers: list[Answer] = []

    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(*rows))
        answers.append(await desk.show(text))

    at_desk(world, scenario)
    return answers[0]


# --- signed tokens ------------------------------------------------------------------------------------------------


def test_a_token_of_a_listed_pickup_opens_its_parcels_without_asking_anybody(world: World) -> None:
    answer = answer_of(world, token(), READY)
    assert isinstance(answer, Grant)
    assert [parcel.compartment for parcel in answer.parcels] == [12, 5]
    assert (answer.credential, answer.decision) == (stock.UNIQUE_ID.hex(), "token")
    assert world.backend.asked == []


@pytest.mark.parametrize(
    "text",
    [
        token(issuer=stock.STRANGER),
        token(key_id=2),
        token()[:-3],
        token()[:-3] + "000",
        token() + " ",
        token().lower().replace("pk1:", "PK1:"),
        "PK1:",
    ],
    ids=["forged", "other key", "cut", "changed", "longer", "lower case", "bare"],
)
def test_what_the_issuer_did_not_sign_is_unknown_and_never_reaches_the_backend(world: World, text: str) -> None:
    assert answer_of(world, text, READY) == Refusal(Reason.UNKNOWN)
    assert world.backend.asked == []


def test_a_token_of_another_site_says_so(world: World) -> None:
    answer = answer_of(world, token(site=5), READY)
    assert isinstance(answer, Refusal)
    assert answer.reason is Reason.WRONG_SITE
    assert world.backend.asked == []


def test_a_revoked_token_opens_nothing_even_where_the_backend_would(world: World) -> None:
    revoked = code("", id=stock.UNIQUE_ID.hex(), digest="", revoked=True)
    world.backend.known[token()] = Resolved(code("x"), READY)
    assert answer_of(world, token(), READY, revoked) == Refusal(Reason.REVOKED)
    assert world.backend.asked == []


async def stand_still(journal: SqliteJournal, scope: str, seconds: int) -> None:
    await journal.append(Entry.of(Kind.PICKUP_CLOCK_STARTED, scope=scope, stopped_s=seconds))


@pytest.mark.parametrize("text", [token(), "SHOP-1"], ids=["token", "listed"])
@pytest.mark.parametrize("state", [PickupState.READY, PickupState.EXPIRED])
@pytest.mark.parametrize(("scope", "opens"), [("bank", True), ("power", True), ("door:12", True), ("door:13", False)])
def test_time_in_which_the_door_could_not_be_opened_is_given_back(
    world: World, text: str, state: PickupState, scope: str, opens: bool
) -> None:
    late = pickup(12, id=PICKUP, not_after_utc=4500.0, state=state)
    shops = code(digest.scanned("SHOP-1"), not_after_utc=4500.0)

    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(late, shops))
        world.clock.utc = 4400.0
        await stand_still(desk.journal, scope, 601)
        world.clock.utc = 5100.0
        assert isinstance(await desk.show(text), Grant) is opens
        world.clock.utc = 5102.0
        assert isinstance(await desk.show(text), Refusal)

    at_desk(world, scenario)


def test_the_refusal_names_the_deadline_with_the_stops(world: World) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(pickup(12, id=PICKUP, not_after_utc=4500.0)))
        world.clock.utc = 4400.0
        await stand_still(desk.journal, "bank", 300)
        world.clock.utc = 5000.0
        assert await desk.show(token()) == Refusal(Reason.EXPIRED, at_utc=4800.0)
        assert await desk.journal.stopped_s(pickup(12, id=PICKUP, not_after_utc=4500.0)) == 300.0

    at_desk(world, scenario)


def test_an_expired_token_asks_whether_it_was_extended(world: World) -> None:
    late = pickup(12, id=PICKUP, not_after_utc=4000.0)
    assert answer_of(world, token(), late) == Refusal(Reason.EXPIRED, at_utc=4000.0)
    assert world.backend.asked == [(token(), "scanned")]
    world.backend.known[token()] = Resolved(code("x"), pickup(12, id=PICKUP, not_after_utc=6000.0, version=2))
    assert isinstance(answer_of(world, token(), late), Grant)


def test_a_token_shown_too_early_says_when(world: World) -> None:
    early = pickup(12, id=PICKUP, not_before_utc=6000.0)
    assert answer_of(world, token(), early) == Refusal(Reason.NOT_YET, at_utc=6000.0)


def test_an_unlisted_token_is_resolved_online_and_remembered(world: World) -> None:
    world.backend.known[token()] = Resolved(code("x"), READY)

    async def scenario(desk: Desk) -> None:
        assert isinstance(await desk.show(token()), Grant)
        world.backend.trouble = AWAY
        assert isinstance(await desk.show(token()), Grant)

    at_desk(world, scenario)
    assert len(world.backend.asked) == 1


def test_an_unlisted_token_cannot_be_checked_offline(world: World) -> None:
    world.backend.trouble = AWAY
    assert answer_of(world, token()) == Refusal(Reason.CANNOT_CHECK)
    assert world.backend.asked == [(token(), "scanned")]


UNPAID = pickup(12, id=PICKUP, state=PickupState.AWAITING, payment_due=True)
DUE = BackendRefusedError(409, "payment-due")


@pytest.mark.parametrize("trouble", [None, AWAY, DUE], ids=["not known there", "offline", "still due"])
def test_a_token_is_told_that_its_listed_pickup_is_not_paid(
    world: World, trouble: BackendAwayError | BackendRefusedError | None
) -> None:
    world.backend.trouble = trouble
    assert answer_of(world, token(), UNPAID) == Refusal(Reason.PAYMENT_DUE)


def test_what_was_paid_a_minute_ago_opens(world: World) -> None:
    world.backend.known[token()] = Resolved(code("x"), pickup(12, id=PICKUP, version=2))
    assert isinstance(answer_of(world, token(), UNPAID), Grant)


@pytest.mark.parametrize("trouble", [None, AWAY, DUE], ids=["not known there", "offline", "careless"])
def test_a_typed_code_is_told_nothing_of_money(
    world: World, trouble: BackendAwayError | BackendRefusedError | None
) -> None:
    world.backend.trouble = trouble

    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(UNPAID, LISTED))
        assert await desk.type(TYPED) == Refusal(Reason.UNKNOWN)
        assert await desk.type("0" * 8 + check_symbol("0" * 8)) == Refusal(Reason.UNKNOWN)

    at_desk(world, scenario)


def test_an_unlisted_token_past_its_own_date_is_expired(world: World) -> None:
    world.backend.trouble = AWAY
    assert answer_of(world, token(to_utc=4000)) == Refusal(Reason.EXPIRED, at_utc=4000)


def test_a_backend_that_answers_with_another_pickup_opens_nothing(world: World) -> None:
    world.backend.known[token()] = Resolved(code("x"), pickup(3, id="AAAAAAAA"))
    assert answer_of(world, token()) == Refusal(Reason.CANNOT_CHECK)


# --- codes of the list --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["ORDER-1", "æøå ☃", "x" * 400])
def test_a_listed_code_opens(world: World, text: str) -> None:
    answer = answer_of(world, text, READY, code(digest.scanned(text)))
    assert isinstance(answer, Grant)
    assert answer.decision == "listed"
    assert world.backend.asked == []


def test_a_code_listed_for_typing_does_not_open_when_it_is_scanned(world: World) -> None:
    assert answer_of(world, TYPED, READY, LISTED) == Refusal(Reason.UNKNOWN)


def test_a_typed_code_opens(world: World) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(READY, LISTED))
        assert isinstance(await desk.type(TYPED), Grant)

    at_desk(world, scenario)


def test_a_code_whose_pickup_is_not_listed_opens_nothing(world: World) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(LISTED))
        assert await desk.type(TYPED) == Refusal(Reason.UNKNOWN)

    at_desk(world, scenario)


def test_six_digits_count_only_with_the_phone_they_belong_to(world: World) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(READY, code(digest.six_digits("123456", "7788"))))
        assert isinstance(await desk.type("123456", "7788"), Grant)
        assert await desk.type("123456", "7789") == Refusal(Reason.UNKNOWN)
        assert await desk.type("123456") == Refusal(Reason.UNKNOWN)
        assert desk.asked == [("1234567789", "typed"), ("123456", "typed")]

    at_desk(world, scenario)


def test_an_unlisted_code_is_resolved_online(world: World) -> None:
    world.backend.known["NEW"] = Resolved(code(digest.scanned("NEW")), READY)
    assert isinstance(answer_of(world, "NEW"), Grant)


def test_a_backend_that_answers_with_another_code_opens_nothing(world: World) -> None:
    world.backend.known["NEW"] = Resolved(code(digest.scanned("OTHER")), READY)
    assert answer_of(world, "NEW") == Refusal(Reason.UNKNOWN)


def test_a_kiosk_that_never_had_a_list_calls_nothing_unknown(world: World) -> None:
    world.backend.trouble = AWAY

    async def scenario(desk: Desk) -> None:
        assert await desk.show("ORDER-1") == Refusal(Reason.CANNOT_CHECK)
        await desk.journal.apply_list(page())
        assert await desk.show("ORDER-1") == Refusal(Reason.UNKNOWN)

    at_desk(world, scenario)


async def nothing_more(_desk: Desk) -> None:
    pass


async def collect_all(desk: Desk) -> None:
    for door in (12, 5):
        taken = intent(door, pickup=PICKUP)
        await record(desk.journal, taken, Kind.DOOR_OPENED, Kind.DOOR_CLOSED, Kind.PARCEL_COLLECTED)


@pytest.mark.parametrize(
    ("row", "listed", "before"),
    [
        (None, None, nothing_more),
        (pickup(12, id=PICKUP, not_after_utc=4000.0), LISTED, nothing_more),
        (pickup(12, id=PICKUP, not_before_utc=6000.0), LISTED, nothing_more),
        (pickup(12, id=PICKUP, site=5), LISTED, nothing_more),
        (pickup(12, id=PICKUP, state=PickupState.EXPIRED, not_after_utc=4000.0), LISTED, nothing_more),
        (pickup(12, id=PICKUP, state=PickupState.CANCELLED), LISTED, nothing_more),
        (pickup(12, id=PICKUP, state=PickupState.COLLECTED, collected_utc=4000.0), LISTED, nothing_more),
        (READY, LISTED, collect_all),
        (READY, code(digest.typed(TYPED), not_after_utc=4000.0), nothing_more),
        (READY, code(digest.typed(TYPED), not_before_utc=6000.0), nothing_more),
        (READY, code(digest.typed(TYPED), revoked=True), nothing_more),
    ],
    ids=[
        "unknown",
        "expired",
        "not yet",
        "foreign",
        "state expired",
        "cancelled",
        "collected",
        "collected here",
        "code expired",
        "code not yet",
        "code revoked",
    ],
)
@pytest.mark.parametrize("trouble", [None, AWAY], ids=["online", "offline"])
def test_every_typed_code_that_opens_nothing_gets_one_and_the_same_answer_on_the_same_way(
    world: World,
    row: Pickup | None,
    listed: Credential | None,
    before: Callable[[Desk], Awaitable[None]],
    trouble: BackendAwayError | None,
) -> None:
    world.backend.trouble = trouble

    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(*[known for known in (row, listed) if known is not None]))
        await before(desk)
        assert await desk.type(TYPED) == Refusal(Reason.UNKNOWN)
        assert desk.asked == [(TYPED, "typed")]

    at_desk(world, scenario)


def test_blocked_and_suspect_compartments_are_left_out(world: World) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(pickup(3, 5, 12, id=PICKUP)))
        doubt = Entry.of(Kind.PARCEL_SUSPECT, pickup=PICKUP, parcel="parcel-5", compartment=5, reason="jammed")
        block = Entry.of(Kind.COMPARTMENT_BLOCKED, compartment=3, reason="damaged", actor="E-9")
        await desk.journal.append(doubt, block)
        answer = await desk.show(token())
        assert isinstance(answer, Grant)
        assert [parcel.compartment for parcel in answer.parcels] == [12]
        await desk.journal.append(Entry.of(Kind.COMPARTMENT_BLOCKED, compartment=12, reason="damaged", actor="E-9"))
        assert await desk.show(token()) == Refusal(Reason.BLOCKED_DOOR)

    at_desk(world, scenario)


# --- limits -------------------------------------------------------------------------------------------------------


def test_after_too_many_typed_codes_even_the_right_one_waits(world: World) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(READY, LISTED))
        await desk.fail("typed", BUDGETS["typed"][0].free - 1)
        assert isinstance(await desk.type(TYPED), Grant)
        await desk.fail("typed", 1)
        assert await desk.type(TYPED) == Refusal(Reason.TOO_MANY_ATTEMPTS, wait_s=30)
        assert desk.asked == []
        world.clock.utc += 29.0
        assert await desk.type(TYPED) == Refusal(Reason.TOO_MANY_ATTEMPTS, wait_s=1)
        world.clock.utc += 1.0
        assert isinstance(await desk.type(TYPED), Grant)

    at_desk(world, scenario)


def test_the_limit_survives_a_restart(world: World) -> None:
    async def before(desk: Desk) -> None:
        await desk.journal.apply_list(page(READY, LISTED))
        await desk.fail("typed", 7)

    async def after(desk: Desk) -> None:
        assert await desk.type(TYPED) == Refusal(Reason.TOO_MANY_ATTEMPTS, wait_s=120)

    at_desk(world, before)
    at_desk(world, after)


def test_the_limit_survives_a_clock_set_back(world: World) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(READY, LISTED))
        await desk.fail("typed", 7)
        world.clock.utc -= 3600.0
        assert await desk.type(TYPED) == Refusal(Reason.TOO_MANY_ATTEMPTS, wait_s=120)

    at_desk(world, scenario)


def test_scanned_codes_have_their_own_budget_and_signed_tokens_none(world: World) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(READY, code(digest.scanned("ORDER-1"))))
        await desk.fail("typed", 30)
        assert isinstance(await desk.show("ORDER-1"), Grant)
        await desk.fail("scanned", BUDGETS["scanned"][0].free)
        assert await desk.show("ORDER-1") == Refusal(Reason.TOO_MANY_ATTEMPTS, wait_s=10)
        assert isinstance(await desk.show(token()), Grant)

    at_desk(world, scenario)


# --- what is no code ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("payload", [b"\xff\xfe", b"\x80", b"PK1:\xff", b"\xed\xa0\x80", bytes(range(256))])
def test_bytes_that_are_no_text_are_unreadable(world: World, payload: bytes) -> None:
    async def scenario(desk: Desk) -> None:
        assert await desk.show(payload) == Refusal(Reason.UNREADABLE)
        assert desk.asked == []

    at_desk(world, scenario)


@pytest.mark.parametrize(
    "payload", [b"\0", b"\0" * 512, b"'; DROP TABLE pickups; --", b"%", b"PK1:\0", "﷽".encode() * 100, b"\r\n"]
)
def test_hostile_text_is_unknown(world: World, payload: bytes) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(READY, LISTED))
        assert await desk.show(payload) == Refusal(Reason.UNKNOWN)
        assert await desk.journal.pickup(PICKUP) == READY

    at_desk(world, scenario)


# --- people -------------------------------------------------------------------------------------------------------


MINE = pickup(3, id="MMMMMMMM", account="A", buyer_employee="E-1")
THEIRS = pickup(5, id="TTTTTTTT", account="A", buyer_employee="E-2")
BADGE = stock.badge("B-1", "E-1")


def _waiting(answer: Answer) -> tuple[Pickup, ...]:
    assert isinstance(answer, SignedIn)
    return answer.pickups


def badge_answer(world: World, who: Employee | None, *rows: Pickup | Credential) -> Answer:
    answers: list[Answer] = []

    async def scenario(desk: Desk) -> None:
        people = [] if who is None else [who]
        badges = [] if any(isinstance(row, Credential) for row in rows) else [BADGE]
        await desk.journal.apply_list(page(account(), *people, *badges, *rows))
        answers.append(await desk.show("B-1"))

    at_desk(world, scenario)
    return answers[0]


def test_a_badge_shows_only_ones_own_pickups(world: World) -> None:
    answer = badge_answer(world, employee(), MINE, THEIRS)
    assert isinstance(answer, SignedIn)
    assert [row.id for row in answer.pickups] == ["MMMMMMMM"]
    assert (answer.credential, answer.employee.id, answer.account.id) == (BADGE.id, "E-1", "A")


def test_a_badge_is_told_what_of_its_pickups_cannot_be_handed_out(world: World) -> None:
    async def scenario(desk: Desk) -> None:
        mine = pickup(3, 5, id="MMMMMMMM", account="A", buyer_employee="E-1")
        await desk.journal.apply_list(page(account(), employee(), BADGE, mine))
        block = Entry.of(Kind.COMPARTMENT_BLOCKED, compartment=3, reason="damaged", actor="E-9")
        await desk.journal.append(block)
        answer = await desk.show("B-1")
        assert isinstance(answer, SignedIn)
        assert [parcel.compartment for parcel in answer.pickups[0].parcels] == [5]
        assert answer.left == {"MMMMMMMM": Left(barred=(3,))}

    at_desk(world, scenario)


def test_who_may_collect_for_the_company_sees_the_colleagues_too(world: World) -> None:
    answer = badge_answer(world, employee(may_collect_for_company=True), MINE, THEIRS)
    assert isinstance(answer, SignedIn)
    assert [row.id for row in answer.pickups] == ["MMMMMMMM", "TTTTTTTT"]


def test_who_may_collect_for_some_colleagues_sees_theirs(world: World) -> None:
    nobodys = pickup(6, id="NNNNNNNN", account="A")
    others = pickup(7, id="VVVVVVVV", account="A", buyer_employee="E-3")
    answer = badge_answer(world, employee(collects_for=("E-2", "")), MINE, THEIRS, nobodys, others)
    assert isinstance(answer, SignedIn)
    assert [row.id for row in answer.pickups] == ["MMMMMMMM", "TTTTTTTT"]


def test_another_companys_pickups_are_never_shown(world: World) -> None:
    foreign = pickup(7, id="FFFFFFFF", account="B", buyer_employee="E-1")
    private = pickup(8, id="PPPPPPPP", account="", buyer_employee="E-1")
    who = employee(may_collect_for_company=True, collects_for=("E-1",))
    answer = badge_answer(world, who, MINE, foreign, private)
    assert isinstance(answer, SignedIn)
    assert [row.id for row in answer.pickups] == ["MMMMMMMM"]


def test_only_what_may_be_handed_out_is_shown(world: World) -> None:
    states = (PickupState.AWAITING, PickupState.COLLECTED, PickupState.CANCELLED)
    rows = [
        pickup(9, id=letter * 8, account="A", buyer_employee="E-1", state=state)
        for letter, state in zip("ABC", states, strict=True)
    ]
    late = pickup(10, id="EEEEEEEE", account="A", buyer_employee="E-1", not_after_utc=4000.0)
    assert _waiting(badge_answer(world, employee(), *rows, late)) == ()


def test_doors_that_nobody_has_commissioned_are_left_out_until_they_are(world: World) -> None:
    async def scenario(desk: Desk) -> None:
        listed = pickup(3, 4, id="MMMMMMMM", account="A", buyer_employee="E-1")
        await desk.journal.apply_list(page(READY, listed, account(), employee(), BADGE, LISTED))
        world.unarmed = frozenset({4, 12})
        granted = await desk.show(token())
        assert isinstance(granted, Grant)
        assert [parcel.compartment for parcel in granted.parcels] == [5]
        person = await desk.show("B-1")
        assert isinstance(person, SignedIn)
        assert [parcel.compartment for parcel in person.pickups[0].parcels] == [3]
        world.unarmed = frozenset({3, 4, 5, 12})
        assert await desk.show(token()) == Refusal(Reason.BLOCKED_DOOR)
        assert await desk.type(TYPED) == Refusal(Reason.BLOCKED_DOOR)
        assert _waiting(await desk.show("B-1")) == ()
        world.unarmed = frozenset()
        assert isinstance(await desk.show(token()), Grant)

    at_desk(world, scenario)


def test_blocked_parcels_are_left_out_of_the_account(world: World) -> None:
    async def scenario(desk: Desk) -> None:
        both = pickup(3, 4, id="MMMMMMMM", account="A", buyer_employee="E-1")
        await desk.journal.apply_list(page(account(), employee(), BADGE, both))
        await desk.journal.append(Entry.of(Kind.COMPARTMENT_BLOCKED, compartment=4, reason="dirty", actor="E-9"))
        answer = await desk.show("B-1")
        assert isinstance(answer, SignedIn)
        assert [parcel.compartment for parcel in answer.pickups[0].parcels] == [3]
        assert all(parcel.state is ParcelState.READY for parcel in answer.pickups[0].parcels)

    at_desk(world, scenario)


def test_nothing_to_collect(world: World) -> None:
    assert _waiting(badge_answer(world, employee(), THEIRS)) == ()


@pytest.mark.parametrize(
    ("who", "badge"),
    [
        (employee(active=False), BADGE),
        (None, BADGE),
        (employee(account="gone"), BADGE),
        (employee(), stock.badge("B-1", "E-1", revoked=True)),
        (employee(), stock.badge("B-1", "E-1", not_after_utc=4000.0)),
        (employee(), stock.badge("B-1", "E-1", not_before_utc=6000.0)),
        (employee(active=False), stock.badge("B-1", "E-1", CredentialKind.TECHNICIAN)),
    ],
    ids=["left", "unknown person", "no account", "revoked", "expired", "not yet", "technician who left"],
)
def test_a_badge_that_does_not_count_is_unknown(world: World, who: Employee | None, badge: Credential) -> None:
    assert badge_answer(world, who, MINE, badge) == Refusal(Reason.UNKNOWN)


def test_a_technicians_badge_asks_for_the_pin(world: World) -> None:
    badge = stock.badge("B-1", "E-1", CredentialKind.TECHNICIAN)
    assert badge_answer(world, employee(account=""), badge) == TechnicianKnown(employee(account=""))


CARD = "04A1B2C3D4E5F6"


@pytest.mark.parametrize(
    ("kind", "allowed", "opens"),
    [
        (CredentialKind.TECHNICIAN, {CredentialKind.TECHNICIAN}, True),
        (CredentialKind.TECHNICIAN, {CredentialKind.BADGE}, False),
        (CredentialKind.BADGE, {CredentialKind.BADGE}, True),
        (CredentialKind.BADGE, {CredentialKind.TECHNICIAN}, False),
        (CredentialKind.PICKUP, {CredentialKind.TECHNICIAN, CredentialKind.BADGE}, False),
    ],
)
def test_the_number_of_a_card_is_good_for_what_the_site_allows(
    world: World, kind: CredentialKind, allowed: set[CredentialKind], opens: bool
) -> None:
    async def scenario(desk: Desk) -> None:
        subject = PICKUP if kind is CredentialKind.PICKUP else "E-1"
        who = employee(account="") if kind is CredentialKind.TECHNICIAN else employee()
        listed = code(digest.card(CARD), subject, kind=kind)
        await desk.journal.apply_list(page(account(), who, MINE, READY, listed))
        checker = replace(world.checker(desk.journal), card_numbers=allowed)
        answer = await checker.check(Check("tapped", CARD.encode()))
        assert (answer != Refusal(Reason.UNKNOWN)) is opens
        assert desk.asked == []
        assert await checker.check(Check("scanned", CARD.encode())) == Refusal(Reason.UNKNOWN)

    at_desk(world, scenario)


def test_a_card_is_no_printed_badge_of_the_same_text(world: World) -> None:
    async def scenario(desk: Desk) -> None:
        badge = stock.badge(CARD, "E-1", CredentialKind.TECHNICIAN)
        await desk.journal.apply_list(page(employee(account=""), badge, READY, code(digest.scanned(CARD))))
        checker = replace(world.checker(desk.journal), card_numbers=frozenset(CredentialKind))
        assert await checker.check(Check("tapped", CARD.encode())) == Refusal(Reason.UNKNOWN)

    at_desk(world, scenario)


def test_after_too_many_cards_even_the_right_one_waits(world: World) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.fail("tapped", BUDGETS["tapped"][0].free)
        answer = await world.checker(desk.journal).check(Check("tapped", CARD.encode()))
        assert answer == Refusal(Reason.TOO_MANY_ATTEMPTS, wait_s=10)

    at_desk(world, scenario)


@pytest.mark.parametrize(
    ("who", "right"),
    [
        (employee(pin_digest=stock.pin_digest("E-1", "123456")), True),
        (employee(pin_digest=stock.pin_digest("E-1", "123457")), False),
        (employee(pin_digest=stock.pin_digest("E-2", "123456")), False),
        (employee(pin_digest=stock.pin_digest("E-1", "123456"), active=False), False),
        (employee(pin_digest=""), False),
        (employee(id="E-3", pin_digest=stock.pin_digest("E-3", "123456")), False),
    ],
    ids=["right", "wrong", "a colleague's", "left", "none", "nobody"],
)
def test_the_pin(world: World, who: Employee, right: bool) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(who))
        assert await desk.pin("123456") == PinChecked(right)

    at_desk(world, scenario)


def test_each_technician_has_their_own_pin(world: World) -> None:
    async def scenario(desk: Desk) -> None:
        people = [
            employee(id=who, pin_digest=stock.pin_digest(who, pin)) for who, pin in (("E-1", "1111"), ("E-2", "2222"))
        ]
        await desk.journal.apply_list(page(*people))
        assert (await desk.pin("2222", "E-2")).right
        assert not (await desk.pin("2222", "E-1")).right

    at_desk(world, scenario)


def test_after_too_many_pins_even_the_right_one_waits(world: World) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(employee(pin_digest=stock.pin_digest("E-1", "123456"))))
        await desk.fail("pin", 4)
        assert (await desk.pin("123456")).right
        await desk.fail("pin", 1)
        assert await desk.pin("123456") == PinChecked(right=False, wait_s=60)

    at_desk(world, scenario)


# --- limits, delegates, lists nobody may rely on --------------------------------------------------------------------

PIN6 = code(digest.six_digits("123456", "7788"), phone_digest=digest.digest(stock.SITE_KEY, digest.phone("7788")))


def test_a_failure_with_a_listed_phone_counts_against_its_pickups(world: World) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(READY, PIN6))
        assert await desk.type("654321", "7788") == Refusal(Reason.UNKNOWN, against=(PICKUP,))
        assert await desk.type("654321", "7789") == Refusal(Reason.UNKNOWN)

    at_desk(world, scenario)


def test_ten_failures_end_the_six_digits_but_not_the_other_codes(world: World) -> None:
    failed = Entry.of(Kind.ATTEMPT_FAILED, entry="typed", pickups=[PICKUP])

    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(READY, PIN6, LISTED))
        for answer in (True, False):
            await desk.journal.append(*[failed] * (9 if answer else 1))
            world.clock.utc += 1000.0
            assert isinstance(await desk.type("123456", "7788"), Grant) is answer
        assert await desk.type("123456", "7788") == Refusal(Reason.UNKNOWN, against=(PICKUP,))
        assert isinstance(await desk.type(TYPED), Grant)
        assert isinstance(await desk.show(token()), Grant)

    at_desk(world, scenario)


def test_a_delegates_token_asks_for_its_limits_and_keeps_to_them(world: World) -> None:
    text = token(delegate=True)
    row = code("", id=stock.UNIQUE_ID.hex(), digest="", delegate_of="C", max_visits=1, parcels=("parcel-5",))

    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(READY))
        world.backend.trouble = AWAY
        assert await desk.show(text) == Refusal(Reason.CANNOT_CHECK)
        world.backend.trouble = None
        assert await desk.show(text) == Refusal(Reason.UNKNOWN)
        world.backend.known[text] = Resolved(row, READY)
        answer = await desk.show(text)
        assert isinstance(answer, Grant)
        assert [parcel.id for parcel in answer.parcels] == ["parcel-5"]
        used = intent(5, credential=row.id, pickup=PICKUP, parcel="parcel-5")
        await desk.journal.intend(used)
        assert await desk.show(text) == Refusal(Reason.LIMIT_REACHED)

    at_desk(world, scenario)


def test_an_old_list_opens_only_what_the_backend_confirms(world: World) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(READY, LISTED, account(), employee(), BADGE))
        checker = replace(world.checker(desk.journal), refuses=lambda _: True, refuses_tokens=lambda: True)
        badge = Check("scanned", b"B-1")
        of_pickup = (Check("scanned", token().encode()), Check("typed", TYPED.encode()))
        for trouble in (AWAY, None):
            world.backend.trouble = trouble
            for shown in of_pickup:
                reason = Reason.CANNOT_CHECK if trouble else Reason.UNKNOWN
                assert await checker.check(shown) == Refusal(reason), shown
            assert await checker.check(badge) == Refusal(Reason.CANNOT_CHECK)
        world.backend.known |= {token(): Resolved(code("x"), READY), TYPED: Resolved(LISTED, READY)}
        for shown in of_pickup:
            assert isinstance(await checker.check(shown), Grant)

    at_desk(world, scenario)


def test_a_restored_journal_opens_nothing_even_online(world: World) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(READY, LISTED))
        lost = replace(page(READY, LISTED), journal=JournalAnchor(99, "ab"))
        assert await desk.journal.apply_list(lost) is ListFault.JOURNAL_ROLLED_BACK
        world.backend.known |= {token(): Resolved(code("x"), READY), TYPED: Resolved(LISTED, READY)}
        assert await desk.show(token()) == Refusal(Reason.CANNOT_CHECK)
        assert await desk.type(TYPED) == Refusal(Reason.CANNOT_CHECK)
        assert await desk.journal.apply_list(lost) is None
        assert isinstance(await desk.show(token()), Grant)

    at_desk(world, scenario)


def test_while_the_time_is_not_trusted_dates_alone_give_no_right(world: World) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(READY, LISTED, account(), employee(), BADGE))
        for trusted in (True, False):
            checker = replace(world.checker(desk.journal), time_trusted=lambda trusted=trusted: trusted)
            answer = await checker.check(Check("scanned", b"B-1"))
            assert (answer == Refusal(Reason.CANNOT_CHECK)) is not trusted
            assert isinstance(await checker.check(Check("typed", TYPED.encode())), Grant)

    at_desk(world, scenario)


# --- whoever the backend vouches for ------------------------------------------------------------------------------


def vouched_answer(world: World, *rows: object, account_id: str = "A", credential: str = "BADGE1") -> Answer:
    """Somebody has signed in on their phone."""
    answers: list[Answer] = []

    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(account(), *rows))  # type: ignore[arg-type]
        checker = desk.world.checker(desk.journal)
        answers.append(await checker.vouched_for("E-1", account_id, credential))

    at_desk(world, scenario)
    return answers[0]


def own_badge(**values: object) -> Credential:
    return stock.badge("B-1", "E-1", **{"id": "BADGE1", **values})  # type: ignore[arg-type]


def test_doors_open_under_the_badge_of_whoever_is_vouched_for(world: World) -> None:
    answer = vouched_answer(world, employee(), own_badge(), MINE)
    assert isinstance(answer, SignedIn)
    assert (answer.credential, [row.id for row in answer.pickups]) == ("BADGE1", ["MMMMMMMM"])


@pytest.mark.parametrize(
    ("credential", "badge"),
    [
        ("", own_badge()),
        ("UNKNOWN", own_badge()),
        ("BADGE1", own_badge(revoked=True)),
        ("BADGE1", own_badge(not_after_utc=1500.0)),
        ("BADGE1", stock.badge("B-1", "E-2", id="BADGE1")),
        ("BADGE1", own_badge(kind=CredentialKind.TECHNICIAN)),
    ],
)
def test_without_a_good_badge_of_their_own_no_door_opens_for_them(
    world: World, credential: str, badge: Credential
) -> None:
    answer = vouched_answer(world, employee(), employee(id="E-2"), badge, MINE, credential=credential)
    assert isinstance(answer, SignedIn)
    assert (answer.credential, answer.pickups) == ("", ())


@pytest.mark.parametrize("who", [employee(active=False), employee(account="B"), employee(id="E-2")])
def test_whom_the_list_does_not_know_nobody_vouches_for(world: World, who: Employee) -> None:
    assert vouched_answer(world, who, own_badge(), MINE) == Refusal(Reason.SIGN_IN_REFUSED)


def test_nobody_is_vouched_for_in_another_company(world: World) -> None:
    answer = vouched_answer(world, employee(), own_badge(), MINE, account_id="B")
    assert answer == Refusal(Reason.SIGN_IN_REFUSED)


def test_a_clock_that_nobody_trusts_is_told_to_whoever_is_vouched_for(world: World) -> None:
    answers: list[Answer] = []

    async def scenario(desk: Desk) -> None:
        await desk.journal.apply_list(page(account(), employee(), own_badge(), MINE))
        checker = replace(desk.world.checker(desk.journal), time_trusted=lambda: False)
        answers.append(await checker.vouched_for("E-1", "A", "BADGE1"))

    at_desk(world, scenario)
    assert answers == [Refusal(Reason.CANNOT_CHECK)]
