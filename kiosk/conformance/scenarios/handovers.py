"""Parcels that physically left: facts, however often, late and out of order they are told."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from kiosk.conformance.client import Answer
from kiosk.conformance.fixtures import FixtureParcel
from kiosk.conformance.scenario import Scenario, World, expect, new_key
from kiosk.conformance.verdicts import BrokenError, cut

_STATED = ("handover", "pickup", "parcel", "conflict", "reason", "received_at")


def _accepted(answer: Answer) -> Answer:
    answer.must_be(201)
    expect(answer.body["conflict"] is False, answer, "body.conflict", f"is true ({cut(answer.body['reason'])})")
    expect(answer.body["reason"] == "", answer, "body.reason", "must be empty where there is no conflict")
    return answer


def _conflict(answer: Answer, *reasons: str) -> Answer:
    answer.must_be(201)
    expect(answer.body["conflict"] is True, answer, "body.conflict", f"must be true ({' or '.join(reasons)})")
    fits = answer.body["reason"] in reasons
    expect(fits, answer, "body.reason", f"is {cut(answer.body['reason'])}, must be {' or '.join(reasons)}")
    return answer


def _state(world: World, pickup: str) -> str:
    answer = world.listing()
    for row in answer.body["pickups"]:
        if row["id"] == pickup:
            return str(row["state"])
    raise BrokenError(f"{answer.asked}: body.pickups: lacks {pickup}")


def _stands(world: World, pickup: str, wanted: str) -> None:
    found = _state(world, pickup)
    if found != wanted:
        raise BrokenError(f"GET /v1/pickups: body.pickups.state: is {found!r} after the hand-overs, must be {wanted!r}")


def _same(first: Answer, again: Answer) -> None:
    for name in _STATED:
        same = first.body[name] == again.body[name]
        expect(same, again, f"body.{name}", "is another than in the first answer to this Idempotency-Key")


def _whole(world: World) -> None:
    pickup = world.take()
    key = new_key()
    answer = _accepted(world.hand_over(pickup.id, pickup.parcels[0], key))
    told = (answer.body["handover"], answer.body["pickup"], answer.body["parcel"])
    expect(told == (key, pickup.id, pickup.parcels[0].id), answer, "body", "names another hand-over")
    _stands(world, pickup.id, "collected")


def _partial(world: World) -> None:
    pickup = world.take(parcels=2)
    _accepted(world.hand_over(pickup.id, pickup.parcels[0]))
    _stands(world, pickup.id, "partially_collected")
    found = world.resolve(pickup.code.code, pickup.code.entry).must_be(200)
    states = {row["id"]: row["state"] for row in found.body["pickup"]["parcels"]}
    expected = {pickup.parcels[0].id: "collected", pickup.parcels[1].id: "ready"}
    expect(states == expected, found, "body.pickup.parcels.state", "do not say which parcel is gone")
    _accepted(world.hand_over(pickup.id, pickup.parcels[1]))
    _stands(world, pickup.id, "collected")


def _twice(world: World) -> None:
    pickup = world.take()
    key, opened_at = new_key(), world.now(seconds=40)
    first = _accepted(world.hand_over(pickup.id, pickup.parcels[0], key, opened_at=opened_at))
    _same(first, world.hand_over(pickup.id, pickup.parcels[0], key, opened_at=opened_at).must_be(201))
    # How it came here is not what happened: a repetition may say that it had to wait.
    late = world.hand_over(pickup.id, pickup.parcels[0], key, opened_at=opened_at, offline=True)
    _same(first, late.must_be(201))


def _key_reused(world: World) -> None:
    pickup = world.take()
    key, opened_at = new_key(), world.now(seconds=40)
    _accepted(world.hand_over(pickup.id, pickup.parcels[0], key, opened_at=opened_at))
    other = FixtureParcel(pickup.parcels[0].id, pickup.parcels[0].compartment % 9998 + 1)
    answer = world.hand_over(pickup.id, other, key, opened_at=opened_at)
    answer.must_be_problem(422, "idempotency-key-reused")


def _collected_twice(world: World) -> None:
    pickup = world.take()
    _accepted(world.hand_over(pickup.id, pickup.parcels[0]))
    _conflict(world.hand_over(pickup.id, pickup.parcels[0]), "already_collected")
    _stands(world, pickup.id, "collected")


def _at_once(works: Sequence[Callable[[], Answer]]) -> list[Answer]:
    barrier = Barrier(len(works))

    def one(work: Callable[[], Answer]) -> Answer:
        barrier.wait(60)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def _parallel(world: World) -> None:
    pickup, opened_at = world.take(), world.now(seconds=40)

    def one() -> Answer:
        return world.hand_over(pickup.id, pickup.parcels[0], opened_at=opened_at)

    answers = _at_once([one] * world.parallel)
    accepted = [answer for answer in answers if answer.must_be(201).body["conflict"] is False]
    told = f"{len(accepted)} of {world.parallel} hand-overs of one parcel at one moment were accepted, must be 1"
    expect(len(accepted) == 1, answers[0], "body.conflict", told)
    for answer in answers:
        if answer is not accepted[0]:
            _conflict(answer, "already_collected")


def _parallel_key(world: World) -> None:
    pickup, opened_at, key = world.take(), world.now(seconds=40), new_key()

    def one() -> Answer:
        return world.hand_over(pickup.id, pickup.parcels[0], key, opened_at=opened_at)

    answers = _at_once([one] * min(20, world.parallel))
    for answer in answers:
        _same(_accepted(answers[0]), _accepted(answer))


def _late(world: World) -> None:
    """Three days without a network; then twice, and the later one first."""
    pickup = world.take(parcels=2)
    times = (world.now(days=3), world.now(days=2))
    parcels: list[tuple[FixtureParcel, str, str]] = [
        (parcel, new_key(), at) for parcel, at in zip(pickup.parcels, times, strict=True)
    ]
    answers: dict[str, Answer] = {}
    for parcel, key, opened_at in (*reversed(parcels), *parcels):
        answer = _accepted(world.hand_over(pickup.id, parcel, key, opened_at=opened_at, offline=True))
        _same(answers.setdefault(key, answer), answer)
    _stands(world, pickup.id, "collected")


def _never_refused(world: World) -> None:
    cancelled = world.take("cancelled")
    _conflict(world.hand_over(cancelled.id, cancelled.parcels[0]), "cancelled")
    nobody = FixtureParcel("conformance-nobody", 1)
    _conflict(world.hand_over("conformance-nobody", nobody), "unknown_pickup")


def _unknown_parcel(world: World) -> None:
    pickup = world.take()
    _conflict(world.hand_over(pickup.id, FixtureParcel("conformance-nobody", 1)), "unknown_parcel")
    other = FixtureParcel(pickup.parcels[0].id, pickup.parcels[0].compartment % 9998 + 1)
    _conflict(world.hand_over(pickup.id, other), "other_compartment")


def _foreign(world: World) -> None:
    pickup = world.take("foreign")
    answer = _conflict(world.hand_over(pickup.id, pickup.parcels[0]), "unknown_pickup")
    expect(answer.body["pickup"] == pickup.id, answer, "body.pickup", "is another than was told")


def _fields(world: World) -> None:
    pickup = world.take()
    good: dict[str, Any] = {
        "parcel": pickup.parcels[0].id,
        "compartment": pickup.parcels[0].compartment,
        "opened_at": world.now(),
        "closed_at": world.now(),
        "credential": "conformance",
    }
    wrong = {
        "parcel": "",
        "compartment": "12",
        "opened_at": "yesterday",
        "closed_at": 1764100800,
        "offline": "no",
        "credential": None,
    }
    path, at = "/v1/pickups/{pickup}/handovers", {"pickup": pickup.id}
    for name, value in wrong.items():
        key = {"Idempotency-Key": new_key()}
        answer = world.client.call("POST", path, good | {name: value}, at=at, headers=key).must_be_problem(422)
        _names(answer, name)
    for headers in ({}, {"Idempotency-Key": "short"}, {"Idempotency-Key": "not a key " + new_key()}):
        answer = world.client.call("POST", path, good, at=at, headers=headers).must_be_problem(422)
        _names(answer, "idempotency-key")
    _stands(world, pickup.id, "ready")


def _names(answer: Answer, name: str) -> None:
    fields = [str(row["field"]).lower().replace("_", "-") for row in answer.body.get("errors") or ()]
    wanted = name.lower().replace("_", "-")
    expect(any(wanted in found for found in fields), answer, "body.errors.field", f"names no {name!r}: {cut(fields)}")


SCENARIOS = (
    Scenario("handover", "a parcel is gone, and the pickup is collected", _whole),
    Scenario("handover-partial", "two parcels, one after the other", _partial),
    Scenario("handover-replay", "the same again gets the first answer", _twice),
    Scenario("handover-key-reused", "the same key with another body is 422", _key_reused),
    Scenario("handover-collected-twice", "a second collection is written down as a conflict", _collected_twice),
    Scenario("handover-parallel", "200 clients hand over one parcel: one acceptance", _parallel),
    Scenario("handover-parallel-key", "one key from several clients at once: one answer", _parallel_key),
    Scenario("handover-late", "three days late, out of order and twice: applied once", _late),
    Scenario("handover-never-refused", "what physically happened is never refused", _never_refused),
    Scenario("handover-unknown-parcel", "another parcel or compartment is a conflict", _unknown_parcel),
    Scenario("handover-foreign", "another site's pickup is as unknown", _foreign),
    Scenario("handover-fields", "bad input is 422 and names the field", _fields),
)
