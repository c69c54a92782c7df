import time

from kiosk.domain.decision import Grant, Reason, Refusal
from kiosk.domain.record import JsonValue
from kiosk.flows.events import Answer, Outcome, SignedIn, TechnicianKnown
from kiosk.services.activity import Activity
from tests.helpers.core import intent
from tests.helpers.every_flow import PERSON, SESSIONS
from tests.helpers.flow_script import employee, pickup

Told = list[dict[str, JsonValue]]


def test_an_answer_names_the_code_its_doors_and_the_time_since_the_frame() -> None:
    told: Told = []
    activity = Activity(told.append)
    activity.seen("CODE", time.monotonic() - 0.5)
    activity.answered(SESSIONS["opening"], Grant("C1", pickup(7, 9), pickup(7, 9).parcels, "token"))
    [event] = told
    assert (event["event"], event["code"], event["answer"], event["doors"]) == ("answer", "CODE", "opens", [7, 9])
    assert isinstance(event["t_ms"], float)
    assert 500.0 <= event["t_ms"] < 5000.0


def test_each_kind_of_answer_has_its_word() -> None:
    answers: dict[str, Answer] = {
        "refused:expired": Refusal(Reason.EXPIRED),
        "account": SignedIn("badge", employee(), PERSON.account, ()),
        "technician": TechnicianKnown(employee()),
    }
    for word, answer in answers.items():
        told: Told = []
        Activity(told.append).answered(SESSIONS["refused"], answer)
        assert (told[0]["answer"], told[0]["doors"], told[0]["t_ms"]) == (word, [], None)


def test_what_happens_to_doors_camera_list_and_backend() -> None:
    told: Told = []
    activity = Activity(told.append)
    activity.door(intent(7), Outcome.JAMMED)
    activity.acknowledged("parcel.collected", 7, "PICKUP01")
    activity.acknowledged("core.started", None, "")
    activity.camera("ended")
    activity.synced()
    activity.ready()
    activity.ended()
    seen = [(event["event"], event["answer"], event["doors"]) for event in told]
    assert seen == [
        ("door", "jammed", [7]),
        ("backend", "parcel.collected", [7]),
        ("backend", "core.started", []),
        ("camera", "ended", []),
        ("list", "synced", []),
        ("ready", "", []),
        ("idle", "", []),
    ]


def test_without_a_watcher_nothing_is_told() -> None:
    Activity().ready()
