"""What the demo's shop sells, to whom, and what they have bought."""

import json
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.backend.seed_demo import demo_seed
from kiosk.domain.feasibility import Goods, Policy, Space, check
from kiosk.domain.pickup import ParcelState
from kiosk.secrets import load_secrets

SEED = demo_seed(load_secrets(Path("config/profiles/demo-secrets.toml")), datetime(2026, 11, 23, 9, tzinfo=UTC))
ROWS: dict[str, list[Any]] = defaultdict(list)
for name, values in SEED.trade.rows:
    ROWS[name].append(values)
_POLICY = Policy(padding_mm=0)
PRODUCTS = {row["sku"]: row for row in ROWS["products"]}


def test_every_pickup_has_its_lines_and_they_agree_with_its_counts() -> None:
    lines = defaultdict(list)
    for line in ROWS["lines"]:
        lines[line["pickup"]].append(line)
        assert line["sku"] in PRODUCTS
        assert 0 <= line["collected"] <= line["ready"] <= line["quantity"]
    for pickup in SEED.pickups:
        mine = lines[pickup.id]
        assert len(mine) == pickup.lines_total, pickup.id
        assert sum(line["ready"] == line["quantity"] for line in mine) == pickup.lines_ready
        gone = [parcel.state is ParcelState.COLLECTED for parcel in pickup.parcels]
        assert all(line["collected"] == line["ready"] for line in mine) == (
            all(gone) or (not any(gone) and not pickup.lines_ready)
        )


def test_what_is_ready_is_in_parcels() -> None:
    held: Counter[tuple[str, str]] = Counter()
    for row in ROWS["parcel_lines"]:
        held[row["parcel"].rpartition("-")[0], row["line"]] += row["quantity"]
    ready = {(line["pickup"], line["id"]): line["ready"] for line in ROWS["lines"] if line["ready"]}
    assert held == ready
    assert {row["parcel"] for row in ROWS["parcel_lines"]} == {
        parcel.id for pickup in SEED.pickups for parcel in pickup.parcels
    }


def test_what_lies_in_a_compartment_fits_into_it() -> None:
    sizes = {(site.number, number): size for site in SEED.sites for number, size in site.compartments.items()}
    parcels = {parcel.id: (pickup, parcel) for pickup in SEED.pickups for parcel in pickup.parcels}
    of = {(line["pickup"], line["id"]): PRODUCTS[line["sku"]] for line in ROWS["lines"]}
    goods = defaultdict(list)
    for row in ROWS["parcel_lines"]:
        product = of[parcels[row["parcel"]][0].id, row["line"]]
        edges = (product["width_mm"], product["height_mm"], product["length_mm"])
        goods[row["parcel"]].append(Goods(*edges, product["weight_g"], row["quantity"]))
    for name, inside in goods.items():
        pickup, parcel = parcels[name]
        size = sizes[pickup.site, parcel.compartment]
        space = SEED.trade.sizes[size]
        edges = (space["width_mm"], space["height_mm"], space["depth_mm"])
        verdict = check(inside, [Space(1, size, *edges, space["max_weight_g"]), Space(2, "none", 0, 0, 0)], _POLICY)
        assert verdict.fits, (name, verdict)


def test_every_state_of_a_purchase_and_every_kind_of_document() -> None:
    states = Counter(row["state"] for row in ROWS["purchases"])
    assert set(states) == {"placed", "awaiting_approval", "approved", "rejected"}
    people = {employee.id: employee.account for employee in SEED.employees}
    for row in ROWS["purchases"]:
        assert people[row["employee"]] == row["account"]
        assert people[row.get("decided_by", row["employee"])] == row["account"]
        assert row.get("decided_by") != row["employee"]
    assert Counter(row["kind"] for row in ROWS["documents"]) == {"invoice": 4, "credit_note": 1, "delivery_note": 3}
    assert {row["source"] for row in ROWS["prices"]} == {"list", "contract", "quantity", "campaign"}


def test_a_return_is_open_for_what_was_collected() -> None:
    (row,) = ROWS["returns"]
    pickup = next(pickup for pickup in SEED.pickups if pickup.id == row["pickup"])
    assert pickup.collected_utc is not None
    assert row["created_at"] > pickup.collected_utc
    assert row["customer"] == SEED.trade.pickups[pickup.id]["customer"]
    (line,) = [line for line in ROWS["lines"] if line["pickup"] == pickup.id]
    (back,) = json.loads(row["lines"])
    assert (back["line"], back["quantity"]) == (line["id"], line["collected"])


def test_three_companies_on_three_terms() -> None:
    terms = SEED.trade.accounts
    assert terms["A-FJELLHEIM"]["approval_above_minor"] == 500_000
    assert terms["A-NORDVIK"]["electronic_invoice"] == 1
    assert terms["A-SUNDET"]["credit_stopped"] == 1
    for values in terms.values():
        assert 0 < values["credit_used_minor"] <= values["credit_limit_minor"]


def test_an_order_is_given_to_somebody_else_within_limits() -> None:
    (row,) = ROWS["delegations"]
    (credential,) = [one for _, one in SEED.credentials if one.id == row["credential"]]
    pickup = next(one for one in SEED.pickups if one.id == row["pickup"])
    code = next(code for code in SEED.codes if code.name == "delegated")
    assert (credential.subject, credential.max_visits) == (pickup.id, 1)
    assert [parcel.compartment for parcel in pickup.parcels if parcel.id in credential.parcels] == list(code.doors)
    assert len(pickup.parcels) > len(credential.parcels) == 1
