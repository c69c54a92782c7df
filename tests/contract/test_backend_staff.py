"""The staff's web page without a browser: what it does, who may, and what it refuses. On both databases."""

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

import httpx2
import pytest
from sqlalchemy import insert, select

from kiosk.backend import incidents, schema
from kiosk.backend.incidents import Incident
from kiosk.backend.staff import accounts, attempts, visits
from kiosk.errors import ConfigError
from tests.helpers.staff_page import PASSWORD, StaffPage, cheapen, hire, text_of


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    cheapen(monkeypatch)


@pytest.fixture
def stranger(running: Any) -> Iterator[StaffPage]:
    hire(running, "kari")
    hire(running, "mona", "manager")
    with StaffPage(running.url) as browser:
        yield browser


@pytest.fixture
def kari(running: Any, stranger: StaffPage) -> StaffPage:
    assert stranger.sign_in("kari").status_code == 303
    return stranger


@pytest.fixture
def mona(running: Any, stranger: StaffPage) -> Iterator[StaffPage]:
    with StaffPage(running.url) as browser:
        assert browser.sign_in("mona").status_code == 303
        yield browser


def _audit(running: Any, *more: str) -> list[tuple[str, ...]]:
    table = schema.audit.c
    columns = [table[name] for name in ("actor", "action", "subject", *more)]
    with running.backend.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(table.position))]


def _ordered(running: Any, name: str = "one-parcel", quantity: int = 3) -> str:
    """The pickup of a story, with a line of its own and nothing of it here."""
    pickup: str = running.pickup(name)

    def work(connection: Any) -> None:
        connection.execute(schema.parcels.delete().where(schema.parcels.c.pickup == pickup))
        connection.execute(schema.lines.delete().where(schema.lines.c.pickup == pickup))
        connection.execute(
            insert(schema.lines).values(
                pickup=pickup,
                id="10",
                place=0,
                sku="NEK-400",
                gtin="07090013930015",
                name="Kabel 3G2,5",
                quantity=quantity,
            )
        )
        values = {"state": "awaiting", "lines_ready": 0, "lines_total": 1, "order_number": "S-1001"}
        connection.execute(schema.pickups.update().where(schema.pickups.c.id == pickup).values(values))

    running.backend.write(work)
    return pickup


def _detail(running: Any, pickup: str) -> dict[str, Any]:
    answer = running.kiosk.get(f"/v1/pickups/{pickup}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


PAGES = ["/orders", "/purchases", "/recall", "/overview", "/returns", "/deviations", "/incidents"]
MANAGERS_PAGES = ["/audit", "/webhooks", "/companies", "/companies/A-FJELLHEIM", "/sites"]


def test_nobody_gets_past_the_door(running: Any, stranger: StaffPage) -> None:
    pickup = running.pickup("one-parcel")
    for path in [*PAGES, *MANAGERS_PAGES, f"/pickups/{pickup}", "/nowhere/at/all"]:
        answer = stranger.client.get(f"/staff{path}")
        assert (answer.status_code, answer.headers.get("Location")) in {(303, "/staff/sign-in"), (404, None)}
    for path in ("/scan", f"/pickups/{pickup}/cancel", "/incidents/1/resolve", "/webhooks", "/sign-out"):
        answer = stranger.client.post(f"/staff{path}", data={"form_key": "x"})
        assert (answer.status_code, answer.headers.get("Location")) == (303, "/staff/sign-in")


def test_every_page_is_there_in_both_languages(running: Any, mona: StaffPage) -> None:
    for path in [*PAGES, *MANAGERS_PAGES, f"/pickups/{running.pickup('one-parcel')}"]:
        for language in ("nb", "en"):
            mona.client.headers["Accept-Language"] = language
            answer = mona.client.get(f"/staff{path}")
            assert answer.status_code == 200, (path, answer.text[-1500:])
            assert f'<html lang="{language}">' in answer.text


def test_no_page_can_be_framed_cached_or_added_to(running: Any, mona: StaffPage) -> None:
    for path in ["/sign-in", "/nowhere", *PAGES]:
        headers = mona.client.get(f"/staff{path}").headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
        assert "script" not in headers["Content-Security-Policy"]
        assert (headers["X-Frame-Options"], headers["Cache-Control"]) == ("DENY", "no-store")
    page = mona.client.get("/staff/orders").text
    assert not re.search(r"<script|<style|style=|onclick|https?://", page)


def test_the_cookie_is_for_this_page_alone(running: Any, stranger: StaffPage) -> None:
    cookie = stranger.sign_in("kari").headers["Set-Cookie"]
    assert {"HttpOnly", "Path=/staff", "SameSite=strict"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie, "http on this machine"
    data = {"name": "kari", "password": PASSWORD}
    answer = stranger.client.post("/staff/sign-in", data=data, headers={"Host": "shop.example"})
    assert "Secure" in answer.headers["Set-Cookie"]


def test_one_answer_for_whatever_is_wrong(running: Any, stranger: StaffPage) -> None:
    running.backend.write(lambda connection: accounts.set_active(connection, "kari", active=False))
    tries = [("kari", PASSWORD), ("mona", "wrong"), ("nobody", "wrong"), ("", ""), ("mona\0", "x" * 5000)]
    answers = [stranger.sign_in(*one) for one in tries]
    assert {answer.status_code for answer in answers} == {403}
    assert all("Wrong user name or password." in answer.text for answer in answers)


def test_unknown_names_cost_the_same_work(running: Any, stranger: StaffPage, monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[str] = []
    real = accounts._verified

    def verified(known: str, password: str) -> bool:
        worked.append(known)
        return real(known, password)

    monkeypatch.setattr(accounts, "_verified", verified)
    for name in ("mona", "nobody"):
        stranger.sign_in(name, "wrong")
    assert len(worked) == 2
    assert worked[0].split("$")[:4] == worked[1].split("$")[:4], "the same parameters"


def test_guessing_is_slowed_whether_or_not_there_is_such_a_name(running: Any, stranger: StaffPage) -> None:
    for name in ("mona", "nobody"):
        for _ in range(attempts.BY_NAME):
            assert stranger.sign_in(name, "wrong").status_code == 403
        answer = stranger.sign_in(name, PASSWORD)
        assert answer.status_code == 429
        assert "Too many attempts. Wait for 15 minutes." in answer.text
        assert 0 < int(answer.headers["Retry-After"]) <= 900


def test_behind_a_proxy_it_is_the_browsers_address_that_is_slowed(running: Any, stranger: StaffPage) -> None:
    def tries(address: str, name: str) -> int:
        data = {"name": name, "password": "wrong"}
        answer = stranger.client.post("/staff/sign-in", data=data, headers={"X-Forwarded-For": address})
        return int(answer.status_code)

    assert {tries("203.0.113.9", f"name{number}") for number in range(attempts.BY_ADDRESS)} == {403}
    assert tries("203.0.113.9", "another") == 429
    assert tries("203.0.113.10", "another") == 403


def test_a_visit_ends_after_half_an_hour_of_nothing_and_after_eight_hours(running: Any, kari: StaffPage) -> None:
    running.clock[0] += visits.IDLE_S - 1
    kari.get("/orders")
    running.clock[0] += visits.IDLE_S
    assert kari.client.get("/staff/orders").status_code == 303
    kari.sign_in("kari")
    begun_s = running.clock[0]
    while running.clock[0] + visits.IDLE_S / 2 < begun_s + visits.LIFE_S:
        running.clock[0] += visits.IDLE_S / 2
        kari.get("/orders")
    running.clock[0] += visits.IDLE_S / 2
    assert kari.client.get("/staff/orders").status_code == 303


def test_signing_out_ends_it_on_the_server(running: Any, kari: StaffPage) -> None:
    cookie = kari.client.cookies["openluke-staff"]
    assert kari.post("/sign-out").status_code == 303
    answer = httpx2.get(f"{running.url}/staff/orders", cookies={"openluke-staff": cookie}, trust_env=False)
    assert answer.status_code == 303


def test_whoever_is_disabled_or_gets_a_new_password_is_out(running: Any, kari: StaffPage, mona: StaffPage) -> None:
    running.backend.write(lambda connection: accounts.set_active(connection, "kari", active=False))
    running.backend.write(lambda connection: accounts.set_password(connection, "mona", "another long one"))
    assert kari.client.get("/staff/orders").status_code == 303
    assert mona.client.get("/staff/orders").status_code == 303
    assert mona.sign_in("mona").status_code == 403
    assert mona.sign_in("mona", "another long one").status_code == 303


def test_forms_of_other_pages_do_nothing(running: Any, kari: StaffPage, mona: StaffPage) -> None:
    pickup = running.pickup("one-parcel")
    form = {"version": kari.version(pickup), "confirm": "1"}
    foreign = [
        kari.client.post(f"/staff/pickups/{pickup}/cancel", data=form),
        kari.client.post(f"/staff/pickups/{pickup}/cancel", data=form | {"form_key": mona.form_key}),
        kari.client.post(
            f"/staff/pickups/{pickup}/cancel",
            data=form | {"form_key": kari.form_key},
            headers={"Sec-Fetch-Site": "cross-site"},
        ),
    ]
    del kari.client.headers["Sec-Fetch-Site"]
    foreign.append(
        kari.client.post(
            f"/staff/pickups/{pickup}/cancel",
            data=form | {"form_key": kari.form_key},
            headers={"Origin": "https://elsewhere.example"},
        )
    )
    assert [answer.status_code for answer in foreign] == [403] * 4
    assert _detail(running, pickup)["state"] == "ready"
    own = form | {"form_key": kari.form_key}
    assert kari.client.post(f"/staff/pickups/{pickup}/cancel", data=own).status_code == 303


def test_staff_do_not_manage(running: Any, kari: StaffPage) -> None:
    for path in MANAGERS_PAGES:
        assert "Only managers may do this." in kari.get(path, 403)
        assert f'href="/staff{path}"' not in kari.client.get("/staff/orders").text
    for path in (
        "/incidents/1/resolve",
        "/webhooks",
        "/webhooks/x/remove",
        "/companies/A-FJELLHEIM/people/E-JONAS",
        "/sites/4",
    ):
        assert kari.post(path, reason="x").status_code == 403


def test_orders_are_found_by_number_and_by_state(running: Any, kari: StaffPage) -> None:
    pickup = _ordered(running)
    assert "S-1001" in kari.get("/orders", q="s-10")
    assert "S-1001" in kari.get("/orders", state="awaiting")
    assert "S-1001" not in kari.get("/orders", state="cancelled")
    assert "Nothing to show." in kari.get("/orders", q="%")
    assert "Nothing to show." in kari.get("/orders", q="'; DROP TABLE pickups")
    assert "S-1001" in kari.get("/orders", q=pickup.lower())
    assert "Fjellheim" not in kari.get("/orders", q="A-FJELLHEIM"), "ids, and no names"


def test_orders_are_found_whatever_the_case_of_their_letters(running: Any, kari: StaffPage) -> None:
    pickup = _ordered(running)
    table = schema.pickups
    values = {"project": "Øvre ÅS"}
    running.backend.write(
        lambda connection: connection.execute(table.update().where(table.c.id == pickup).values(values))
    )
    for search in ("Øvre Ås", "øvre", "ÅS"):
        assert "S-1001" in kari.get("/orders", q=search), search


def test_orders_come_page_by_page_without_gaps(running: Any, kari: StaffPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.backend.staff.queries.PAGE", 4)
    seen: list[str] = []
    path = "/staff/orders"
    while True:
        page = kari.client.get(path).text
        seen += re.findall(r'href="/staff/pickups/([0-9A-Z]{8})"', page)
        more = re.search(r'href="([^"]+)" rel="next"', page)
        if more is None:
            break
        path = more[1].replace("&amp;", "&")
    assert sorted(seen) == sorted(pickup.id for pickup in running.seed.pickups)


def _many(running: Any) -> tuple[list[str], list[str]]:
    """Ids of returns and of deviations, the newest first; some came at the same moment."""
    pickup = running.pickup("one-parcel")
    lines = '[{"line": "1", "quantity": 1, "condition": "opened"}]'
    back = {"pickup": pickup, "site": 4, "state": "dropped", "lines": lines, "version": 1}
    wrong = {"pickup": pickup, "line": "1", "kind": "short", "quantity": 1, "state": "open"}
    with running.backend.engine.begin() as connection:
        connection.execute(schema.returns.delete())
        for number in range(9):
            at = {"created_at": running.clock[0] + number // 3}
            connection.execute(insert(schema.returns).values(id=f"R-{number}", **back, **at))
            connection.execute(insert(schema.deviations).values(id=f"D-{number}", **wrong, **at))
    return [f"R-{number}" for number in range(8, -1, -1)], [f"D-{number}" for number in range(8, -1, -1)]


@pytest.mark.parametrize(
    ("path", "named", "which"), [("returns", r"/returns/(R-\d)/receive", 0), ("deviations", r"/(D-\d)/", 1)]
)
def test_returns_and_deviations_come_page_by_page_without_gaps(  # noqa: PLR0917 - a row of a table
    running: Any, kari: StaffPage, monkeypatch: pytest.MonkeyPatch, path: str, named: str, which: int
) -> None:
    monkeypatch.setattr("kiosk.backend.staff.queries.PAGE", 4)
    wanted = _many(running)[which]
    seen: list[str] = []
    address = f"/staff/{path}"
    for _ in range(3):
        page = kari.client.get(address).text
        seen += re.findall(named, page)
        more = re.search(r'rel="next" href="([^"]+)"', page)
        address = more[1] if more else ""
    assert (seen, address) == (wanted, "")


def test_whoever_works_on_a_later_page_stays_on_it(
    running: Any, kari: StaffPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.backend.staff.queries.PAGE", 4)
    _many(running)
    for path, deed in (("returns", "R-2/receive"), ("deviations", "D-2/settle")):
        page = kari.client.get(f"/staff/{path}").text
        (later,) = re.findall(r'rel="next" href="[^"]+after=([^"]+)"', page)
        done = kari.post(f"/{path}/{deed}", after=later, line__1="1")
        assert (done.status_code, done.headers["location"].endswith(f"&after={later}")) == (303, True)
        again = kari.post(f"/{path}/{deed}", after=later, line__1="1")
        assert again.status_code == 422
        prefix = deed[:2]
        assert f"{prefix}4" in again.text
        assert f"{prefix}8" not in again.text


@pytest.mark.parametrize("after", ["x", "W10", "WyJ4IiwxXQ", "WzEuMCwiXHVkODAwIl0", "a" * 299])
def test_a_place_in_a_list_that_is_none_is_the_first(running: Any, kari: StaffPage, after: str) -> None:
    _many(running)
    for path in ("returns", "deviations"):
        answer = kari.client.get(f"/staff/{path}", params={"after": after})
        assert (answer.status_code, f"{path[0].upper()}-8" in answer.text) == (200, True)


def test_what_was_written_into_the_data_is_text(running: Any, kari: StaffPage) -> None:
    pickup = _ordered(running)
    evil = "<script>alert(1)</script>"

    def work(connection: Any) -> None:
        connection.execute(schema.pickups.update().where(schema.pickups.c.id == pickup).values(order_number=evil))
        connection.execute(schema.lines.update().values(name=evil))

    running.backend.write(work)
    for path in ("/orders", f"/pickups/{pickup}", "/overview"):
        assert "<script" not in kari.client.get(f"/staff{path}").text
    assert "<script" not in kari.post("/scan", scan=evil + "x").text


def test_a_parcel_is_staged_and_everybody_knows(running: Any, kari: StaffPage) -> None:
    pickup = _ordered(running)
    answer = kari.act(pickup, "stage", compartment="1", sscc="370712345000000011", lines__10="2")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/staff/pickups/{pickup}?done=stage")
    detail = _detail(running, pickup)
    (parcel,) = detail["parcels"]
    assert (parcel["compartment"], parcel["lines"], parcel["sscc"]) == (1, {"10": 2}, "370712345000000011")
    assert detail["state"] == "awaiting"
    kari.act(pickup, "stage", compartment="3")
    detail = _detail(running, pickup)
    assert (detail["state"], detail["lines"][0]["ready"]) == ("ready", 3)
    types = [event["type"] for event in running.kiosk.get("/v1/events").json()["events"]]
    assert types[-2:] == ["no.openluke.pickup.changed", "no.openluke.pickup.ready"]
    shown = kari.get(f"/pickups/{pickup}?done=stage")
    assert "The parcel is staged." in shown
    assert "Ready to be collected" in shown
    assert "Staged a parcel kari" in shown
    assert [action for _, action, subject in _audit(running) if subject == pickup] == ["pickup.stage"] * 2


def test_the_kiosk_may_choose_the_compartment(running: Any, kari: StaffPage) -> None:
    pickup = _ordered(running)
    kari.act(pickup, "stage", size="M", reach="1")
    (parcel,) = _detail(running, pickup)["parcels"]
    assert (parcel["compartment"], parcel["size"], parcel["reach"]) == (None, "M", True)
    assert "To be put in at the kiosk" in kari.get(f"/pickups/{pickup}")


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"compartment": "5"}, "compartment", "The compartment holds another parcel."),
        ({"compartment": "one"}, "compartment", "Has to be a whole number."),
        ({"sscc": "370712345000000012"}, "sscc", "Is no SSCC"),
        ({"lines__10": "4"}, "lines.10", "Is more than there is left."),
        ({"weight_g": "-1"}, "weight_g", "Has to be a whole number."),
        ({"weight_g": "99999999"}, "weight_g", "Has to be a whole number."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    running: Any, kari: StaffPage, fields: dict[str, str], field: str, said: str
) -> None:
    pickup = _ordered(running)
    answer = kari.act(pickup, "stage", **{"compartment": "1", "sscc": "370712345000000011", **fields})
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    tag = re.search(rf'<(?:input|select) id="f-{re.escape(field)}"[^>]*>', answer.text)
    assert tag
    assert 'aria-invalid="true"' in tag[0]
    assert f"p-{field}" in tag[0]
    assert text_of(answer.text).count(said) == 2, "in the summary and at the field"
    assert 'value="370712345000000011"' in answer.text or field == "sscc"
    assert _detail(running, pickup)["parcels"] == []


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(running: Any, kari: StaffPage) -> None:
    pickup = _ordered(running)
    version = kari.version(pickup)
    kari.act(pickup, "stage", compartment="1")
    for command in ("cancel", "ready", "stage", "extend"):
        answer = kari.post(f"/pickups/{pickup}/{command}", version=version, confirm="1", until="2026-12-01")
        assert answer.status_code == 422
        assert "Somebody else has changed this meanwhile." in answer.text
    assert _detail(running, pickup)["state"] == "ready"


def test_taken_out_again(running: Any, kari: StaffPage) -> None:
    pickup = _ordered(running)
    kari.act(pickup, "stage", compartment="1")
    parcel = _detail(running, pickup)["parcels"][0]["id"]
    assert kari.act(pickup, "take-out", parcel=parcel).status_code == 303
    assert _detail(running, pickup)["parcels"] == []
    assert kari.act(pickup, "take-out", parcel=parcel).status_code == 404


def test_a_new_code_opens_and_is_shown_once(running: Any, kari: StaffPage) -> None:
    pickup = running.pickup("one-parcel")
    fields = {"version": kari.version(pickup), "once": "0" * 32}
    answer = kari.post(f"/pickups/{pickup}/codes/new", **fields)
    assert answer.status_code == 200
    assert "<svg" in answer.text
    typed = re.search(r'id="typed">.*?</span>([^<]+)<', answer.text)
    assert typed
    code = typed[1].strip()
    resolved = running.kiosk.post("/v1/pickups:resolve", json={"code": code, "entry": "typed"})
    assert resolved.json()["pickup"]["id"] == pickup
    again = kari.post(f"/pickups/{pickup}/codes/new", **fields)
    assert "This code was shown before" in again.text
    assert code not in again.text
    assert "svg" not in again.text
    credential = resolved.json()["credential"]["id"]
    assert kari.act(pickup, "revoke", credential=credential).status_code == 303
    gone = running.kiosk.post("/v1/pickups:resolve", json={"code": code, "entry": "typed"})
    assert gone.status_code == 404
    assert "code.revoked" in running.kiosk.get("/v1/events").text
    listed = running.kiosk.get("/v1/pickups", params={"site": 4}).json()["credentials"]
    assert [one["revoked"] for one in listed if one["id"] == credential] == [True]


def test_a_signed_code_is_revoked_too(running: Any, kari: StaffPage) -> None:
    pickup, other = running.pickup("one-parcel"), running.pickup("three-parcels")
    kari.post(f"/pickups/{pickup}/codes/new", once="5" * 32)
    token = next(detail for _, action, _, detail in _audit(running, "detail") if action == "pickup.issue_code")
    assert kari.act(other, "revoke", credential=token).status_code == 404
    assert f"QR code {token}" in kari.get(f"/pickups/{pickup}")
    assert kari.act(pickup, "revoke", credential=token).status_code == 303
    listed = running.kiosk.get("/v1/pickups", params={"site": 4}).json()["credentials"]
    assert [one["revoked"] for one in listed if one["id"] == token] == [True]


def test_two_at_once_do_not_stage_into_the_same_compartment(running: Any, kari: StaffPage) -> None:
    names = ("one-parcel", "not-yet", "spare", "partly-ready")
    pickups = [running.pickup(name) for name in names]
    versions = [kari.version(pickup) for pickup in pickups]
    together, said = threading.Barrier(len(pickups)), []

    def stage(pickup: str, version: str) -> None:
        form = {"form_key": kari.form_key, "version": version, "compartment": "1"}
        together.wait(10)
        url = f"{running.url}/staff/pickups/{pickup}/stage"
        said.append(
            httpx2.post(url, data=form, cookies=dict(kari.client.cookies), trust_env=False, timeout=20).status_code
        )

    threads = [threading.Thread(target=stage, args=pair) for pair in zip(pickups, versions, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(said) == [303, 422, 422, 422]


def test_a_code_for_what_is_cancelled_is_not_made(running: Any, kari: StaffPage) -> None:
    pickup = running.pickup("cancelled")
    answer = kari.post(f"/pickups/{pickup}/codes/new", once="1" * 32)
    assert answer.status_code == 422
    assert "The pickup is closed." in answer.text
    assert kari.post("/pickups/NOBODYS0/codes/new", once="2" * 32).status_code == 404


def test_a_code_of_another_pickup_is_not_revoked(running: Any, kari: StaffPage) -> None:
    mine, other = running.pickup("one-parcel"), running.pickup("three-parcels")
    with running.backend.engine.connect() as connection:
        query = select(schema.credentials.c.id).where(schema.credentials.c.subject == other)
        credential = connection.execute(query).scalars().first()
    assert kari.act(mine, "revoke", credential=credential).status_code == 404


def test_an_expired_pickup_is_extended_to_the_end_of_a_day(running: Any, kari: StaffPage) -> None:
    pickup = running.pickup("expired")
    number = _detail(running, pickup)["order_number"]
    assert f"16 Henteskap Sentrum {number}" in kari.get("/recall")
    assert kari.act(pickup, "extend", until="2026-11-30").status_code == 303
    detail = _detail(running, pickup)
    assert detail["state"] == "ready"
    assert datetime.fromisoformat(detail["not_after"]) == datetime(2026, 11, 30, 23, tzinfo=UTC), "midnight in Oslo"
    with running.backend.engine.connect() as connection:
        table = schema.credentials.c
        ends = connection.execute(select(table.not_after).where(table.subject == pickup)).scalars().all()
    assert set(ends) == {datetime(2026, 11, 30, 23, tzinfo=UTC).timestamp()}
    assert number not in kari.get("/recall")


@pytest.mark.parametrize("until", ["", "2026-11-22", "2028-01-01", "tomorrow", "9999-99-99"])
def test_a_deadline_is_a_day_to_come(running: Any, kari: StaffPage, until: str) -> None:
    pickup = running.pickup("one-parcel")
    before = _detail(running, pickup)
    answer = kari.act(pickup, "extend", until=until)
    assert answer.status_code == 422
    assert 'href="#f-until"' in answer.text
    assert _detail(running, pickup) == before


def test_cancelling_asks_to_be_sure(running: Any, kari: StaffPage) -> None:
    pickup = running.pickup("one-parcel")
    assert kari.act(pickup, "cancel").status_code == 422
    assert _detail(running, pickup)["state"] == "ready"
    assert kari.act(pickup, "cancel", confirm="1").status_code == 303
    assert _detail(running, pickup)["state"] == "cancelled"
    assert "no.openluke.pickup.cancelled" in running.kiosk.get("/v1/events").text
    assert f"12 Henteskap Sentrum {_detail(running, pickup)['order_number']}" in kari.get("/recall")


def test_ready_and_paid(running: Any, kari: StaffPage) -> None:
    pickup = running.pickup("one-parcel")
    table = schema.pickups
    values = {"state": "awaiting", "payment": "due"}
    running.backend.write(
        lambda connection: connection.execute(table.update().where(table.c.id == pickup).values(values))
    )
    assert "Not paid" in kari.get(f"/pickups/{pickup}")
    assert kari.act(pickup, "paid").status_code == 303
    assert kari.act(pickup, "paid").status_code == 422
    assert kari.act(pickup, "ready").status_code == 303
    assert _detail(running, pickup)["state"] == "ready"
    assert kari.act(pickup, "elsewhere").status_code == 404


def test_a_scanner_lands_on_the_right_parcel(running: Any, kari: StaffPage) -> None:
    pickup = _ordered(running)
    kari.act(pickup, "stage", compartment="1", sscc="370712345000000011", lines__10="2")
    parcel = _detail(running, pickup)["parcels"][0]["id"]
    at_parcel = f"/staff/pickups/{pickup}#parcel-{parcel}"
    for scanned in (
        "(00)370712345000000011",
        "]C100370712345000000011",
        "00370712345000000011",
        "370712345000000011",
        "https://id.gs1.org/00/370712345000000011",
        parcel,
    ):
        answer = kari.post("/scan", scan=scanned)
        assert (answer.status_code, answer.headers["Location"]) == (303, at_parcel), scanned
    for scanned in ("S-1001", pickup, "(01)07090013930015", "]E07090013930015"):
        answer = kari.post("/scan", scan=scanned)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/staff/pickups/{pickup}"), scanned
    for scanned in ("", "370712345000000028", "nonsense", "x" * 600, "]C1", "]!!x", "\x1d"):
        answer = kari.post("/scan", scan=scanned)
        assert answer.status_code == 422, scanned
        assert 'href="#f-scan"' in answer.text


def test_the_wall_shows_what_is_where(running: Any, kari: StaffPage) -> None:
    shown = kari.get("/overview")
    assert "Henteskap Sentrum" in shown
    assert "12 M" in shown
    assert "Free" in shown


def _report(running: Any, reason: str = "already_collected") -> None:
    incident = Incident("handover_conflict", "/sites/4/kiosks/sentrum-1", "handover-1", reason)
    running.backend.write(lambda connection: incidents.report(connection, incident, running.clock[0]))


def test_an_incident_is_resolved_once_with_a_reason(running: Any, kari: StaffPage, mona: StaffPage) -> None:
    _report(running)
    assert "had been collected already" in kari.get("/incidents")
    assert mona.post("/incidents/1/resolve", reason=" ").status_code == 422
    assert mona.post("/incidents/1/resolve", reason="Counted: it was the other parcel").status_code == 303
    again = mona.post("/incidents/1/resolve", reason="Again")
    assert (again.status_code, "Somebody else has resolved it." in again.text) == (422, True)
    assert mona.post("/incidents/77/resolve", reason="?").status_code == 404
    assert "Nothing to show." in mona.get("/incidents")
    assert "Resolved by mona: Counted: it was the other parcel" in mona.get("/incidents", resolved="true")
    assert ("mona", "incident.resolve", "1") in _audit(running)


def test_the_audit_says_who_did_what(running: Any, mona: StaffPage, kari: StaffPage) -> None:
    kari.act(running.pickup("one-parcel"), "cancel", confirm="1")
    shown = mona.get("/audit")
    assert "kari Cancelled by staff" in shown
    assert "mona Signed in" in shown
    assert PASSWORD not in shown


def test_webhooks_by_managers(running: Any, mona: StaffPage) -> None:
    bad = mona.post("/webhooks", url="http://shop.example/", types="nonsense")
    assert bad.status_code == 422
    assert re.findall(r'href="#f-([a-z]+)"', bad.text) == ["url", "types"]
    assert "not public" in mona.post("/webhooks", url="https://10.0.0.1/").text
    added = mona.post("/webhooks", url="https://shop.example/hook", types="no.openluke.pickup.ready")
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", added.text.replace("&#43;", "+"))
    assert secret
    assert "whsec_" not in mona.get("/webhooks")
    (one,) = running.admin.get("/v1/admin/webhooks").json()
    assert (one["url"], one["types"]) == ("https://shop.example/hook", ["no.openluke.pickup.ready"])
    rotated = mona.post(f"/webhooks/{one['id']}/rotate")
    assert "whsec_" in rotated.text
    for command in ("switch_off", "resume", "remove"):
        assert mona.post(f"/webhooks/{one['id']}/{command}").status_code == 303
    assert mona.post(f"/webhooks/{one['id']}/remove").status_code == 404
    assert mona.post("/webhooks/x/elsewhere").status_code == 404
    did = [action for _, action, _ in _audit(running) if action.startswith("webhook")]
    assert did == [f"webhook.{what}" for what in ("add", "rotate", "switch_off", "resume", "remove")]


def test_mandates_reach_the_kiosk(running: Any, mona: StaffPage) -> None:
    path = "/companies/A-FJELLHEIM/people/E-JONAS"
    wrong = mona.post(path, collects_for="E-TORE")
    assert (wrong.status_code, "Are not employees of this company." in wrong.text) == (422, True)
    assert mona.post(path, collects_for="E-AMINA, E-INGRID").status_code == 303
    assert "E-AMINA, E-INGRID" in mona.client.get("/staff/companies/A-FJELLHEIM").text
    cursor = running.kiosk.get("/v1/pickups", params={"site": 4}).json()["cursor"]
    assert mona.post(path, all="1").status_code == 303
    page = running.kiosk.get("/v1/pickups", params={"site": 4, "changed_after": cursor}).json()
    assert [(one["id"], one["may_collect_for_company"]) for one in page["employees"]] == [("E-JONAS", True)]
    assert mona.post("/companies/A-FJELLHEIM/people/E-TORE").status_code == 404
    assert ("mona", "employee.mandate", "E-JONAS") in _audit(running)
    assert "no.openluke.employee.changed" in running.kiosk.get("/v1/events").text


RULES = {
    "hold_h": "48",
    "keep_free": "2",
    "max_weight_g": "15000",
    "ages_checked_to": "",
    "hazards": "3, 9",
    "chilled": "1",
}


def test_what_a_site_takes_is_the_managers_to_say(running: Any, mona: StaffPage) -> None:
    assert 'value="168"' in mona.client.get("/staff/sites").text
    assert mona.post("/sites/4", **RULES).status_code == 303
    rules = {one["site"]: one["rules"] for one in running.admin.get("/v1/admin/sites").json()}
    assert rules[4] == {
        "hold_h": 48,
        "keep_free": 2,
        "max_weight_g": 15_000,
        "ages_checked_to": 0,
        "hazards": ["3", "9"],
        "refused_temperatures": ["frozen"],
    }
    assert rules[5]["hold_h"] == 168
    assert ("mona", "site.rules", "4") in _audit(running)
    assert mona.post("/sites/99", **RULES).status_code == 404


@pytest.mark.parametrize(
    ("name", "value"),
    [("hold_h", "0"), ("hold_h", "a week"), ("keep_free", "10000"), ("max_weight_g", "1000001"), ("hazards", "petrol")],
)
def test_a_rule_that_is_none_is_said_at_its_field(running: Any, mona: StaffPage, name: str, value: str) -> None:
    answer = mona.post("/sites/4", **(RULES | {name: value}))
    assert answer.status_code == 422
    assert f'href="#f-{name}-4"' in answer.text
    assert f'value="{value}"' in answer.text
    assert running.admin.get("/v1/admin/sites").json()[0]["rules"]["hold_h"] == 168


def test_accounts_have_long_passwords_and_plain_names(running: Any) -> None:
    for name, password in (
        ("Kari", PASSWORD),
        ("", PASSWORD),
        ("a b", PASSWORD),
        ("kari", "short"),
        ("kari", "x" * 257),
    ):
        with pytest.raises(ConfigError):
            running.backend.write(lambda c, n=name, p=password: accounts.add(c, n, "staff", p))
    hire(running, "kari")
    with pytest.raises(ConfigError, match="has an account already"):
        hire(running, "kari")
    with running.backend.engine.connect() as connection:
        kept = connection.execute(select(schema.staff.c.password_hash)).scalar_one()
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept


def test_a_return_is_received_line_by_line(running: Any, kari: StaffPage) -> None:
    pickup = _ordered(running)
    kari.act(pickup, "stage", compartment="1")
    parcel = _detail(running, pickup)["parcels"][0]["id"]
    told = {
        "parcel": parcel,
        "compartment": 1,
        "opened_at": "2026-11-23T12:00:00Z",
        "closed_at": "2026-11-23T12:01:00Z",
        "credential": "c",
        "actor": "",
        "reference": "",
        "offline": False,
    }
    handed = running.kiosk.post(f"/v1/pickups/{pickup}/handovers", json=told, headers={"Idempotency-Key": "handover-1"})
    assert handed.status_code == 201, handed.text
    asked = {"pickup": pickup, "reason": "damaged", "lines": [{"line": "10", "quantity": 2, "condition": "opened"}]}
    announced = running.kiosk.post("/v1/returns", json=asked, headers={"Idempotency-Key": "return-001"})
    assert announced.status_code == 201, announced.text
    name = announced.json()["id"]
    assert "Kabel 3G2,5: how many" in kari.get("/returns")
    seen = {"compartment": 9, "opened_at": "2026-11-23T12:00:00Z", "closed_at": "2026-11-23T12:01:00Z"}
    dropped = {"kind": "dropped", "evidence": seen}
    headers = {"Idempotency-Key": "dropped-001"}
    assert running.kiosk.post(f"/v1/returns/{name}/receipts", json=dropped, headers=headers).status_code == 201
    assert "Put in by the customer Compartment 9" in kari.get("/returns")
    assert f"9 S Return {name}" in kari.get("/overview")
    assert "Compartment 9 (" not in kari.get(f"/pickups/{running.pickup('not-yet')}")
    nothing = kari.post(f"/returns/{name}/receive", line__10="0")
    assert (nothing.status_code, "Say how many came back." in nothing.text) == (422, True)
    wrong = kari.post(f"/returns/{name}/receive", line__10="many")
    assert f'href="#f-line.10-{name}"' in wrong.text
    assert kari.post(f"/returns/{name}/receive", line__10="2", outcome__10="damaged").status_code == 303
    assert running.kiosk.get(f"/v1/returns/{name}").json()["state"] == "received"
    assert _detail(running, pickup)["lines"][0]["returned"] == 2
    again = kari.post(f"/returns/{name}/receive", line__10="2")
    assert (again.status_code, "has been received already" in again.text) == (422, True)
    assert kari.post("/returns/R-NOBODYS/receive", line__10="2").status_code == 404
    assert ("kari", "return.receive", name) in _audit(running)


def test_a_deviation_is_settled_once(running: Any, kari: StaffPage) -> None:
    pickup = _ordered(running)
    asked = {"lines": [{"line": "10", "kind": "damaged", "quantity": 1}]}
    headers = {"Idempotency-Key": "deviation-1"}
    told = running.kiosk.post(f"/v1/pickups/{pickup}/deviations", json=asked, headers=headers)
    assert told.status_code == 201, told.text
    name = told.json()["deviations"][0]["id"]
    assert "Damaged" in kari.get("/deviations")
    assert kari.post(f"/deviations/{name}/settle").status_code == 303
    again = kari.post(f"/deviations/{name}/settle")
    assert (again.status_code, "has been settled already" in again.text) == (422, True)
    assert kari.post("/deviations/D-NOBODYS/settle").status_code == 404
    found = running.kiosk.get(f"/v1/pickups/{pickup}/deviations").json()["deviations"]
    assert [one["state"] for one in found] == ["settled"]
    assert ("kari", "deviation.settle", name) in _audit(running)


def test_six_digits_are_made_where_a_phone_is_known(running: Any, kari: StaffPage) -> None:
    pickup = running.pickup("one-parcel")
    wrong = kari.post(f"/pickups/{pickup}/codes/new", once="3" * 32, phone_last4="44a7")
    assert (wrong.status_code, 'href="#f-phone_last4"' in wrong.text) == (422, True)
    made = text_of(kari.post(f"/pickups/{pickup}/codes/new", once="4" * 32, phone_last4="4417").text)
    digits = re.search(r"\(4417\): (\d{6})", made)
    assert digits
    asked = {"code": digits[1] + "4417", "entry": "typed"}
    assert running.kiosk.post("/v1/pickups:resolve", json=asked).json()["pickup"]["id"] == pickup


ODD = [
    "",
    "\0",
    "a\0b",
    "\ud800",
    "\ufffd",
    "\u202e",
    "9" * 30,
    "-1",
    "1e3",
    "\u0661",
    "x" * 3000,
    "' OR 1=1 --",
    "{{ 7*7 }}",
    "%00",
]
FORMS = [
    "scan", "pickups/{pickup}/stage", "pickups/{pickup}/extend", "pickups/{pickup}/cancel", "pickups/{pickup}/ready",
    "pickups/{pickup}/revoke", "pickups/{pickup}/take-out", "pickups/{pickup}/codes/new", "pickups/{odd}/stage",
    "pickups/{pickup}/{odd}", "returns/{odd}/receive", "deviations/{odd}/settle", "incidents/1/resolve",
    "incidents/{odd}/resolve", "webhooks", "webhooks/{odd}/rotate", "companies/A-FJELLHEIM/people/E-JONAS",
    "companies/{odd}/people/{odd}",
]  # fmt: skip
FIELDS = (
    "scan", "compartment", "size", "sscc", "weight_g", "lines.10", "line.10", "outcome.10", "until", "parcel",
    "credential", "phone_last4", "once", "reason", "url", "types", "collects_for", "confirm",
)  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_whatever_is_typed_nothing_breaks(running: Any, mona: StaffPage, odd: str) -> None:
    pickup = _ordered(running)
    _report(running)
    sent = {name: odd.encode("utf-8", "surrogatepass") for name in FIELDS}
    for form in FORMS:
        path = form.format(pickup=pickup, odd=quote(odd.encode("utf-8", "surrogatepass"), safe=""))
        data = sent | {"form_key": mona.form_key, "version": mona.version(pickup)}
        body = urlencode(data)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = mona.client.post(f"/staff/{path}", content=body, headers=headers)
        assert answer.status_code < 500, (path, answer.status_code)
    asked = urlencode(dict.fromkeys(("q", "state", "after", "before", "resolved", "done"), sent["scan"]))
    for page in [*PAGES, *MANAGERS_PAGES]:
        assert mona.client.get(f"/staff{page}?{asked}").status_code < 500, page
    assert (
        mona.client.post(
            "/staff/sign-in", content=urlencode({"name": sent["scan"], "password": sent["scan"]})
        ).status_code
        < 500
    )
