"""The embedded backend over HTTP, rule by rule."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx2
import msgspec
import pytest
from sqlalchemy import event, update

from kiosk.adapters.signatures import CommandVerifier
from kiosk.backend import schema
from kiosk.backend.issuer import Issuer
from kiosk.backend.journals import heads
from kiosk.domain.command import parse
from kiosk.domain.token import Token

HANDOVER = {
    "parcel": "",
    "compartment": 12,
    "opened_at": "2026-11-23T12:00:00Z",
    "closed_at": "2026-11-23T12:00:20.5Z",
    "credential": "c1",
    "actor": "",
    "reference": "",
    "offline": False,
}


def problem_of(response: httpx2.Response, status: int) -> str:
    """The code of a problem; checks that it is one, and says nothing of our insides."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["title"]
    assert "Traceback" not in response.text
    assert "sqlite" not in response.text.lower()
    return str(body["type"].removeprefix("urn:openluke:problem:"))


def resolve(running: Any, code: str, entry: str) -> httpx2.Response:
    response: httpx2.Response = running.kiosk.post("/v1/pickups:resolve", json={"code": code, "entry": entry})
    return response


def hand_over(running: Any, name: str, key: str, **changes: Any) -> httpx2.Response:
    pickup = changes.pop("pickup", None) or running.pickup(name)
    body = HANDOVER | {"parcel": f"{pickup}-1"} | changes
    response: httpx2.Response = running.kiosk.post(
        f"/v1/pickups/{pickup}/handovers", json=body, headers={"Idempotency-Key": key}
    )
    return response


def state_of(running: Any, name: str) -> dict[str, Any]:
    found: dict[str, Any] = running.admin.get(f"/v1/admin/pickups/{running.pickup(name)}").json()
    return found


# --- site ---------------------------------------------------------------------------------------------------------


def test_site_and_its_tag(running: Any) -> None:
    response = running.kiosk.get("/v1/site")
    site = response.json()
    assert (site["number"], site["name"], site["kiosk"]) == (4, "Henteskap Sentrum", "sentrum-1")
    assert len(site["compartments"]) == 24
    assert site["keys"][0] | {"x": ""} == {"kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": "1", "x": ""}
    assert site["other_sites"] == [{"number": 5, "name": "Henteskap Brygga"}]
    assert site["server_time"] == "2026-11-23T12:00:00Z"
    running.clock[0] += 60
    again = running.kiosk.get("/v1/site", headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == response.headers["etag"]


# --- resolve ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["one-parcel", "three-parcels", "expired", "cancelled", "collected", "not-yet"])
def test_a_token_is_told_the_truth(running: Any, name: str) -> None:
    code = running.code("token", name)
    answer = resolve(running, code.text, "scanned").json()
    assert answer["pickup"]["id"] == answer["credential"]["subject"] == code.pickup
    planted = next(pickup for pickup in running.seed.pickups if pickup.id == code.pickup)
    assert answer["pickup"]["state"] == planted.state


@pytest.mark.parametrize(("kind", "name"), [("typed", "one-parcel"), ("typed", "partly-ready"), ("opaque", "spare")])
def test_an_unsigned_code_that_opens(running: Any, kind: str, name: str) -> None:
    code = running.code(kind, name)
    answer = resolve(running, code.text, "typed" if kind == "typed" else "scanned").json()
    assert answer["pickup"]["id"] == code.pickup
    assert [parcel["compartment"] for parcel in answer["pickup"]["parcels"]] == list(code.doors)


def test_a_typed_code_is_read_as_people_write(running: Any) -> None:
    text = running.code("typed", "one-parcel").text
    assert resolve(running, text.lower().replace("-", " "), "typed").status_code == 200


def test_six_digits_need_the_phone(running: Any) -> None:
    code = running.code("typed", "six-digits")
    assert resolve(running, code.text + code.phone_last4, "typed").json()["pickup"]["id"] == code.pickup
    assert problem_of(resolve(running, code.text, "typed"), 404) == "code-unknown"
    assert problem_of(resolve(running, code.text + "0000", "typed"), 404) == "code-unknown"


def test_every_typed_code_that_opens_nothing_gets_one_answer_after_the_same_work(running: Any) -> None:
    work: list[str] = []
    event.listen(running.backend.engine, "before_cursor_execute", lambda *a: work.append(a[2]))
    answers = set()
    names = ("expired", "wrong-site", "cancelled", "collected", "not-yet")
    for text in ("ZZZZ-ZZZZ-Z", *(running.code("typed", name).text for name in names)):
        work.clear()
        response = resolve(running, text, "typed")
        answers.add((response.status_code, response.content, tuple(work)))
    assert len(answers) == 1
    assert problem_of(response, 404) == "code-unknown"


def test_a_code_is_of_one_kind_only(running: Any) -> None:
    """Neither a badge nor a typed code that somebody printed as a QR opens a pickup."""
    for code in running.seed.codes:
        if code.kind in {"typed", "badge", "technician"}:
            assert problem_of(resolve(running, code.text, "scanned"), 404) == "code-unknown"
        if code.kind in {"token", "opaque", "badge"}:
            assert problem_of(resolve(running, code.text, "typed"), 404) == "code-unknown"


def test_foreign_and_forged_tokens_are_unknown(running: Any) -> None:
    assert problem_of(resolve(running, running.code("token", "wrong-site").text, "scanned"), 404) == "code-unknown"
    text = running.code("token", "one-parcel").text
    forged = text[:-1] + ("0" if text[-1] != "0" else "1")
    assert problem_of(resolve(running, forged, "scanned"), 404) == "code-unknown"


def test_a_token_for_another_site_opens_nothing_here_whatever_it_names(running: Any) -> None:
    issuer = Issuer(running.secrets.issuer.key_id, running.secrets.issuer.private_seed)
    for site, status in ((4, 200), (5, 404)):
        token = Token(issuer.key_id, site, running.pickup("one-parcel"), 0, 2**32 - 1, bytes(8))
        assert resolve(running, issuer.issue(token), "scanned").status_code == status


def test_code_and_pickup_must_both_be_this_sites(running: Any) -> None:
    text = running.code("typed", "one-parcel").text
    of_pickup = schema.credentials.c.subject == running.pickup("one-parcel")
    for table, where in (
        (schema.credentials, of_pickup),
        (schema.pickups, schema.pickups.c.id == running.pickup("one-parcel")),
    ):
        assert resolve(running, text, "typed").status_code == 200
        with running.backend.engine.begin() as connection:
            connection.execute(update(table).where(where).values(site=5))
        assert problem_of(resolve(running, text, "typed"), 404) == "code-unknown"
        with running.backend.engine.begin() as connection:
            connection.execute(update(table).where(where).values(site=4))


def test_an_unsigned_code_with_nothing_left_to_open_is_unknown(running: Any) -> None:
    hand_over(running, "partly-ready", "handover-1", compartment=10)
    assert problem_of(resolve(running, running.code("typed", "partly-ready").text, "typed"), 404) == "code-unknown"


def test_a_revoked_token_says_so_and_a_revoked_typed_code_is_unknown(running: Any) -> None:
    token = running.code("token", "one-parcel")
    credential = resolve(running, token.text, "scanned").json()["credential"]["id"]
    url = f"/v1/admin/credentials/{credential}/revoke"
    assert problem_of(running.admin.post(url), 404) == "not-found"
    assert running.admin.post(url, params={"pickup": token.pickup}).status_code == 204
    assert resolve(running, token.text, "scanned").json()["credential"]["revoked"] is True

    typed = running.code("typed", "one-parcel")
    credential = resolve(running, typed.text, "typed").json()["credential"]["id"]
    assert running.admin.post(f"/v1/admin/credentials/{credential}/revoke").status_code == 204
    assert problem_of(resolve(running, typed.text, "typed"), 404) == "code-unknown"


def test_an_expiring_code_stops_opening_by_the_clock(running: Any) -> None:
    text = running.code("typed", "one-parcel").text
    running.clock[0] += 7 * 86_400
    assert problem_of(resolve(running, text, "typed"), 404) == "code-unknown"


# --- the list -----------------------------------------------------------------------------------------------------


def listing(running: Any, cursor: str = "") -> dict[str, Any]:
    found: dict[str, Any] = running.kiosk.get("/v1/pickups", params={"site": 4, "changed_after": cursor}).json()
    return found


def test_the_whole_list_is_this_sites_and_holds_no_code(running: Any) -> None:
    response = running.kiosk.get("/v1/pickups", params={"site": 4})
    page = response.json()
    assert page["full"] is True
    assert len(page["pickups"]) == 14
    assert {pickup["site"] for pickup in page["pickups"]} == {4}
    assert (len(page["accounts"]), len(page["employees"]), page["removed"]) == (3, 7, [])
    foreign = running.pickup("wrong-site")
    assert all(credential["subject"] != foreign for credential in page["credentials"])
    for code in running.seed.codes:
        assert code.text not in response.text
        assert code.text.replace("-", "") not in response.text


def test_a_difference_holds_what_changed_and_nothing_else(running: Any) -> None:
    first = listing(running)
    nothing = listing(running, first["cursor"])
    assert (nothing["full"], nothing["cursor"]) == (False, first["cursor"])
    assert not any(nothing[rows] for rows in ("pickups", "credentials", "accounts", "employees", "removed"))

    cancelled = running.pickup("one-parcel")
    running.admin.post(f"/v1/admin/pickups/{cancelled}/cancel")
    page = listing(running, first["cursor"])
    assert [(row["id"], row["state"], row["version"]) for row in page["pickups"]] == [(cancelled, "cancelled", 2)]
    assert page["credentials"] == []
    assert listing(running, page["cursor"])["pickups"] == []


def test_what_is_deleted_is_told_with_its_codes(running: Any) -> None:
    first = listing(running)
    gone = running.pickup("spare")
    assert running.admin.delete(f"/v1/admin/pickups/{gone}").status_code == 204
    page = listing(running, first["cursor"])
    codes = {f"credential:{row['id']}" for row in first["credentials"] if row["subject"] == gone}
    assert len(codes) == 2
    assert {f"{row['kind']}:{row['id']}" for row in page["removed"]} == {f"pickup:{gone}"} | codes
    listed = {f"credential:{row['id']}": row["version"] for row in first["credentials"]} | {f"pickup:{gone}": 1}
    assert all(row["version"] > listed[f"{row['kind']}:{row['id']}"] for row in page["removed"])
    assert listing(running)["removed"] == []
    assert gone not in {row["id"] for row in listing(running)["pickups"]}


@pytest.mark.parametrize("cursor", ["0", "rubbish", "-", "deadbeef-1", "deadbeef-"])
def test_a_cursor_of_another_database_gets_the_whole_list(running: Any, cursor: str) -> None:
    assert listing(running, cursor)["full"] is True


def test_a_cursor_from_the_future_gets_the_whole_list(running: Any) -> None:
    epoch, _, number = listing(running)["cursor"].partition("-")
    page = listing(running, f"{epoch}-{int(number) + 1}")
    assert page["full"] is True
    assert page["epoch"] != epoch, "the database was set back: its versions count anew"
    assert listing(running, page["cursor"])["full"] is False


def test_a_database_that_was_set_back_to_before_another_epoch_begins_a_third(running: Any) -> None:
    epoch, _, number = listing(running)["cursor"].partition("-")
    began_ms = int(epoch[:12], 16)
    later = f"{began_ms + 1:012x}{epoch[12:]}-{number}"
    running.clock[0] = began_ms / 1000 + 60.0
    page = listing(running, later)
    assert page["full"] is True
    assert later.partition("-")[0] < page["epoch"], "no kiosk that has left the first one would go back to it"
    assert listing(running, later)["epoch"] == page["epoch"], "the next kiosk gets the same"
    for never in (f"{began_ms - 1:012x}{epoch[12:]}-{number}", f"{'f' * 20}-{number}"):
        assert listing(running, never)["epoch"] == page["epoch"]


def test_the_list_names_the_event_of_the_kiosk_that_came_last(running: Any) -> None:
    assert listing(running)["journal"] is None
    source = "/sites/4/kiosks/sentrum-1"
    for number, chain_hash in (("7", "aa"), ("8", "bb"), ("2", "cc")):
        event = {"specversion": "1.0", "id": number, "source": source, "type": "t", "chainhash": chain_hash}
        answer = running.kiosk.post(
            "/v1/events", json=[event], headers={"Content-Type": "application/cloudevents-batch+json"}
        )
        assert answer.status_code == 200
        assert listing(running)["journal"] == {"seq": int(number), "hash": chain_hash}


def test_another_sites_list_is_refused(running: Any) -> None:
    assert problem_of(running.kiosk.get("/v1/pickups", params={"site": 5}), 403) == "foreign-site"


# --- hand-overs ---------------------------------------------------------------------------------------------------


def test_a_handover_and_its_repetition(running: Any) -> None:
    first = hand_over(running, "one-parcel", "handover-1")
    assert first.status_code == 201
    assert (first.json()["conflict"], first.json()["reason"]) == (False, "")
    state = state_of(running, "one-parcel")
    assert (state["state"], state["parcels"][0]["state"], state["version"]) == ("collected", "collected", 2)
    assert state["collected_at"] == "2026-11-23T12:00:20.500000Z"
    running.clock[0] += 3600
    again = hand_over(running, "one-parcel", "handover-1")
    assert (again.status_code, again.content) == (201, first.content)
    assert state_of(running, "one-parcel") == state
    assert len(running.admin.get("/v1/admin/handovers").json()) == 1


def test_a_handover_is_told_to_the_sites_other_kiosks(running: Any) -> None:
    cursor = listing(running)["cursor"]
    hand_over(running, "one-parcel", "handover-1")
    assert [(row["id"], row["state"]) for row in listing(running, cursor)["pickups"]] == [
        (running.pickup("one-parcel"), "collected")
    ]


def test_the_same_key_with_another_body_is_refused(running: Any) -> None:
    hand_over(running, "one-parcel", "handover-1")
    for changes in ({"compartment": 13}, {"pickup": running.pickup("spare")}):
        answer = hand_over(running, "one-parcel", "handover-1", **changes)
        assert problem_of(answer, 422) == "idempotency-key-reused"
    assert len(running.admin.get("/v1/admin/handovers").json()) == 1


@pytest.mark.parametrize(
    ("name", "changes", "reason"),
    [
        ("collected", {}, "already_collected"),
        ("cancelled", {}, "cancelled"),
        ("wrong-site", {}, "unknown_pickup"),
        ("one-parcel", {"pickup": "00000000"}, "unknown_pickup"),
        ("one-parcel", {"parcel": "nobody's"}, "unknown_parcel"),
        ("one-parcel", {"compartment": 13}, "other_compartment"),
    ],
)
def test_what_physically_happened_is_never_refused(
    running: Any, name: str, changes: dict[str, Any], reason: str
) -> None:
    door = {"cancelled": 17, "collected": 2, "wrong-site": 6}.get(name, 12)
    answer = hand_over(running, name, "handover-1", **({"compartment": door} | changes))
    assert answer.status_code == 201
    assert (answer.json()["conflict"], answer.json()["reason"]) == (True, reason)
    told = running.admin.get("/v1/admin/handovers").json()
    assert [(row["handover"], row["reason"], row["kiosk"]) for row in told] == [("handover-1", reason, "sentrum-1")]


def test_two_handovers_of_one_parcel_are_a_conflict(running: Any) -> None:
    assert hand_over(running, "one-parcel", "handover-1").json()["conflict"] is False
    assert hand_over(running, "one-parcel", "handover-2").json()["reason"] == "already_collected"


def test_a_cancelled_pickup_stays_cancelled_and_its_parcel_is_gone(running: Any) -> None:
    hand_over(running, "cancelled", "handover-1", compartment=17)
    state = state_of(running, "cancelled")
    assert (state["state"], state["parcels"][0]["state"]) == ("cancelled", "collected")


def test_a_foreign_pickup_is_not_touched(running: Any) -> None:
    before = state_of(running, "wrong-site")
    hand_over(running, "wrong-site", "handover-1", compartment=6)
    assert state_of(running, "wrong-site") == before


def test_parcel_by_parcel(running: Any) -> None:
    pickup = running.pickup("three-parcels")
    states = []
    for number, door in enumerate((5, 8, 23), start=1):
        parcel = f"{pickup}-{number}"
        answer = hand_over(running, "three-parcels", f"handover-{number}", parcel=parcel, compartment=door)
        assert answer.json()["conflict"] is False
        states.append(state_of(running, "three-parcels")["state"])
    assert states == ["partially_collected", "partially_collected", "collected"]


def test_a_pickup_with_lines_to_come_is_partially_collected(running: Any) -> None:
    hand_over(running, "partly-ready", "handover-1", compartment=10)
    assert state_of(running, "partly-ready")["state"] == "partially_collected"


@pytest.mark.parametrize("key", [None, "", "short", "a" * 65, "has space", "ø" * 10])
def test_a_handover_needs_its_key(running: Any, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency-Key": key.encode()}
    body = HANDOVER | {"parcel": "x"}
    answer = running.kiosk.post(f"/v1/pickups/{running.pickup('one-parcel')}/handovers", json=body, headers=headers)
    assert problem_of(answer, 422) == "invalid-request"
    assert answer.json()["errors"][0]["field"].lower() == "header.idempotency-key"


@pytest.mark.parametrize("moment", ["2026-11-23T12:00:00", "2026-11-23", 1_700_000_000, "1700000000", None, ""])
def test_a_time_must_be_a_time(running: Any, moment: Any) -> None:
    answer = hand_over(running, "one-parcel", "handover-1", opened_at=moment)
    assert problem_of(answer, 422) == "invalid-request"
    assert answer.json()["errors"][0]["field"] == "body.opened_at"


# --- events -------------------------------------------------------------------------------------------------------


def cloud_event(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": str(number),
        "source": "/sites/4/kiosks/sentrum-1",
        "type": "no.openluke.door.opened",
        "time": "2026-11-23T12:00:00Z",
        "data": {"compartment": number},
        "session": "s1",
    } | changes


def test_a_batch_is_stored_once(running: Any) -> None:
    batch = [cloud_event(number) for number in (1, 2, 3)]
    headers = {"Content-Type": "application/cloudevents-batch+json"}
    assert running.kiosk.post("/v1/events", content=json.dumps(batch[:2]), headers=headers).json() == {
        "ids": ["1", "2"],
        "conflicts": [],
    }
    assert running.kiosk.post("/v1/events", content=json.dumps(batch), headers=headers).json() == {
        "ids": ["1", "2", "3"],
        "conflicts": [],
    }
    told = running.admin.get("/v1/admin/events").json()
    assert [(row["position"], row["event"]["id"]) for row in told] == [(1, "1"), (2, "2"), (3, "3")]
    assert told[0]["event"]["data"] == {"compartment": 1}
    assert told[0]["event"]["session"] == "s1"
    after = running.admin.get("/v1/admin/events", params={"after": 2}).json()
    assert [row["position"] for row in after] == [3]
    assert running.admin.get("/v1/admin/events", params={"type": "no.openluke.other"}).json() == []


def test_another_event_under_a_known_number_is_not_lost(running: Any) -> None:
    running.kiosk.post("/v1/events", json=[cloud_event(1)])
    for _ in range(2):
        answer = running.kiosk.post("/v1/events", json=[cloud_event(1, data={"compartment": 9}), cloud_event(2)])
    assert answer.json() == {"ids": ["1", "2"], "conflicts": []}
    told = [row["event"]["data"]["compartment"] for row in running.admin.get("/v1/admin/events").json()]
    assert told == [1, 9, 2]


def test_the_chain_hash_tells_a_repetition_from_another_event(running: Any) -> None:
    """A newer kiosk may say more of an event it has sent before; another hash is another event, kept and flagged."""
    for outboxnumber, chainhash in ((0, "a"), (1, "a"), (1, "b"), (1, "b")):
        event = cloud_event(1, chainhash=chainhash, outboxnumber=outboxnumber)
        answer = running.kiosk.post("/v1/events", json=[event]).json()
        assert answer["ids"] == ["1"]
        if chainhash == "a":
            assert answer["conflicts"] == []
    assert answer["conflicts"] == []
    assert len(running.admin.get("/v1/admin/events").json()) == 2
    assert incidents(running) == [("event_conflict", "1", "other_event")]
    assert running.kiosk.post("/v1/events", json=[cloud_event(1, chainhash="c")]).json()["conflicts"] == ["1"]


# --- what somebody has to look into -------------------------------------------------------------------------------

SOURCE = "/sites/4/kiosks/sentrum-1"


def incidents(running: Any, after: int = 0) -> list[tuple[str, str, str]]:
    rows = running.admin.get("/v1/admin/incidents", params={"after": after}).json()
    assert {row["source"] for row in rows} <= {SOURCE}
    return [(row["kind"], row["subject"], row["reason"]) for row in rows]


def head(running: Any) -> tuple[int, str]:
    with running.backend.engine.connect() as connection:
        return heads(connection, SOURCE)


def sent(number: int, seq: int, chainhash: str = "") -> dict[str, Any]:
    return cloud_event(seq, outboxnumber=number, chainhash=chainhash or f"h{seq}")


def test_the_head_follows_events_and_hand_overs(running: Any) -> None:
    assert head(running) == (0, "")
    running.kiosk.post("/v1/events", json=[sent(1, 2), sent(2, 3)])
    assert head(running) == (3, "h3")
    hand_over(running, "one-parcel", "handover-1", event_seq=5, chain_hash="h5", outbox_number=3)
    assert head(running) == (5, "h5")
    running.kiosk.post("/v1/events", json=[sent(2, 3)])
    assert head(running) == (5, "h5")
    assert incidents(running) == []


def test_what_did_not_arrive_is_reported_once(running: Any) -> None:
    running.kiosk.post("/v1/events", json=[sent(1, 1), sent(2, 2)])
    running.kiosk.post("/v1/events", json=[sent(6, 9)])
    running.kiosk.post("/v1/events", json=[sent(7, 10)])
    assert incidents(running) == [("gap", "3-5", "not_received")]
    running.kiosk.post("/v1/events", json=[sent(3, 4)])  # set aside there, and sent again
    running.kiosk.post("/v1/events", json=[sent(8, 11)])
    assert incidents(running) == [("gap", "3-5", "not_received")]
    assert head(running) == (11, "h11")


def test_a_journal_that_was_set_back_is_flagged_and_followed(running: Any) -> None:
    running.kiosk.post("/v1/events", json=[sent(seq, seq) for seq in (1, 2, 3, 4)])
    answer = running.kiosk.post("/v1/events", json=[sent(3, 3, "other3"), sent(4, 4, "other4")]).json()
    assert answer == {"ids": ["3", "4"], "conflicts": ["3", "4"]}
    assert head(running) == (4, "other4")
    running.kiosk.post("/v1/events", json=[sent(5, 5)])
    assert incidents(running) == [("event_conflict", "3", "other_event"), ("event_conflict", "4", "other_event")]
    assert incidents(running, after=1) == [("event_conflict", "4", "other_event")]


def test_a_hand_over_that_should_not_have_happened_is_an_incident_once(running: Any) -> None:
    for _ in range(2):
        hand_over(running, "cancelled", "handover-1", compartment=17)
    assert incidents(running) == [("handover_conflict", "handover-1", "cancelled")]


def test_a_repetition_may_have_travelled_otherwise(running: Any) -> None:
    first = hand_over(running, "one-parcel", "handover-1", offline=False)
    again = hand_over(running, "one-parcel", "handover-1", offline=True, event_seq=7, chain_hash="h", outbox_number=2)
    assert (again.status_code, again.content) == (201, first.content)


# --- remote commands ----------------------------------------------------------------------------------------------

BOOT, NONCE = "0123456789abcdef", "5" * 32
ORDER = {"kiosk": "sentrum-1", "compartment": 3, "reason": "help_line", "actor": "E-9"}


def ask(running: Any, wait_s: float = 10.0, nonce: str = NONCE) -> list[str]:
    response = running.kiosk.get("/v1/commands", params={"boot": BOOT, "nonce": nonce, "wait_s": wait_s})
    assert response.status_code == 200, response.text
    found: list[str] = response.json()["commands"]
    return found


def order(running: Any, **changes: Any) -> httpx2.Response:
    """Ordered as soon as somebody listens."""
    deadline = time.monotonic() + 5
    while True:
        response: httpx2.Response = running.admin.post("/v1/admin/commands", json=ORDER | changes)
        if response.status_code != 409 or time.monotonic() > deadline:
            return response
        time.sleep(0.01)


def test_a_command_is_made_for_the_question_that_is_open(running: Any) -> None:
    verifier = CommandVerifier(running.secrets.command_keys)
    with ThreadPoolExecutor() as pool:
        for counter in (1, 2):
            asking = pool.submit(ask, running)
            given = order(running, pickup="7KQF2M9X", parcel="p1")
            assert given.status_code == 202
            [text] = asking.result(10)
            signed = parse(text.encode())
            assert signed is not None
            assert verifier.verify(signed)
            command = signed.command
            assert given.json() == {"command": command.id, "counter": counter}
            assert (command.terminal, command.boot, command.nonce) == (SOURCE, BOOT, NONCE)
            assert (command.compartment, command.parcel, command.counter) == (3, "p1", counter)
            assert command.issued_at_ms == running.clock[0] * 1000
            assert command.not_after_ms - command.issued_at_ms == 15_000


def test_nothing_is_kept_for_a_kiosk_that_does_not_listen(running: Any) -> None:
    refused = running.admin.post("/v1/admin/commands", json=ORDER)
    assert problem_of(refused, 409) == "kiosk-not-listening"
    assert ask(running, wait_s=0.0) == []
    assert problem_of(running.admin.post("/v1/admin/commands", json=ORDER), 409) == "kiosk-not-listening"
    assert problem_of(running.admin.post("/v1/admin/commands", json=ORDER | {"kiosk": "nobody"}), 404) == "not-found"


def test_a_kiosk_that_hung_up_is_not_listening(running: Any) -> None:
    with pytest.raises(httpx2.TimeoutException):
        running.kiosk.get(
            "/v1/commands", params={"boot": BOOT, "nonce": NONCE, "wait_s": 30}, timeout=httpx2.Timeout(0.3)
        )
    time.sleep(0.2)
    assert problem_of(running.admin.post("/v1/admin/commands", json=ORDER), 409) == "kiosk-not-listening"


def test_a_newer_question_takes_the_place_of_an_older(running: Any) -> None:
    with ThreadPoolExecutor() as pool:
        older = pool.submit(ask, running)
        time.sleep(0.2)
        newer = pool.submit(ask, running, nonce="6" * 32)
        assert older.result(5) == []
        assert order(running).status_code == 202
        [text] = newer.result(5)
        assert parse(text.encode()).command.nonce == "6" * 32  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "changes",
    [{"reason": "because Kari asked"}, {"actor": ""}, {"pickup": "7KQF2M9X"}, {"life_s": 61.0}, {"compartment": 0}],
    ids=str,
)
def test_an_order_of_another_shape_is_refused(running: Any, changes: dict[str, Any]) -> None:
    assert problem_of(running.admin.post("/v1/admin/commands", json=ORDER | changes), 422) == "invalid-request"


def test_a_backend_without_a_key_commands_nothing(running: Any) -> None:
    without = msgspec.structs.replace(running.secrets, command_issuer=None)
    running.backend_app.state.backend = replace(running.backend, secrets=without)
    assert problem_of(running.admin.post("/v1/admin/commands", json=ORDER), 409) == "no-command-key"


def test_a_kiosk_speaks_for_itself_only(running: Any) -> None:
    batch = [cloud_event(1), cloud_event(2, source="/sites/5/kiosks/brygga-1")]
    assert problem_of(running.kiosk.post("/v1/events", json=batch), 403) == "foreign-source"
    assert running.admin.get("/v1/admin/events").json() == []


@pytest.mark.parametrize("batch", [[], [cloud_event(1)] * 501, cloud_event(1), [cloud_event(1, specversion="0.3")]])
def test_a_batch_of_another_shape_is_refused(running: Any, batch: Any) -> None:
    assert problem_of(running.kiosk.post("/v1/events", json=batch), 422) == "invalid-request"


def test_text_that_is_no_unicode_is_refused(running: Any) -> None:
    for path, body in (
        ("/v1/events", [cloud_event(1, data="\ud800")]),
        ("/v1/events", [cloud_event(1, data=float("nan"))]),
        ("/v1/events", [cloud_event(1, id="\ud800")]),
        ("/v1/pickups:resolve", {"code": "\ud800", "entry": "scanned"}),
    ):
        answer = running.kiosk.post(path, content=json.dumps(body), headers={"Content-Type": "application/json"})
        assert problem_of(answer, 422) == "invalid-request"


# --- doors to the API itself --------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [None, "Bearer wrong", "Basic eDp5", "Bearer public-demo-admin-key-guards-nothing"])
def test_without_the_kiosks_key_nothing_is_told(running: Any, key: str | None) -> None:
    headers = {} if key is None else {"Authorization": key}
    for method, path in (
        ("GET", "/v1/site"),
        ("GET", "/v1/pickups?site=4"),
        ("POST", "/v1/pickups:resolve"),
        ("POST", "/v1/pickups/00000000/handovers"),
        ("POST", "/v1/events"),
        ("GET", f"/v1/commands?boot={BOOT}&nonce={NONCE}"),
    ):
        response = httpx2.request(method, running.url + path, headers=headers, json={}, trust_env=False)
        assert problem_of(response, 401) == "unauthorised"
        assert response.headers["www-authenticate"] == "Bearer"


def test_the_kiosks_key_opens_nothing_of_the_operators(running: Any) -> None:
    for path in ("/v1/admin/faults", "/v1/admin/handovers", "/v1/admin/incidents", "/v1/admin/pickups/00000000"):
        assert problem_of(running.kiosk.get(path), 401) == "unauthorised"


def test_every_wrong_turn_is_a_problem(running: Any) -> None:
    assert problem_of(running.kiosk.get("/v1/nothing"), 404) == "not-found"
    assert problem_of(running.kiosk.get("/docs"), 404) == "not-found"
    refused = running.kiosk.delete("/v1/site")
    assert problem_of(refused, 405) == "method-not-allowed"
    assert refused.headers["allow"] == "GET"
    broken = running.kiosk.post("/v1/pickups:resolve", content=b"{", headers={"Content-Type": "application/json"})
    assert problem_of(broken, 422) == "invalid-request"
    assert problem_of(running.kiosk.get("/v1/pickups"), 422) == "invalid-request"


def test_a_refused_code_is_not_repeated(running: Any) -> None:
    for body in ({"code": "TOP-SECRET" * 60, "entry": "typed"}, {"code": "TOP-SECRET", "entry": "TOP-SECRET"}):
        answer = running.kiosk.post("/v1/pickups:resolve", json=body)
        assert problem_of(answer, 422) == "invalid-request"
        assert "TOP-SECRET" not in answer.text


def test_long_bodies_and_bodies_of_unknown_length_are_not_read(running: Any) -> None:
    long = running.kiosk.post("/v1/events", content=b"[" + b" " * (1 << 20))
    assert problem_of(long, 413) == "too-large"
    assert problem_of(running.kiosk.post("/v1/events", content=iter([b"[]"])), 411) == "length-required"


@pytest.mark.allow_warnings
def test_a_bug_is_a_problem_without_its_insides(
    running: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("inside")

    monkeypatch.setattr("kiosk.backend.routes.pickups.resolve", broken)
    answer = resolve(running, "x", "typed")
    assert problem_of(answer, 500) == "internal-error"
    assert "inside" not in answer.text
    deadline = time.monotonic() + 5
    while "Exception in ASGI" not in caplog.text:  # written after the answer, by the server's thread
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_health_needs_no_key(running: Any) -> None:
    assert httpx2.get(running.url + "/health", trust_env=False).json() == {"status": "ok"}


# --- the operator's side ------------------------------------------------------------------------------------------


def test_ready_and_extended(running: Any) -> None:
    awaited = running.pickup("not-yet")
    assert running.admin.post(f"/v1/admin/pickups/{awaited}/ready").json()["not_before"] == "2026-11-23T12:00:00Z"
    assert resolve(running, running.code("typed", "not-yet").text, "typed").status_code == 200
    partly = running.admin.post(f"/v1/admin/pickups/{running.pickup('partly-ready')}/ready").json()
    assert partly["lines_ready"] == partly["lines_total"] == 3

    expired = running.pickup("expired")
    cursor = listing(running)["cursor"]
    body = {"not_after": "2026-11-30T00:00:00Z"}
    assert running.admin.put(f"/v1/admin/pickups/{expired}/deadline", json=body).json()["state"] == "ready"
    assert resolve(running, running.code("typed", "expired").text, "typed").status_code == 200
    page = listing(running, cursor)
    assert [row["id"] for row in page["pickups"]] == [expired]
    assert {row["not_after"] for row in page["credentials"]} == {"2026-11-30T00:00:00Z"}
    assert problem_of(running.admin.post("/v1/admin/pickups/00000000/cancel"), 404) == "not-found"
    assert problem_of(running.admin.post(f"/v1/admin/pickups/{expired}/explode"), 422) == "invalid-request"


def test_faults_are_done_and_undone(running: Any) -> None:
    running.admin.put("/v1/admin/faults", json={"status": 503, "retry_after_s": 7})
    answer = running.kiosk.get("/v1/site")
    assert problem_of(answer, 503) == "fault"
    assert answer.headers["retry-after"] == "7"
    running.admin.put("/v1/admin/faults", json={"offline": True})
    with pytest.raises(httpx2.TransportError):
        running.kiosk.get("/v1/site")
    assert running.admin.get("/v1/admin/faults").json()["offline"] is True
    running.admin.put("/v1/admin/faults", json={"latency_s": 0.01})
    assert running.kiosk.get("/v1/site").status_code == 200
    running.admin.put("/v1/admin/faults", json={})
    assert running.backend.faults.latency_s == 0
    assert problem_of(running.admin.put("/v1/admin/faults", json={"status": 200}), 422) == "invalid-request"
    assert problem_of(running.admin.put("/v1/admin/faults", json={"unknown": 1}), 422) == "invalid-request"
