"""The way to a real Mosquitto: who is let in, what may be published, and what happens when the broker dies."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from locker_driver.config import MqttConfig
from locker_driver.errors import ConfigError
from locker_driver.models import AlarmKind, LinkState
from locker_driver.mqtt import open_mqtt
from locker_driver.mqtt.access import access_of
from locker_driver.mqtt.client import BackOff, Client
from locker_driver.mqtt.messages import BrokerUp, Identity, Message, Publication, Subscription
from tests.helpers.broker import KIOSK, MODULES, RIGHTS, Broker
from tests.helpers.door_modules import QUICK, Heard, as_user, running, settings, site, stranger, wait_for

MakeBroker = Callable[..., Broker]

WATCHED = {1: (1,)}


@pytest.fixture
def make_broker(tmp_path: Path) -> Iterator[MakeBroker]:
    brokers: list[Broker] = []

    def make(**wishes: object) -> Broker:
        broker = Broker(tmp_path / f"broker-{len(brokers)}", **wishes)  # type: ignore[arg-type]
        brokers.append(broker)
        broker.start()
        return broker

    yield make
    for broker in brokers:
        broker.kill()


def test_without_encryption_or_credentials_only_if_the_settings_say_so(make_broker: MakeBroker) -> None:
    broker = make_broker(anonymous=True, encrypted=False)
    fields = {"name": "annex", "url": broker.url, "dialect": "openluke", "modules": ("door-a",)}
    with pytest.raises(ConfigError, match="allow_plaintext"):
        MqttConfig(**fields, username="kiosk")  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="allow_anonymous"):
        MqttConfig(**fields, allow_plaintext=True)  # type: ignore[arg-type]
    config = MqttConfig(**fields, allow_plaintext=True, allow_anonymous=True)  # type: ignore[arg-type]
    with running(config, WATCHED) as (port, heard):
        wait_for(lambda: heard.links() == [True], "the connection")
        assert port.figures().state == LinkState.CONNECTING, "no module has said a word yet"


@pytest.mark.allow_warnings
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"username": "", "password_file": "", "allow_anonymous": True}, "Not authorized"),
        ({"username": "nobody"}, "Not authorized"),
        ({"ca_file": "other.pem"}, "certificate is not trusted"),
        ({"ca_file": ""}, "certificate is not trusted"),
    ],
)
def test_who_is_refused_is_told_why_and_does_not_hammer(
    make_broker: MakeBroker, caplog: pytest.LogCaptureFixture, changes: dict[str, object], said: str
) -> None:
    broker = make_broker()
    if changes.get("ca_file"):
        changes = {**changes, "ca_file": str(broker.folder / "other.pem")}
    config = settings(broker, **changes)
    with running(config, WATCHED) as (port, heard):
        wait_for(lambda: said in caplog.text, "the reason in the log")
        time.sleep(1.5)
        assert port.figures().state == LinkState.DISCONNECTED
        assert heard.links() == []
    complaints = [each for each in caplog.records if each.levelno >= logging.WARNING]
    assert len(complaints) == 1, "one line for one loss"
    assert "annex" in complaints[0].getMessage()
    assert KIOSK[1] not in caplog.text
    attempts = (broker.folder / "log").read_text().count("New connection from")
    assert attempts <= 6, "QUICK asks a broker that refuses every 0.25 s at most"


@pytest.mark.parametrize(
    ("field", "name"),
    [("ca_file", "missing.pem"), ("ca_file", "rights"), ("password_file", "missing"), ("cert_file", "missing.pem")],
)
def test_a_file_that_cannot_be_used_is_named(make_broker: MakeBroker, field: str, name: str) -> None:
    broker = make_broker()
    config = settings(broker, **{field: str(broker.folder / name)})
    with pytest.raises(ConfigError, match=f"mqtt annex: {field}"):
        open_mqtt(config, WATCHED, Heard().events.append)


@pytest.mark.allow_warnings
def test_a_command_that_the_broker_does_not_pass_on_is_told_as_such(
    make_broker: MakeBroker, caplog: pytest.LogCaptureFixture
) -> None:
    broker = make_broker(rights=RIGHTS.replace("topic write +/command\n", ""))
    with site(broker, "openluke") as here:
        # What our greeting was refused is known from the broker's acknowledgement, long before anybody stands there.
        wait_for(lambda: "we may not publish to door-a/command" in caplog.text, "the refusal")
        assert "Not authorized" in caplog.text
        here.module.do(lambda: here.module.publish(here.module.firmware.birth()[0]))
        result = here.unlock().wait()
        assert here.pulses == 0
        assert result.answer is None
        assert "the broker did not pass the command on" in result.cause or result.written_s is None


@pytest.mark.allow_warnings
def test_a_broker_killed_in_mid_command_leaves_it_unknown_and_opens_nothing_later(
    make_broker: MakeBroker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    broker = make_broker()
    with site(broker, "shelly") as here:
        here.module.do(lambda: setattr(here.module.firmware.doors[1], "fault", "jam"))
        ending = here.unlock()
        wait_for(lambda: here.pulses == 1, "the pulse")
        broker.kill()
        result = ending.wait()
        assert result.written_s is not None
        assert result.link_lost
        wait_for(lambda: here.heard.links() == [True, False], "the loss")
        began_s = time.monotonic()
        refused = here.unlock().wait()
        assert refused.written_s is None, "nothing is kept for later"
        assert time.monotonic() - began_s < 1
        broker.start()
        wait_for(lambda: here.heard.links() == [True, False, True], "the return")
        wait_for(lambda: here.heard.closed() is True, "the module's return")
        time.sleep(0.5)
        assert here.pulses == 1
        here.module.do(lambda: setattr(here.module.firmware.doors[1], "fault", "none"))
        assert here.unlock().wait().answer is not None
        assert here.pulses == 2
        assert ending.count == 1
    ours = [each.getMessage() for each in caplog.records if "annex" in each.getMessage()]
    assert len([line for line in ours if "is away" in line and "annex" in line]) >= 1
    assert len([line for line in ours if "is back" in line]) >= 1


@pytest.mark.allow_warnings
def test_a_broker_that_freezes_with_a_command_in_its_hands_opens_nothing_later(make_broker: MakeBroker) -> None:
    broker = make_broker()
    with site(broker, "openluke") as here:
        wait_for(lambda: any(" < door-a/presence" in line for line in here.port.frames()), "the answer to our greeting")
        broker.freeze()
        ending = here.unlock()
        result = ending.wait()
        assert result.answer is None
        assert result.link_lost
        time.sleep(0.3)
        broker.thaw()
        wait_for(lambda: any("stale" in line for line in here.port.frames()), "the module's refusal")
        assert here.pulses == 0


@pytest.mark.allow_warnings
def test_a_restarted_broker_with_its_memory_brings_no_command_back(make_broker: MakeBroker) -> None:
    broker = make_broker()
    with site(broker, "esphome") as here:
        here.unlock().wait()
        wait_for(lambda: here.heard.closed() is False, "the opening")
        time.sleep(1.2)  # the broker writes its memory to disk
        broker.stop()
        wait_for(lambda: here.heard.links()[-1] is False, "the loss")
        broker.start()
        wait_for(lambda: here.heard.links()[-1] is True, "the return")
        wait_for(lambda: here.heard.closed() is False, "the state that the broker kept")
        time.sleep(0.3)
        assert here.pulses == 1
        assert not here.heard.alarms(AlarmKind.RETAINED_COMMAND)


def test_reconnecting_is_patient_and_never_in_step() -> None:
    back_off = BackOff()
    waits = [[back_off.wait_s(attempt, refused=False) for attempt in range(40)] for _ in range(50)]
    assert all(0.5 <= wait[0] <= 1.0 for wait in waits)
    assert all(15.0 <= wait[-1] <= 30.0 for wait in waits)
    assert len({wait[-1] for wait in waits}) > 40
    assert all(30.0 <= back_off.wait_s(0, refused=True) <= 60.0 for _ in range(50))


@pytest.mark.allow_warnings
def test_a_storm_of_clients_comes_back_with_few_attempts(make_broker: MakeBroker) -> None:
    broker = make_broker()
    back = threading.Semaphore(0)
    access = access_of(as_user(broker, MODULES))
    back_off = BackOff(0.2, 1.0)
    clients = []
    for number in range(12):
        gone = Publication(f"storm/{number}", b"")
        clients.append(
            Client(
                access,
                Identity(f"storm-{number}", None, gone),
                [],
                lambda event: back.release() if isinstance(event, BrokerUp) else None,
                back_off=back_off,
            )
        )
    try:
        for client in clients:
            client.start()
        assert all(back.acquire(timeout=8) for _ in clients)
        broker.kill()
        time.sleep(0.8)
        before = (broker.folder / "log").read_text().count("New connection from")
        broker.start()
        assert all(back.acquire(timeout=8) for _ in clients)
        attempts = (broker.folder / "log").read_text().count("New connection from") - before
        assert attempts <= 2 * len(clients) + 1
    finally:
        for client in clients:
            client.stop()


def test_the_kiosk_shows_on_the_broker_whether_it_is_there(make_broker: MakeBroker) -> None:
    broker = make_broker()
    with stranger(broker):
        with running(settings(broker), WATCHED) as (_, heard):
            wait_for(lambda: heard.links() == [True], "the connection")
            wait_for(lambda: _retained(broker, "openluke-annex/status") == b"online", "our presence")
        wait_for(lambda: _retained(broker, "openluke-annex/status") == b"offline", "our last will")


def _retained(broker: Broker, topic: str) -> bytes:
    seen: list[bytes] = []
    up = threading.Event()

    def hear(event: object) -> None:
        if isinstance(event, Message):
            seen.append(event.payload)
        if isinstance(event, BrokerUp):
            up.set()

    gone = Publication("look/gone", b"")
    look = Client(
        access_of(as_user(broker, MODULES)), Identity("look", None, gone), [Subscription(topic)], hear, back_off=QUICK
    )
    look.start()
    try:
        assert up.wait(5)
        time.sleep(0.05)
        return seen[-1] if seen else b""
    finally:
        look.stop()
