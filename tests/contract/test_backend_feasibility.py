"""Whether a site can take goods, and where else they can be had."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import insert, update

from kiosk.backend import schema
from tests.helpers.trade import problem

BOX = {"width_mm": 300, "height_mm": 100, "depth_mm": 300, "weight_g": 2_000}


def _check(running: Any, **body: Any) -> Any:
    return running.kiosk.post("/v1/feasibility:check", json={"site": 4} | body)


def _lines(running: Any, *lines: tuple[str, int], site: int = 4) -> Any:
    wanted = [{"sku": sku, "quantity": quantity} for sku, quantity in lines]
    return _check(running, site=site, lines=wanted).raise_for_status().json()


def test_what_fits_and_until_when(running: Any) -> None:
    found = _check(running, goods=[BOX]).raise_for_status().json()
    assert (found["feasible"], found["reasons"], found["fallbacks"]) == (True, [], [])
    assert found["parcels"] == [{"size": "S", "temperature": ""}]
    assert datetime.fromisoformat(found["held_until"]).timestamp() == running.clock[0] + 7 * 86_400
    drills = _lines(running, ("DRILL-18V", 2), ("BATTERY-5AH", 2))
    assert (drills["parcels"], drills["home"]) == ([{"size": "M", "temperature": ""}], True)


@pytest.mark.parametrize(
    ("sku", "reason", "fallbacks"),
    [
        ("LADDER-3M", "too_large", [("counter", None), ("home", None)]),
        ("GAS-300", "hazard", [("counter", None)]),
        ("KNIFE-PRO", "min_age", [("counter", None)]),
    ],
)
def test_what_does_not_fit_can_be_had_elsewhere(running: Any, sku: str, reason: str, fallbacks: Any) -> None:
    found = _lines(running, (sku, 1))
    assert (found["feasible"], found["reasons"], found["held_until"]) == (False, [reason], None)
    assert [(row["kind"], row["site"]) for row in found["fallbacks"]] == fallbacks
    assert found["home"] == (("home", None) in fallbacks)


def test_another_site_that_can_is_offered_first(running: Any) -> None:
    found = _check(running, goods=[BOX | {"temperature": "chilled"}]).json()
    assert found["reasons"] == ["temperature"]
    assert found["fallbacks"] == [
        {"kind": "site", "site": 5, "site_name": "Henteskap Brygga"},
        {"kind": "counter", "site": None, "site_name": ""},
    ]
    assert _check(running, site=5, goods=[BOX | {"temperature": "chilled"}]).json()["feasible"] is True


def test_parcels_there_and_parcels_to_come_take_doors(running: Any) -> None:
    """Brygga has two large compartments, and one door of the whole bank is promised to nobody."""
    large = {"width_mm": 400, "height_mm": 500, "depth_mm": 400, "weight_g": 100}
    assert _check(running, site=5, goods=[large | {"quantity": 2}]).json()["feasible"] is True
    row = {"pickup": running.pickup("wrong-site"), "site": 5, "state": "ready"}

    def one_more(number: int) -> None:
        values = row | {"id": f"more-{number}", "compartment": number}
        running.backend.write(lambda connection: connection.execute(insert(schema.parcels).values(values)))

    one_more(9)
    assert _check(running, site=5, goods=[large | {"quantity": 2}]).json()["reasons"] == ["no_free_door"]
    assert _check(running, site=5, goods=[large]).json()["feasible"] is True
    for place in range(8):
        row["id"] = f"come-{place}"
        values = dict(row) | {"compartment": 0}
        running.backend.write(
            lambda connection, values=values: connection.execute(insert(schema.parcels).values(values))
        )
    assert _check(running, site=5, goods=[large]).json()["reasons"] == ["no_free_door"]


def test_what_nobody_measured_is_not_promised(running: Any) -> None:
    assert _check(running, goods=[BOX | {"depth_mm": 0}]).json()["reasons"] == ["not_measured"]
    doors = schema.compartments
    running.backend.write(lambda connection: connection.execute(update(doors).values(depth_mm=0)))
    assert _check(running, goods=[BOX]).json()["reasons"] == ["not_measured"]


def test_fields_are_named(running: Any) -> None:
    problem(_check(running, site=99, goods=[BOX]), 422, "site-unknown", "body.site")
    lines = [{"sku": "BITS-32", "quantity": 1}, {"sku": "NOTHING", "quantity": 1}]
    problem(_check(running, lines=lines), 422, "article-unknown", "body.lines.1.sku")
    problem(_check(running), 422, "invalid-request", "body")
    problem(_check(running, goods=[BOX], lines=lines), 422, "invalid-request", "body")
    problem(_check(running, goods=[BOX | {"weight_g": -1}]), 422, "invalid-request", "body.goods.0.weight_g")


BRYGGA_COLD = BOX | {"temperature": "chilled"}


@pytest.mark.parametrize(
    ("rules", "site", "goods", "reasons"),
    [
        ({"keep_free": 12}, 5, BOX, ([], ["no_free_door"])),
        ({"max_weight_g": 1_999}, 4, BOX, ([], ["too_heavy"])),
        ({"max_weight_g": 3_999}, 4, BOX | {"quantity": 2}, ([], [])),
        ({"max_weight_g": 900_000}, 4, BOX | {"weight_g": 45_000}, (["too_heavy"], ["too_heavy"])),
        ({"refused_temperatures": ["chilled"]}, 5, BRYGGA_COLD, ([], ["temperature"])),
        ({"hazards": ["2.1", "9"]}, 4, BOX | {"hazard": "2.1"}, (["hazard"], [])),
        ({"hazards": ["9"]}, 4, BOX | {"hazard": "2.1"}, (["hazard"], ["hazard"])),
        ({"ages_checked_to": 18}, 4, BOX | {"min_age": 18}, (["min_age"], [])),
        ({"ages_checked_to": 18}, 4, BOX | {"min_age": 20}, (["min_age"], ["min_age"])),
    ],
)
def test_each_site_has_its_own_rules(
    running: Any, rules: dict[str, Any], site: int, goods: dict[str, Any], reasons: tuple[list[str], list[str]]
) -> None:
    before, after = reasons
    assert _check(running, site=site, goods=[goods]).json()["reasons"] == before
    other = 9 - site
    elsewhere = _check(running, site=other, goods=[goods]).json()["reasons"]
    _rule(running, site, rules).raise_for_status()
    assert _check(running, site=site, goods=[goods]).json()["reasons"] == after
    assert _check(running, site=other, goods=[goods]).json()["reasons"] == elsewhere


def test_the_time_for_which_a_door_is_held_is_the_sites(running: Any) -> None:
    _rule(running, 4, {"hold_h": 24}).raise_for_status()
    found = _check(running, goods=[BOX]).json()
    assert datetime.fromisoformat(found["held_until"]).timestamp() == running.clock[0] + 86_400
    _rule(running, 4, {}).raise_for_status()
    found = _check(running, goods=[BOX]).json()
    assert datetime.fromisoformat(found["held_until"]).timestamp() == running.clock[0] + 7 * 86_400


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"hold_h": 0}, "body.hold_h"),
        ({"hold_h": "24"}, "body.hold_h"),
        ({"keep_free": -1}, "body.keep_free"),
        ({"max_weight_g": 1_000_001}, "body.max_weight_g"),
        ({"ages_checked_to": 151}, "body.ages_checked_to"),
        ({"hazards": ["2.1", "petrol"]}, "body.hazards.1"),
        ({"refused_temperatures": ["lukewarm"]}, "body.refused_temperatures.0"),
    ],
)
def test_a_rule_that_is_none_is_named_and_changes_nothing(running: Any, rules: dict[str, Any], field: str) -> None:
    before = running.admin.get("/v1/admin/sites").json()
    problem(_rule(running, 4, rules), 422, "invalid-request", field)
    assert running.admin.get("/v1/admin/sites").json() == before


def test_rules_are_the_operators_and_of_sites_that_there_are(running: Any) -> None:
    problem(_rule(running, 99, {}), 404, "not-found")
    assert running.kiosk.put("/v1/admin/sites/4/rules", json={}).status_code == 401
    assert running.kiosk.get("/v1/admin/sites").status_code == 401


def _rule(running: Any, site: int, rules: dict[str, Any]) -> Any:
    return running.admin.put(f"/v1/admin/sites/{site}/rules", json=rules)
