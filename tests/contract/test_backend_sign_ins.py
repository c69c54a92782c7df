"""Signing in with a phone: the kiosk's side of it. The provider is a fake; the real one is in tests/shops."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import delete, update

from kiosk.backend import schema
from kiosk.commerce.trade import HttpTrade
from kiosk.domain.trade import NotYet, Visit
from kiosk.errors import BackendRefusedError
from tests.helpers.fake_identity import FakeIdentity, refused
from tests.helpers.http_peer import Answer


def begun(running: Any) -> dict[str, Any]:
    answer = running.kiosk.post("/v1/sign-ins")
    assert answer.status_code == 201
    told: dict[str, Any] = answer.json()
    return told


def finish(running: Any, name: str) -> Any:
    return running.kiosk.post(f"/v1/sign-ins/{name}:finish")


def test_a_phone_becomes_a_session(running: Any, identity: FakeIdentity, sign_in_clock: list[float]) -> None:
    identity.tokens = [refused("authorization_pending"), identity.token()]
    told = begun(running)
    assert (told["url"], told["user_code"], told["interval_s"]) == (f"{identity.peer.url}/go", "ABCD-EFGH", 1.0)
    for _ in range(2):  # too soon, and then pending
        answer = finish(running, told["id"])
        assert (answer.status_code, answer.headers["Retry-After"], answer.content) == (202, "1", b"")
        sign_in_clock[0] += 1
    answer = finish(running, told["id"])
    assert answer.status_code == 201
    session = answer.json()
    assert (session["person"]["id"], session["person"]["account"]) == ("E-JONAS", "A-FJELLHEIM")
    headers = {"Pickup-Session": session["token"]}
    assert running.kiosk.get("/v1/accounts/A-FJELLHEIM", headers=headers).status_code == 200
    again = finish(running, told["id"])
    assert (again.status_code, again.json()["type"]) == (401, "urn:openluke:problem:session-refused")


def test_doors_open_under_the_badge_of_the_list(running: Any, sign_in_clock: list[float]) -> None:
    listed = running.kiosk.get("/v1/pickups", params={"site": 4}).json()["credentials"]
    badges = {row["id"] for row in listed if row["kind"] == "badge" and row["subject"] == "E-JONAS"}
    told = begun(running)
    sign_in_clock[0] += 1
    assert {finish(running, told["id"]).json()["credential"]} == badges


@pytest.mark.parametrize("change", ["revoked", "over", "none"])
def test_without_a_good_badge_no_door_opens(running: Any, sign_in_clock: list[float], change: str) -> None:
    table = schema.credentials
    change_it = {
        "revoked": update(table).where(table.c.subject == "E-JONAS").values(revoked=1),
        "over": update(table).where(table.c.subject == "E-JONAS").values(not_after=1.0),
        "none": delete(table).where(table.c.subject == "E-JONAS"),
    }[change]
    running.backend.write(lambda connection: connection.execute(change_it))
    told = begun(running)
    sign_in_clock[0] += 1
    answer = finish(running, told["id"])
    assert (answer.status_code, answer.json()["credential"]) == (201, "")


def test_a_badge_names_its_own_credential(running: Any) -> None:
    session = running.kiosk.post("/v1/sessions", json={"code": running.code("badge", "E-JONAS").text}).json()
    listed = running.kiosk.get("/v1/pickups", params={"site": 4}).json()["credentials"]
    (badge,) = (row for row in listed if row["id"] == session["credential"])
    assert (badge["kind"], badge["subject"]) == ("badge", "E-JONAS")


@pytest.mark.parametrize(
    ("sub", "error"), [("nobody here", ""), ("E-INGRID", ""), ("T-MARIT", ""), ("E-JONAS", "access_denied")]
)
def test_who_is_no_employee_is_refused(
    running: Any, identity: FakeIdentity, sign_in_clock: list[float], sub: str, error: str
) -> None:
    table = schema.employees
    gone = update(table).where(table.c.id == "E-INGRID").values(active=0)
    running.backend.write(lambda connection: connection.execute(gone))
    identity.tokens = [refused(error) if error else identity.token(sub=sub)]
    told = begun(running)
    sign_in_clock[0] += 1
    answer = finish(running, told["id"])
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:openluke:problem:session-refused")


@pytest.mark.allow_warnings
@pytest.mark.parametrize("path", ["/device", "/token"])
def test_a_provider_that_is_away_is_asked_again(
    running: Any, identity: FakeIdentity, sign_in_clock: list[float], path: str, caplog: pytest.LogCaptureFixture
) -> None:
    told = begun(running)
    sign_in_clock[0] += 1
    identity.change = lambda asked, good: Answer(503) if asked.path == path else good
    answer = finish(running, told["id"]) if path == "/token" else running.kiosk.post("/v1/sign-ins")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json()["type"] == "urn:openluke:problem:identity-away"
    assert "the provider of identities: status 503" in caplog.text
    for secret in ("top-secret", "secret-device-code", "E-JONAS", "ABCD-EFGH"):
        assert secret not in caplog.text
    identity.change = lambda _, good: good
    sign_in_clock[0] += 1
    assert finish(running, told["id"]).status_code == 201


def test_where_nobody_can_sign_in_with_a_phone(running: Any) -> None:
    for answer in (running.kiosk.post("/v1/sign-ins"), finish(running, "something")):
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:openluke:problem:not-offered")
    assert "device_sign_in" not in running.kiosk.get("/v1/site").json()["capabilities"]


def test_a_site_says_that_it_can(running: Any, sign_in_clock: list[float]) -> None:
    assert "device_sign_in" in running.kiosk.get("/v1/site").json()["capabilities"]


def test_only_kiosks_ask(running: Any, sign_in_clock: list[float]) -> None:
    for path in ("/v1/sign-ins", "/v1/sign-ins/x:finish"):
        assert running.kiosk.post(path, headers={"Authorization": "Bearer nobody"}).status_code == 401


def test_the_cores_client(running: Any, identity: FakeIdentity, sign_in_clock: list[float]) -> None:
    identity.tokens = [refused("authorization_pending"), identity.token(), refused("access_denied")]

    async def visit() -> None:
        async with HttpTrade(running.url, bearer_key=running.secrets.kiosk.bearer_key) as trade:
            page = await trade.begin_sign_in()
            assert (page.url, page.user_code) == (f"{identity.peer.url}/go", "ABCD-EFGH")
            assert (page.life_s, page.interval_s) == (300.0, 1.0)
            assert await trade.finish_sign_in(page.id) == NotYet(1.0)
            sign_in_clock[0] += 1
            assert await trade.finish_sign_in(page.id) == NotYet(1.0)
            sign_in_clock[0] += 1
            jonas = await trade.finish_sign_in(page.id)
            assert isinstance(jonas, Visit)
            assert jonas.employee == "E-JONAS"
            assert jonas.credential
            assert await trade.orders(jonas)
            page = await trade.begin_sign_in()
            sign_in_clock[0] += 1
            assert await trade.finish_sign_in(page.id) is None

    asyncio.run(visit())


def test_the_cores_client_where_nobody_can(running: Any) -> None:
    async def ask(about: Callable[[HttpTrade], Awaitable[object]]) -> None:
        async with HttpTrade(running.url, bearer_key=running.secrets.kiosk.bearer_key) as trade:
            await about(trade)

    for about in (lambda trade: trade.begin_sign_in(), lambda trade: trade.finish_sign_in("x")):
        with pytest.raises(BackendRefusedError) as caught:
            asyncio.run(ask(about))
        assert (caught.value.status, caught.value.code) == (404, "not-offered")
