"""What a code is for."""

from kiosk.conformance.client import Answer
from kiosk.conformance.scenario import Scenario, World, expect
from kiosk.conformance.verdicts import SkippedError

_SAY_NOTHING = ("foreign", "expired", "revoked", "cancelled", "collected")


def _known(world: World) -> None:
    pickup = world.take()
    answers = [world.resolve(pickup.code.code, pickup.code.entry).must_be(200) for _ in range(2)]
    for answer in answers:
        found = answer.body["pickup"]
        expect(found["id"] == pickup.id, answer, "body.pickup.id", "is another pickup's")
        expect(found["site"] == world.number, answer, "body.pickup.site", "is another site")
        subject = answer.body["credential"]["subject"]
        expect(subject == pickup.id, answer, "body.credential.subject", "is not the pickup")
        parcels = {row["id"]: row["compartment"] for row in found["parcels"]}
        expected = {parcel.id: parcel.compartment for parcel in pickup.parcels}
        expect(parcels == expected, answer, "body.pickup.parcels", "are others than the fixtures say")
        expect(pickup.code.code not in answer.text, answer, "body", "repeats the code")
    expect(answers[0].body == answers[1].body, answers[1], "body", "asking spends nothing, but the second is another")


def _forms(world: World) -> None:
    """A typed code is the same in any case and grouping."""
    pickup = world.take()
    if pickup.code.entry != "typed" or not any(sign.isalpha() for sign in pickup.code.code):
        raise SkippedError("the fixtures' codes are not typed")
    for form in (pickup.code.code.lower(), pickup.code.code.replace("-", "").replace(" ", "")):
        answer = world.resolve(form, "typed").must_be(200)
        expect(answer.body["pickup"]["id"] == pickup.id, answer, "body.pickup.id", "is another pickup's")


def _one_answer(world: World) -> None:
    unknown = world.resolve("ZZZZ-ZZZZ-ZZZ-nobody", "scanned").must_be_problem(404, "code-unknown")
    tried = 0
    for pickup in world.fixtures.pickups:
        if pickup.state in _SAY_NOTHING:
            answer = world.resolve(pickup.code.code, pickup.code.entry)
            answer.must_be_problem(404, "code-unknown")
            _same(answer, unknown, pickup.state)
            tried += 1
    if not tried:
        raise SkippedError("the fixtures have no foreign, expired, revoked, cancelled or collected pickup")


def _same(answer: Answer, unknown: Answer, state: str) -> None:
    expect(answer.text == unknown.text, answer, "body", f"tells {state} from unknown")
    told, wanted = set(answer.headers) - {"date"}, set(unknown.headers) - {"date"}
    expect(told == wanted, answer, "headers", f"tell {state} from unknown: {sorted(told ^ wanted)}")


def _spent(world: World) -> None:
    pickup = world.take()
    world.resolve(pickup.code.code, pickup.code.entry).must_be(200)
    world.hand_over(pickup.id, pickup.parcels[0]).must_be(201)
    world.resolve(pickup.code.code, pickup.code.entry).must_be_problem(404, "code-unknown")


def _other_entry(world: World) -> None:
    """A kind of code answers for itself only."""
    pickup = world.take()
    other = "scanned" if pickup.code.entry == "typed" else "typed"
    world.resolve(pickup.code.code, other).must_be_problem(404, "code-unknown")


def _delegate(world: World) -> None:
    pickup = world.take(delegate=True)
    assert pickup.delegate is not None
    own = world.resolve(pickup.code.code, pickup.code.entry).must_be(200)
    theirs = world.resolve(pickup.delegate.code, pickup.delegate.entry).must_be(200)
    expect(theirs.body["pickup"]["id"] == pickup.id, theirs, "body.pickup.id", "is another pickup's")
    credential = theirs.body["credential"]
    expect(credential["id"] != own.body["credential"]["id"], theirs, "body.credential.id", "is the giver's own")
    named = own.body["credential"]["id"]
    expect(credential.get("delegate_of") == named, theirs, "body.credential.delegate_of", "is not the giver's")


SCENARIOS = (
    Scenario("resolve-known", "a code that opens, asked twice", _known),
    Scenario("resolve-typed-forms", "small letters and grouping do not matter", _forms),
    Scenario("resolve-one-answer", "foreign, expired, revoked, cancelled and collected are as unknown", _one_answer),
    Scenario("resolve-spent", "what is collected opens nothing any more", _spent),
    Scenario("resolve-other-entry", "a typed code is none when scanned", _other_entry),
    Scenario("resolve-delegate", "a delegate's code is one of its own", _delegate),
)
