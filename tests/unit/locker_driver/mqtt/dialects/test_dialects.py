"""Payloads as the vendors document them, to the byte where the vendor is particular."""

import itertools
import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locker_driver.config import MqttDialect
from locker_driver.mqtt.dialects import DIALECTS
from locker_driver.mqtt.dialects.dialect import Dialect, ModuleSettings
from locker_driver.mqtt.dialects.tasmota import pulse_time
from locker_driver.mqtt.messages import (
    Accepted,
    Contacts,
    Meaning,
    Message,
    Presence,
    Pulsed,
    Refused,
    StillOn,
    Strange,
)

ALL = get_args(MqttDialect)


def make(name: MqttDialect, ways: int = 2, pulse_ms: int = 500) -> Dialect:
    settings = ModuleSettings("door-a", "openluke-annex", ways, tuple(range(1, ways + 1)), pulse_ms)
    return DIALECTS[name](settings, itertools.count(7).__next__)


def heard(dialect: Dialect, topic: str, payload: object, *, retained: bool = False) -> list[Meaning]:
    data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return list(dialect.hear(Message(topic, data, retained), 100.0))


def test_shelly_unlocks_by_rpc_and_lets_the_device_end_the_pulse() -> None:
    command = make("shelly").unlock(2, 0.0)
    assert command is not None
    assert command.topic == "door-a/rpc"
    assert json.loads(command.payload) == {
        "id": 7,
        "src": "openluke-annex",
        "method": "Switch.Set",
        "params": {"id": 1, "on": True, "toggle_after": 0.5},
    }


def test_shelly_answers_count_by_id_and_only_for_the_last_command() -> None:
    dialect = make("shelly")
    dialect.unlock(1, 0.0)
    dialect.unlock(1, 0.0)
    late = {"id": 7, "src": "shellyplus1-a8032ab12345", "dst": "openluke-annex", "result": {"was_on": False}}
    assert heard(dialect, "openluke-annex/rpc", late) == [Strange(late=True)]
    good = json.dumps({**late, "id": 8}).encode()
    assert heard(dialect, "openluke-annex/rpc", good) == [Accepted(1, good)]
    assert heard(dialect, "openluke-annex/rpc", good) == [], "an answer counts once"
    assert heard(dialect, "openluke-annex/rpc", {**late, "id": 99}) == [], "another module's"


def test_shelly_refuses_with_code_and_words() -> None:
    dialect = make("shelly")
    dialect.unlock(1, 0.0)
    error = {"code": -103, "message": "Invalid argument 'id'!"}
    [refused] = heard(dialect, "openluke-annex/rpc", {"id": 7, "src": "s", "dst": "openluke-annex", "error": error})
    assert isinstance(refused, Refused)
    assert refused.reason == "error -103: Invalid argument 'id'!"


@pytest.mark.parametrize(
    ("topic", "payload", "meaning"),
    [
        ("door-a/online", b"true", Presence(online=True)),
        ("door-a/online", b"false", Presence(online=False)),
        ("door-a/online", b"maybe", Strange(late=False)),
        ("door-a/status/input:1", {"id": 1, "state": False}, Contacts({2: False}, live=True)),
        ("door-a/status/switch:0", {"id": 0, "source": "timer", "output": False}, Pulsed(1)),
        (
            "door-a/events/rpc",
            {
                "src": "shellyplus1-a8032ab12345",
                "dst": "door-a/events",
                "method": "NotifyStatus",
                "params": {"ts": 1631186545.04, "input:0": {"id": 0, "state": True}},
            },
            Contacts({1: True}, live=True),
        ),
        (
            "door-a/events/rpc",
            {
                "method": "NotifyStatus",
                "params": {"ts": 1.0, "switch:1": {"id": 1, "output": False, "source": "timer"}},
            },
            Pulsed(2),
        ),
    ],
)
def test_shelly_says(topic: str, payload: object, meaning: Meaning) -> None:
    assert heard(make("shelly"), topic, payload) == [meaning]


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("door-a/status/input:0", {"id": 0, "state": None}),
        ("door-a/status/input:5", {"id": 5, "state": True}),
        ("door-a/status/sys", {"uptime": 7}),
        (
            "door-a/events/rpc",
            {"method": "NotifyEvent", "params": {"events": [{"component": "input:0", "event": "btn_down"}]}},
        ),
        ("door-b/online", b"true"),
        ("x/door-a/online", b"true"),
    ],
)
def test_shelly_says_nothing_of_contacts_in(topic: str, payload: object) -> None:
    assert heard(make("shelly"), topic, payload) == []


def test_shelly_is_asked_for_contact_and_output() -> None:
    dialect = make("shelly")
    question = dialect.ask_contact(1)
    assert question is not None
    assert json.loads(question.publication.payload)["method"] == "Input.GetStatus"
    answer = {"id": 7, "src": "s", "dst": "openluke-annex", "result": {"id": 0, "state": True}}
    assert heard(dialect, "openluke-annex/rpc", answer) == [Contacts({1: True}, live=True, question=7)]
    dialect.ask_output(1)
    on = {"id": 8, "result": {"id": 0, "source": "MQTT", "output": True, "temperature": {"tC": 40.1}}}
    assert heard(dialect, "openluke-annex/rpc", on) == [StillOn(1)]


def test_esphome_presses_a_button() -> None:
    command = make("esphome").unlock(2, 0.0)
    assert command is not None
    assert (command.topic, command.payload) == ("door-a/button/door_2/command", b"PRESS")


@pytest.mark.parametrize(
    ("topic", "payload", "meanings"),
    [
        ("door-a/status", b"online", [Presence(online=True)]),
        ("door-a/status", b"offline", [Presence(online=False)]),
        ("door-a/binary_sensor/relay_1/state", b"ON", [Accepted(1, b"ON")]),
        ("door-a/binary_sensor/relay_1/state", b"OFF", [Pulsed(1)]),
        ("door-a/binary_sensor/contact_2/state", b"OFF", [Contacts({2: False}, live=True)]),
        ("door-a/binary_sensor/contact_3/state", b"OFF", []),
        ("door-a/binary_sensor/contact_0/state", b"OFF", []),
        ("door-a/binary_sensor/rain/state", b"ON", []),
        ("door-a/binary_sensor/contact_1/state", b"", [Strange(late=False)]),
    ],
)
def test_esphome_says(topic: str, payload: bytes, meanings: list[Meaning]) -> None:
    assert heard(make("esphome"), topic, payload) == meanings


@pytest.mark.parametrize(
    ("pulse_ms", "coded"),
    [(100, 1), (500, 5), (510, 6), (1000, 10), (11_100, 111), (11_200, 112), (12_000, 112), (15_000, 115)],
)
def test_tasmota_codes_the_pulse_in_tenths_and_then_in_seconds(pulse_ms: int, coded: int) -> None:
    assert pulse_time(pulse_ms) == coded


def test_tasmota_is_greeted_with_the_pulse_and_a_question_for_sensors_alone() -> None:
    greeting = [(each.topic, each.payload) for each in make("tasmota").greet()]
    assert greeting == [
        ("cmnd/door-a/PulseTime1", b"5"),
        ("cmnd/door-a/PulseTime2", b"5"),
        ("cmnd/door-a/STATUS", b"10"),
    ]
    assert len(make("tasmota", ways=16).greet()) == 8 + 1, "there are eight slots"


def test_tasmota_switches_nothing_on_that_it_has_not_said_it_will_switch_off() -> None:
    dialect = make("tasmota")
    assert dialect.unlock(1, 0.0) is None
    heard(dialect, "stat/door-a/RESULT", {"PulseTime1": {"Set": 5, "Remaining": 0}})
    assert dialect.unlock(1, 0.0) is not None
    assert dialect.unlock(2, 0.0) is None
    assert not dialect.ready
    heard(dialect, "stat/door-a/RESULT", {"PulseTime2": "5"})
    assert dialect.ready
    heard(dialect, "stat/door-a/RESULT", {"PulseTime1": {"Set": 105, "Remaining": 0}})
    assert dialect.unlock(1, 0.0) is None, "somebody set another time"
    heard(dialect, "tele/door-a/LWT", b"Online")
    assert dialect.unlock(2, 0.0) is None, "it may have forgotten"


def test_sixteen_tasmota_relays_share_eight_pulse_times() -> None:
    dialect = make("tasmota", ways=16)
    heard(dialect, "stat/door-a/RESULT", {"PulseTime3": {"Set": 5, "Remaining": 0}})
    assert dialect.unlock(11, 0.0) is not None
    assert dialect.unlock(12, 0.0) is None


def test_tasmota_is_switched_on_and_never_asked() -> None:
    dialect = make("tasmota")
    heard(dialect, "stat/door-a/RESULT", {"PulseTime1": {"Set": 5, "Remaining": 0}})
    command = dialect.unlock(1, 0.0)
    assert command is not None
    assert (command.topic, command.payload) == ("cmnd/door-a/POWER1", b"ON")
    assert dialect.ask_contact(1) is None
    assert dialect.ask_output(1) is None


@pytest.mark.parametrize(
    ("topic", "payload", "meanings"),
    [
        ("tele/door-a/LWT", b"Online", [Presence(online=True)]),
        ("tele/door-a/LWT", b"Offline", [Presence(online=False)]),
        ("stat/door-a/RESULT", {"POWER1": "ON"}, [Accepted(1, b'{"POWER1": "ON"}')]),
        ("stat/door-a/POWER2", b"OFF", [Pulsed(2)]),
        ("stat/door-a/POWER", b"OFF", [Pulsed(1)]),
        ("stat/door-a/RESULT", {"Switch1": {"Action": "OFF"}}, [Contacts({1: False}, live=True)]),
        ("stat/door-a/SWITCH1", {"Action": "ON"}, [Contacts({1: True}, live=True)]),
        ("stat/door-a/SWITCH1", {"STATE": "ON"}, [Contacts({1: True}, live=True)]),
        (
            "tele/door-a/SENSOR",
            {"Time": "2026-11-22T12:00:00", "Switch1": "ON", "Switch2": "OFF"},
            [Contacts({1: True}, live=True), Contacts({2: False}, live=True)],
        ),
        ("stat/door-a/STATUS10", {"StatusSNS": {"Time": "…", "Switch2": "ON"}}, [Contacts({2: True}, live=True)]),
        ("stat/door-a/RESULT", {"PulseTime1": {"Set": 5, "Remaining": 0}}, []),
        ("tele/door-a/STATE", {"Uptime": "0T00:10", "Wifi": {"RSSI": 80}}, []),
        ("stat/door-b/POWER1", b"ON", []),
    ],
)
def test_tasmota_says(topic: str, payload: object, meanings: list[Meaning]) -> None:
    assert heard(make("tasmota"), topic, payload) == meanings


@pytest.mark.parametrize(
    ("dialect", "topic", "payload"),
    [
        ("shelly", "door-a/status/input:0", {"id": 0, "state": True}),
        ("esphome", "door-a/binary_sensor/contact_1/state", b"ON"),
        ("tasmota", "stat/door-a/SWITCH1", {"Action": "ON"}),
    ],
)
def test_what_the_broker_kept_is_not_live(dialect: MqttDialect, topic: str, payload: object) -> None:
    assert heard(make(dialect), topic, payload, retained=True) == [Contacts({1: True}, live=False)]


@pytest.mark.parametrize(
    ("dialect", "topic", "payload"),
    [
        ("esphome", "door-a/binary_sensor/relay_1/state", b"ON"),
        ("tasmota", "stat/door-a/POWER1", b"ON"),
        ("shelly", "door-a/status/switch:0", {"id": 0, "output": False}),
    ],
)
def test_a_kept_relay_acknowledges_nothing(dialect: MqttDialect, topic: str, payload: object) -> None:
    assert heard(make(dialect), topic, payload, retained=True) == []


def test_our_own_board_must_invite_before_it_is_commanded() -> None:
    dialect = make("openluke")
    presence = {"online": True, "boot_id": "b1", "nonce": "n1", "uptime_ms": 60_000}
    assert dialect.unlock(1, 100.0) is None
    heard(dialect, "door-a/presence", presence, retained=True)
    assert dialect.unlock(1, 100.0) is None, "a kept invitation says nothing of the board's clock now"
    assert heard(dialect, "door-a/presence", presence) == [Presence(online=True, boot_id="b1")]
    command = dialect.unlock(1, 103.0)
    assert command is not None
    assert json.loads(command.payload) == {
        "id": 7,
        "do": "unlock",
        "door": 1,
        "boot_id": "b1",
        "nonce": "n1",
        "not_after_ms": 60_000 + 3000 + 2000,
    }
    assert dialect.unlock(1, 103.0) is None, "a nonce is used once"


@given(
    st.sampled_from(ALL),
    st.sampled_from(
        ["state", "presence", "answer", "online", "events/rpc", "status/input:0", "status", "POWER1", "SENSOR"]
    ),
    st.sampled_from(["door-a/", "stat/door-a/", "tele/door-a/", "openluke-annex/", "door-a/binary_sensor/contact_1/"]),
    st.one_of(
        st.binary(max_size=80),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(
                        [
                            "id",
                            "result",
                            "error",
                            "params",
                            "method",
                            "input:0",
                            "state",
                            "boot_id",
                            "online",
                            "nonce",
                            "shorted",
                        ]
                    )
                    | st.text(max_size=8),
                    inner,
                    max_size=4,
                )
            ),
            max_leaves=8,
        ).map(lambda value: json.dumps(value).encode()),
    ),
)
def test_no_payload_breaks_a_dialect(name: MqttDialect, word: str, root: str, payload: bytes) -> None:
    dialect = make(name)
    dialect.unlock(1, 0.0)
    for meaning in dialect.hear(Message(root + word, payload), 1.0):
        assert not isinstance(meaning, Accepted) or name in {"shelly", "esphome", "tasmota"}
