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
