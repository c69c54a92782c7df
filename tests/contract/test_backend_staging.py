"""Lines and parcels: what staff put in is ready, and what is ready may be collected."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import update

from kiosk.backend import schema
from tests.contract.test_backend_custody import tell
from tests.helpers.orders import ORDER, detail, field, place_order, problem, quantities, stage, told


def test_a_pickup_is_told_with_its_lines_and_parcels(running: Any) -> None:
    place_order(running, {"10": 3, "20": 1}, language="nn")
    answer = stage(running, "P1", compartment=1, sscc="370712345000000011", lines={"10": 2})
    found = detail(running)
    assert answer.json() == found
    assert answer.headers["etag"] == f'"{found["version"]}"' == '"2"'
    assert (found["state"], found["order_number"], found["customer"]) == ("awaiting", "NO-K7QF2M9X", "C-1")
    assert (found["payment"], found["language"]) == ("paid", "nn")
    assert found["parcels"][0]["lines"] == {"10": 2}
    assert found["parcels"][0]["sscc"] == "370712345000000011"
    assert [(line["id"], line["sku"], line["quantity"]) for line in found["lines"]] == [
        ("10", "SKU-10", 3),
        ("20", "SKU-20", 1),
    ]
    assert quantities(running) == {"10": (2, 0, 0), "20": (0, 0, 0)}
    assert found["allowed_actions"] == ["stage", "cancel", "extend", "delegate"]


def test_another_sites_pickup_is_not_there(running: Any) -> None:
    foreign = running.pickup("wrong-site")
    assert problem(running.kiosk.get(f"/v1/pickups/{foreign}")) == (404, "not-found")
    assert problem(stage(running, "P1", pickup=foreign, compartment=6)) == (404, "not-found")
    assert running.admin.get(f"/v1/pickups/{foreign}").status_code == 200


def test_it_is_ready_when_everything_ordered_is(running: Any) -> None:
    place_order(running, {"10": 3, "20": 1})
    stage(running, "P1", compartment=1, lines={"10": 3})
    assert (detail(running)["state"], told(running, "pickup.ready")) == ("awaiting", [])
    found = stage(running, "P2", compartment=9).json()
    assert (found["state"], found["lines_ready"], found["lines_total"]) == ("ready", 2, 2)
    assert found["parcels"][1]["lines"] == {"20": 1}, "what was in no other parcel"
    assert "hand_over" in found["allowed_actions"]
    (event,) = told(running, "pickup.ready")
    assert (event["subject"], event["source"], event["account"]) == (ORDER, "/sites/4", "")
    assert event["data"] == {"pickup": ORDER, "order_number": "NO-K7QF2M9X", "customer": "C-1", "state": "ready"}


def test_staff_may_let_a_part_be_collected(running: Any) -> None:
    place_order(running, {"10": 3, "20": 1})
    found = stage(running, "P1", compartment=1, lines={"10": 2}, partial=True).json()
    assert (found["state"], found["lines_ready"], found["lines_total"]) == ("ready", 0, 2)
    assert len(told(running, "pickup.ready")) == 1
    stage(running, "P2", compartment=9)
    assert detail(running)["lines_ready"] == 2
    assert (len(told(running, "pickup.ready")), len(told(running, "pickup.changed"))) == (1, 1)


def test_a_parcel_to_come_is_ready_once_the_kiosk_has_it(running: Any) -> None:
    place_order(running, {"10": 3})
    assert stage(running, "P1", size="M").json()["parcels"][0]["compartment"] is None
    assert (detail(running)["state"], quantities(running)) == ("awaiting", {"10": (0, 0, 0)})
    tell(running, "parcel.deposited", pickup=ORDER, parcel="P1", compartment=1)
    assert (detail(running)["state"], quantities(running)) == ("ready", {"10": (3, 0, 0)})
    assert len(told(running, "pickup.ready")) == 1
    tell(running, "parcel.removed", pickup=ORDER, parcel="P1", compartment=1)
    assert (detail(running)["state"], quantities(running)) == ("ready", {"10": (0, 0, 0)})


def test_the_same_again_is_the_same(running: Any) -> None:
    place_order(running, {"10": 3})
    first, again = (stage(running, "P1", compartment=1, lines={"10": 3}).json() for _ in range(2))
    assert again | {"version": first["version"]} == first


def test_a_parcel_is_taken_out_again(running: Any) -> None:
    place_order(running, {"10": 3})
    stage(running, "P1", compartment=1)
    url = f"/v1/pickups/{ORDER}/parcels/P1"
    assert problem(running.kiosk.delete(url)) == (428, "version-required")
    answer = running.kiosk.delete(url, headers={"If-Match": '"2"'})
    assert (answer.json()["state"], answer.json()["parcels"], answer.headers["etag"]) == ("awaiting", [], '"3"')
    assert quantities(running) == {"10": (0, 0, 0)}
    assert problem(running.kiosk.delete(url, headers={"If-Match": "*"})) == (404, "not-found")
    assert stage(running, "P9", compartment=1).status_code == 200, "the compartment is free again"


def test_a_command_names_the_version_it_was_thought_out_for(running: Any) -> None:
    place_order(running, {"10": 3})
    assert problem(stage(running, "P1", if_match="", compartment=1)) == (428, "version-required")
    assert problem(stage(running, "P1", if_match='"7"', compartment=1)) == (412, "version-changed")
    assert stage(running, "P1", if_match='"1"', compartment=1).status_code == 200


def test_what_does_not_fit_the_order_is_refused_by_its_field(running: Any) -> None:
    place_order(running, {"10": 3})
    stage(running, "P1", compartment=1, lines={"10": 2})
    refused = stage(running, "P2", compartment=9, lines={"10": 2})
    assert (problem(refused), field(refused)) == ((422, "more-than-ordered"), "body.lines.10")
    refused = stage(running, "P2", compartment=9, lines={"30": 1})
    assert (problem(refused), field(refused)) == ((422, "line-unknown"), "body.lines.30")
    refused = stage(running, "P2", compartment=99, lines={"10": 1})
    assert (problem(refused), field(refused)) == ((422, "invalid-request"), "body.compartment")
    refused = stage(running, "P2", compartment=9, sscc="370712345000000012")
    assert (problem(refused), field(refused)) == ((422, "invalid-request"), "body.sscc")
    assert quantities(running) == {"10": (2, 0, 0)}


def test_a_compartment_holds_one_parcel(running: Any) -> None:
    place_order(running, {"10": 3})
    assert problem(stage(running, "P1", compartment=12)) == (409, "compartment-taken")
    other = running.pickup("one-parcel")
    assert problem(stage(running, f"{other}-1", compartment=1)) == (409, "parcel-known")


@pytest.mark.parametrize("name", ["collected", "cancelled", "expired"])
def test_nothing_is_put_in_for_a_pickup_that_is_over(running: Any, name: str) -> None:
    pickup = running.pickup(name)
    assert problem(stage(running, "P1", pickup=pickup, compartment=1)) == (409, "pickup-closed")


def test_of_many_who_want_one_compartment_one_gets_it(running: Any) -> None:
    orders = [place_order(running, {"10": 1}, pickup=f"0000000{number}") for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda pickup: stage(running, f"P-{pickup}", pickup=pickup, compartment=1), orders))
    assert sorted(answer.status_code for answer in answers) == [200] + 7 * [409]
    assert {problem(answer)[1] for answer in answers if answer.status_code == 409} == {"compartment-taken"}


def test_what_is_to_be_paid_does_not_open(running: Any) -> None:
    place_order(running, {"10": 1}, payment="due")
    found = stage(running, "P1", compartment=1).json()
    assert (found["state"], found["payment"]) == ("awaiting", "due")
    assert "hand_over" not in found["allowed_actions"]
    listed = running.kiosk.get("/v1/pickups", params={"site": 4}).json()["pickups"]
    assert [(row["state"], row["payment_due"]) for row in listed if row["id"] == ORDER] == [("awaiting", True)]
    assert told(running, "pickup.ready") == []
    assert running.admin.post(f"/v1/admin/pickups/{ORDER}/paid").json()["state"] == "ready"
    assert len(told(running, "pickup.ready")) == 1


def test_only_a_signed_token_is_told_that_it_is_to_be_paid(running: Any) -> None:
    token, typed = running.code("token", "one-parcel"), running.code("typed", "one-parcel")
    table = schema.pickups
    here = table.c.id == token.pickup
    running.backend.write(lambda connection: connection.execute(update(table).where(here).values(payment="due")))
    asked = ((token.text, "scanned"), (typed.text, "typed"))
    answers = [running.kiosk.post("/v1/pickups:resolve", json={"code": code, "entry": by}) for code, by in asked]
    assert [problem(answer) for answer in answers] == [(409, "payment-due"), (404, "code-unknown")]


@pytest.mark.parametrize("state", ["awaiting", "cancelled", "expired", "collected"])
def test_nobody_is_sent_to_pay_for_what_would_not_open_then(running: Any, state: str) -> None:
    token = running.code("token", "one-parcel")
    table = schema.pickups
    change = update(table).where(table.c.id == token.pickup).values(payment="due", state=state)
    running.backend.write(lambda connection: connection.execute(change))
    answer = running.kiosk.post("/v1/pickups:resolve", json={"code": token.text, "entry": "scanned"})
    assert (answer.status_code, answer.json()["pickup"]["state"]) == (200, state)
    assert answer.json()["pickup"]["payment_due"] is False


def test_nobody_is_sent_to_pay_after_the_deadline(running: Any) -> None:
    token = running.code("token", "one-parcel")
    table = schema.pickups
    change = update(table).where(table.c.id == token.pickup).values(payment="due", not_after=running.clock[0] - 1)
    running.backend.write(lambda connection: connection.execute(change))
    answer = running.kiosk.post("/v1/pickups:resolve", json={"code": token.text, "entry": "scanned"})
    assert (answer.status_code, answer.json()["pickup"]["payment_due"]) == (200, True)


# --- labels -------------------------------------------------------------------------------------------------------


def identify(running: Any, label: str, symbology: str = "") -> Any:
    return running.kiosk.post("/v1/parcels:identify", json={"label": label, "symbology": symbology})


def set_gtin(running: Any, line: str, gtin: str) -> None:
    table = schema.lines
    running.backend.write(
        lambda connection: connection.execute(update(table).where(table.c.id == line).values(gtin=gtin))
    )


def test_a_label_tells_the_parcel(running: Any) -> None:
    place_order(running, {"10": 3})
    stage(running, "P1", sscc="370712345000000011")
    for label, aim in (
        ("(00)370712345000000011", ""),
        ("00370712345000000011", "]C1"),
        ("https://id.gs1.org/00/370712345000000011", ""),
    ):
        answer = identify(running, label, aim).json()
        assert (answer["by"], answer["pickup"], answer["parcel"]) == ("sscc", ORDER, "P1")
        assert answer["sscc"] == "370712345000000011"
    assert identify(running, "P1").json()["by"] == "parcel"
    assert problem(identify(running, "00370712345000000011")) == (404, "label-unknown"), "digits alone say nothing"


def test_an_article_number_tells_the_line_that_waits_for_it(running: Any) -> None:
    place_order(running, {"10": 1, "20": 1})
    set_gtin(running, "20", "7038010009457")
    for label, aim in (("(01)07038010009457(21)A7", ""), ("7038010009457", "]E0")):
        answer = identify(running, label, aim).json()
        assert (answer["by"], answer["line"], answer["parcel"], answer["gtin"]) == ("gtin", "20", "", "07038010009457")
    assert identify(running, "https://id.gs1.org/01/07038010009457/21/A7").json()["serial"] == "A7"
    place_order(running, {"20": 1}, pickup="00000001")
    set_gtin(running, "20", "07038010009457")
    assert problem(identify(running, "7038010009457", "]E0")) == (409, "label-ambiguous")
    stage(running, "P1", compartment=1, lines={"20": 1})
    assert identify(running, "7038010009457", "]E0").json()["pickup"] == "00000001"


def test_another_sites_parcel_is_unknown(running: Any) -> None:
    assert problem(identify(running, f"{running.pickup('wrong-site')}-1")) == (404, "label-unknown")
