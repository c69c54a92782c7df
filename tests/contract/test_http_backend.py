"""The adapter against the embedded backend over a real loopback port."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

import pytest

from kiosk.adapters.signatures import CommandVerifier
from kiosk.commerce.http import HttpBackend
from kiosk.domain.command import parse
from kiosk.domain.credential import CredentialKind
from kiosk.domain.pickup import PickupState
from kiosk.domain.record import Kind, OutboxRow, Recorded
from kiosk.domain.site_list import changed_checksum, checksum_of, marks
from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.ports import CommerceBackend, Handover, Stored

Result = TypeVar("Result")


def talk(running: Any, talk_about: Callable[[HttpBackend], Awaitable[Result]], **changes: Any) -> Result:
    options = {
        "bearer_key": running.secrets.kiosk.bearer_key,
        "site": 4,
        "kiosk": "sentrum-1",
        "site_key": running.secrets.site.key,
    } | changes

    async def run() -> Result:
        async with HttpBackend(running.url, **options) as backend:
            port: CommerceBackend = backend
            assert port is backend
            return await talk_about(backend)

    return asyncio.run(run())


def handover(running: Any, name: str = "one-parcel", key: str = "handover-1", **changes: Any) -> Handover:
    pickup = running.pickup(name)
    return Handover(
        **{
            "id": key,
            "pickup": pickup,
            "parcel": f"{pickup}-1",
            "compartment": 12,
            "opened_utc": running.clock[0],
            "closed_utc": running.clock[0] + 20.25,
            "credential": "c1",
            "actor": "E-JONAS",
            "reference": "PO-1234",
            "offline": True,
        }
        | changes
    )


def row(seq: int) -> OutboxRow:
    body = {"compartment": 12, "already_open": False}
    return OutboxRow(Recorded(seq, Kind.DOOR_OPENED, 1_795_435_200.5, "boot", "s1", body, f"{seq:064x}"), number=seq)


def test_the_list_arrives_as_planted(running: Any) -> None:
    page = talk(running, lambda backend: backend.site_list(""))
    planted = {pickup.id: pickup for pickup in running.seed.pickups if pickup.site == 4}
    assert {pickup.id: pickup for pickup in page.pickups} == planted
    listed = {credential.id: credential for site, credential in running.seed.credentials if site in {4, None}}
    assert {row.id: replace(row, version=0) for row in page.credentials} == listed
    assert {replace(row, version=0) for row in page.accounts} == set(running.seed.accounts)
    assert {replace(row, version=0) for row in page.employees} == set(running.seed.employees)
    assert page.checksum == checksum_of(marks(page))
    assert (page.full, page.removed, page.server_utc) == (True, (), running.clock[0])


def test_differences_follow_the_cursor(running: Any) -> None:
    first = talk(running, lambda backend: backend.site_list(""))
    running.admin.post(f"/v1/admin/pickups/{running.pickup('spare')}/cancel")
    running.admin.delete(f"/v1/admin/pickups/{running.pickup('six-digits')}")
    page = talk(running, lambda backend: backend.site_list(first.cursor))
    assert [(pickup.id, pickup.state) for pickup in page.pickups] == [(running.pickup("spare"), PickupState.CANCELLED)]
    assert (page.full, len(page.removed), page.base) == (False, 2, first.cursor)
    before = [mark for mark in marks(first) if (mark.kind, mark.id) in {(row.kind, row.id) for row in marks(page)}]
    gone = {(row.kind, row.id) for row in page.removed}
    before += [mark for mark in marks(first) if (mark.kind, mark.id) in gone]
    assert page.checksum == changed_checksum(first.checksum, added=marks(page), gone=before)


def test_every_code_of_the_seed(running: Any) -> None:
    for code in running.seed.codes:
        entry = "typed" if code.kind == "typed" else "scanned"
        resolved = talk(running, partial(HttpBackend.resolve, code=code.text + code.phone_last4, entry=entry))
        if code.kind in {"badge", "technician"} or code.expected in {"refused:unknown", "refused:wrong_site"}:
            assert resolved is None, code
        else:
            assert resolved is not None, code
            assert resolved.pickup.id == resolved.credential.subject == code.pickup
            assert resolved.credential.kind is CredentialKind.PICKUP
            if code.expected == "opens":
                good_for = resolved.credential.parcels
                opens = [one.compartment for one in resolved.pickup.parcels if not good_for or one.id in good_for]
                assert tuple(opens) == code.doors


def test_a_handover_arrives_once(running: Any) -> None:
    told = handover(running)

    async def twice(backend: HttpBackend) -> None:
        await backend.hand_over(told)
        await backend.hand_over(told)

    talk(running, twice)
    heard = running.admin.get("/v1/admin/handovers").json()
    assert len(heard) == 1
    expected = {
        "handover": "handover-1",
        "pickup": told.pickup,
        "parcel": told.parcel,
        "compartment": 12,
        "opened_at": "2026-11-23T12:00:00Z",
        "closed_at": "2026-11-23T12:00:20.250000Z",
        "actor": "E-JONAS",
        "reference": "PO-1234",
        "offline": True,
        "conflict": False,
    }
    assert expected.items() <= heard[0].items()


def test_a_conflict_is_not_an_error(running: Any) -> None:
    cancelled = handover(running, "cancelled", compartment=17)
    assert talk(running, lambda backend: backend.hand_over(cancelled)) == "cancelled"
    assert talk(running, lambda backend: backend.hand_over(handover(running, key="handover-2"))) == ""


def test_another_body_under_the_same_key_is_refused(running: Any) -> None:
    talk(running, lambda backend: backend.hand_over(handover(running)))
    with pytest.raises(BackendRefusedError) as error:
        talk(running, lambda backend: backend.hand_over(handover(running, compartment=13)))
    assert (error.value.status, error.value.code) == (422, "idempotency-key-reused")


def test_the_journal_arrives_once(running: Any) -> None:
    assert talk(running, lambda backend: backend.upload([row(1), row(2)])) == Stored(frozenset({1, 2}))
    assert talk(running, lambda backend: backend.upload([row(2), row(3)])) == Stored(frozenset({2, 3}))
    assert talk(running, lambda backend: backend.upload([])) == Stored(frozenset())
    heard = [told["event"] for told in running.admin.get("/v1/admin/events").json()]
    assert [event["id"] for event in heard] == ["1", "2", "3"]
    assert heard[0] == {
        "specversion": "1.0",
        "id": "1",
        "source": "/sites/4/kiosks/sentrum-1",
        "type": "no.openluke.door.opened",
        "time": "2026-11-23T12:00:00.500000Z",
        "datacontenttype": "application/json",
        "boot": "boot",
        "session": "s1",
        "chainhash": f"{1:064x}",
        "outboxnumber": 1,
        "data": {"compartment": 12, "already_open": False},
    }


def test_a_remote_command_reaches_the_kiosk_that_listens(running: Any) -> None:
    order = {"kiosk": "sentrum-1", "compartment": 3, "reason": "help_line", "actor": "E-9"}

    def give() -> int:
        while (answer := running.admin.post("/v1/admin/commands", json=order)).status_code == 409:
            time.sleep(0.02)
        return int(answer.status_code)

    async def listen(backend: HttpBackend) -> tuple[Sequence[bytes], int]:
        async with asyncio.timeout(10):
            return await asyncio.gather(backend.commands("0" * 16, "5" * 32, 8.0), asyncio.to_thread(give))

    [raw], status = talk(running, listen)
    signed = parse(raw)
    assert status == 202
    assert signed is not None
    assert CommandVerifier(running.secrets.command_keys).verify(signed)
    assert (signed.command.boot, signed.command.nonce) == ("0" * 16, "5" * 32)
    assert talk(running, lambda backend: backend.commands("0" * 16, "5" * 32, 0.05)) == []


def test_the_site(running: Any) -> None:
    facts = talk(running, lambda backend: backend.site())
    assert (facts.name, facts.help_phone, facts.other_sites) == (
        "Henteskap Sentrum",
        "22 00 11 22",
        {5: "Henteskap Brygga"},
    )
    assert {"sessions", "accounts", "invoices", "prices", "purchases"} <= facts.capabilities
    assert facts.server_utc == running.clock[0]
    assert facts.keys == running.secrets.public_keys
    with pytest.raises(BackendRefusedError, match="wrong-site"):
        talk(running, lambda backend: backend.site(), site=5)


def test_a_wrong_key_is_refused_not_away(running: Any) -> None:
    with pytest.raises(BackendRefusedError) as error:
        talk(running, lambda backend: backend.site_list(""), bearer_key="wrong")
    assert (error.value.status, error.value.code) == (401, "unauthorised")


@pytest.mark.allow_warnings
def test_another_site_key_makes_listed_codes_unknown(running: Any) -> None:
    """The credential that comes back must be the one of the code that was sent."""
    code = running.code("typed", "one-parcel").text
    assert talk(running, lambda backend: backend.resolve(code, "typed")) is not None
    assert talk(running, lambda backend: backend.resolve(code, "typed"), site_key=bytes(32)) is None


@pytest.mark.parametrize(
    ("faults", "retry_after_s"),
    [
        ({"offline": True}, None),
        ({"status": 503, "retry_after_s": 7}, 7.0),
        ({"status": 429, "retry_after_s": 30}, 30.0),
        ({"status": 500}, None),
    ],
)
def test_a_fault_is_the_backend_away(running: Any, faults: dict[str, Any], retry_after_s: float | None) -> None:
    running.admin.put("/v1/admin/faults", json=faults)
    calls: tuple[Callable[[HttpBackend], Awaitable[object]], ...] = (
        lambda backend: backend.site_list(""),
        lambda backend: backend.resolve("x", "typed"),
        lambda backend: backend.hand_over(handover(running)),
        lambda backend: backend.upload([row(1)]),
    )
    for call in calls:
        with pytest.raises(BackendAwayError) as error:
            talk(running, call)
        assert error.value.retry_after_s == retry_after_s
    running.admin.put("/v1/admin/faults", json={})
    talk(running, lambda backend: backend.hand_over(handover(running)))
    assert len(running.admin.get("/v1/admin/handovers").json()) == 1


def test_one_client_survives_an_outage(running: Any) -> None:
    async def through_an_outage(backend: HttpBackend) -> None:
        await backend.site_list("")
        running.backend.faults.offline = True
        with pytest.raises(BackendAwayError):
            await backend.site_list("")
        running.backend.faults.offline = False
        await backend.site_list("")

    talk(running, through_an_outage)
