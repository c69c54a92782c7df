"""What is written to Vendure, and what is believed of its refusals."""

import asyncio
from typing import Any

import pytest

from kiosk.commerce.shop import Outcome, ReadyParcel
from kiosk.commerce.vendure.adapter import Vendure
from kiosk.commerce.vendure.session import VendureKey
from kiosk.commerce.vendure.wire import VendureSite
from kiosk.errors import BackendAwayError, BackendRefusedError
from tests.helpers.http_peer import Answer, Asked, HttpPeer
from tests.unit.kiosk.commerce.shop_samples import KEY, VENDURE_ORDER, changed

PARCEL = ReadyParcel("P-9", 7, {"22": 1})
NEW = {
    "id": "39",
    "state": "Delivered",
    "method": "",
    "trackingCode": "P-9",
    "lines": [{"orderLineId": "22", "quantity": 1}],
}


class Peer:
    """A Vendure that answers mutations with `refusal`, and whose order is `after` from then on."""

    def __init__(self, refusal: dict[str, Any], after: dict[str, Any], before: dict[str, Any] = VENDURE_ORDER) -> None:
        self.refusal, self.after, self.now = refusal, after, before
        self.written: list[dict[str, Any]] = []

    def answer(self, asked: Asked) -> Answer:
        query = asked.json["query"]
        if "order(id" in query:
            return Answer(200, {"data": {"order": self.now}})
        self.written.append(asked.json["variables"])
        self.now = self.after
        return Answer(200, {"data": {"answer": self.refusal}})


def hand_over(peer: Peer, parcel: ReadyParcel = PARCEL) -> Outcome:
    async def run(url: str) -> Outcome:
        shop = Vendure(url, VendureKey(api_key=KEY), VendureSite("locker-sentrum"))
        try:
            return await shop.hand_over("12", parcel)
        finally:
            await shop.aclose()

    with HttpPeer(peer.answer) as served:
        return asyncio.run(run(served.url))


def with_parcel(**changes: Any) -> dict[str, Any]:
    fulfilments = [*VENDURE_ORDER["fulfillments"], NEW | changes]
    return changed(VENDURE_ORDER, "fulfillments", fulfilments)


@pytest.mark.parametrize(
    "code", ["ITEMS_ALREADY_FULFILLED_ERROR", "FULFILLMENT_STATE_TRANSITION_ERROR", "SOMETHING_NEW_ERROR"]
)
def test_a_refusal_is_what_the_order_says_afterwards(code: str) -> None:
    refusal = {"errorCode": code}
    assert hand_over(Peer(refusal, with_parcel())) is Outcome.ALREADY
    assert hand_over(Peer(refusal, VENDURE_ORDER)) is Outcome.CONFLICT
    assert hand_over(Peer(refusal, with_parcel(state="Pending"))) is Outcome.CONFLICT
    assert hand_over(Peer(refusal, with_parcel(trackingCode="P-8"))) is Outcome.CONFLICT
    assert hand_over(Peer(refusal, changed(with_parcel(), "state", "Cancelled"))) is Outcome.ALREADY


def test_a_shop_that_is_set_up_wrongly_is_no_conflict_of_an_order() -> None:
    with pytest.raises(BackendRefusedError, match="INVALID_FULFILLMENT_HANDLER_ERROR"):
        hand_over(Peer({"errorCode": "INVALID_FULFILLMENT_HANDLER_ERROR"}, VENDURE_ORDER))


@pytest.mark.parametrize(
    "before",
    [
        with_parcel(state="Cancelled"),  # staff have undone it
        with_parcel(lines=[{"orderLineId": "22", "quantity": 2}]),  # staff have packed it otherwise
        with_parcel(lines=[{"orderLineId": "21", "quantity": 1}]),
    ],
)
def test_nothing_is_written_over_what_staff_have_done(before: dict[str, Any]) -> None:
    peer = Peer({"errorCode": ""}, before, before)
    assert hand_over(peer) is Outcome.CONFLICT
    assert peer.written == []


def test_the_parcel_and_its_door_are_written() -> None:
    peer = Peer({"id": "39", "state": "Delivered"}, with_parcel())
    assert hand_over(peer) is Outcome.DONE
    assert peer.written[0]["input"] == {
        "lines": [{"orderLineId": "22", "quantity": 1}],
        "handler": {
            "code": "manual-fulfillment",
            "arguments": [
                {"name": "method", "value": "OpenLuke, compartment 7"},
                {"name": "trackingCode", "value": "P-9"},
            ],
        },
    }


def test_an_error_inside_vendure_is_away() -> None:
    def answer(asked: Asked) -> Answer:
        error = {"message": f"database of {KEY} is locked", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}
        return Answer(200, {"data": None, "errors": [error]})

    peer = Peer({}, VENDURE_ORDER)
    peer.answer = answer  # type: ignore[method-assign]
    with pytest.raises(BackendAwayError) as away:
        hand_over(peer)
    assert KEY not in str(away.value)
