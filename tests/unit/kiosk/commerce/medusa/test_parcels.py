"""What is written to Medusa, and what is believed of its refusals."""

import asyncio
import copy
from typing import Any

import pytest

from kiosk.commerce.medusa.adapter import Medusa
from kiosk.commerce.shop import Outcome, ReadyParcel
from kiosk.errors import BackendRefusedError
from tests.helpers.http_peer import Answer, Asked, HttpPeer
from tests.unit.kiosk.commerce.shop_samples import KEY, MEDUSA_LOCATION, MEDUSA_ORDER, changed

PARCEL = ReadyParcel("P-9", 7, {"ordli_1": 1})
NEW: dict[str, Any] = MEDUSA_ORDER["fulfillments"][1] | {"id": "ful_9", "metadata": {"openluke_parcel": "P-9"}}


def with_parcel(**changes: Any) -> dict[str, Any]:
    return changed(MEDUSA_ORDER, "fulfillments", [*MEDUSA_ORDER["fulfillments"], NEW | changes])


class Peer:
    """A Medusa whose writes are answered with `answer_`, and whose order is `after` from then on."""

    def __init__(self, answer_: Answer, after: dict[str, Any], before: dict[str, Any] = MEDUSA_ORDER) -> None:
        self.answer_, self.after, self.now = answer_, after, copy.deepcopy(before)
        self.written: list[tuple[str, Any]] = []

    def answer(self, asked: Asked) -> Answer:
        if asked.path.startswith("/admin/stock-locations/"):
            return Answer(200, MEDUSA_LOCATION)
        if asked.method == "GET":
            return Answer(200, {"order": self.now})
        self.written.append((asked.path, asked.json if asked.body else None))
        self.now = self.after
        return self.answer_


def write(peer: Peer, call: str) -> Outcome:
    async def run(url: str) -> Outcome:
        shop = Medusa(url, KEY, "sloc_1")
        try:
            found: Outcome = await getattr(shop, call)("order_12", PARCEL)
            return found
        finally:
            await shop.aclose()

    with HttpPeer(peer.answer) as served:
        return asyncio.run(run(served.url))


DELIVERED = {"delivered_at": "2026-11-28T12:39:00Z"}
REFUSED = Answer(400, {"type": "not_allowed", "message": "Fulfillment has already been marked delivered"})


def test_a_refusal_is_what_the_order_says_afterwards() -> None:
    assert write(Peer(REFUSED, with_parcel(**DELIVERED)), "hand_over") is Outcome.ALREADY
    assert write(Peer(REFUSED, with_parcel()), "mark_ready") is Outcome.ALREADY
    assert write(Peer(REFUSED, with_parcel()), "hand_over") is Outcome.CONFLICT
    assert write(Peer(REFUSED, MEDUSA_ORDER), "hand_over") is Outcome.CONFLICT
    assert write(Peer(REFUSED, with_parcel(canceled_at="2026-11-28T12:39:00Z")), "mark_ready") is Outcome.CONFLICT


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_refused_is_no_conflict_of_an_order(status: int) -> None:
    with pytest.raises(BackendRefusedError):
        write(Peer(Answer(status, {"type": "unauthorized"}), MEDUSA_ORDER), "mark_ready")


@pytest.mark.parametrize(
    "before",
    [
        with_parcel(canceled_at="2026-11-28T12:39:00Z"),  # staff have undone it
        with_parcel(items=[{"line_item_id": "ordli_1", "quantity": 2}]),  # staff have packed it otherwise
        changed(MEDUSA_ORDER, "status", "canceled"),
    ],
)
def test_nothing_is_written_over_what_staff_have_done(before: dict[str, Any]) -> None:
    peer = Peer(Answer(200, {}), before, before)
    assert write(peer, "hand_over") is Outcome.CONFLICT
    assert peer.written == []


def test_the_parcel_and_its_door_are_written_and_the_customer_is_not_written_to() -> None:
    peer = Peer(Answer(200, {}), with_parcel())
    assert write(peer, "mark_ready") is Outcome.DONE
    assert peer.written == [
        (
            "/admin/orders/order_12/fulfillments",
            {
                "items": [{"id": "ordli_1", "quantity": 1}],
                "location_id": "sloc_1",
                "no_notification": True,
                "metadata": {"openluke_parcel": "P-9", "openluke_compartment": 7},
            },
        )
    ]


def test_a_write_that_leaves_nothing_behind_is_a_conflict() -> None:
    assert write(Peer(Answer(200, {}), MEDUSA_ORDER), "mark_ready") is Outcome.CONFLICT
