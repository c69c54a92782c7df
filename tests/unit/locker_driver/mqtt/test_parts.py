"""Filters, mailbox, access and log: small parts with sharp edges."""

import threading
from pathlib import Path

import pytest

from locker_driver.config import MqttConfig
from locker_driver.errors import ConfigError
from locker_driver.mqtt.access import access_of
from locker_driver.mqtt.log import KEPT, MqttLog
from locker_driver.mqtt.mailbox import Mailbox
from locker_driver.mqtt.messages import Message
from locker_driver.mqtt.topics import matches


@pytest.mark.parametrize(
    ("topic_filter", "topic", "match"),
    [
        ("a/b", "a/b", True),
        ("a/+", "a/b", True),
        ("a/+", "a/b/c", False),
        ("a/+", "a", False),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("a/#", "ab/c", False),
        ("#", "a/b", True),
        ("#", "$SYS/broker", False),
        ("+/b", "$SYS/b", False),
        ("+/+/c", "a//c", True),
    ],
)
def test_filters_match_as_in_mqtt_5(topic_filter: str, topic: str, match: bool) -> None:
    assert matches(topic_filter, topic) is match


def test_a_full_mailbox_turns_messages_away_but_no_jobs() -> None:
    mailbox: Mailbox[int] = Mailbox(limit=2)
    for item in range(4):
        mailbox.put(item)
    mailbox.put(9, always=True)
    assert mailbox.lost == 2
    assert [mailbox.take(0) for _ in range(4)] == [0, 1, 9, None]


def test_whoever_waits_at_a_mailbox_can_be_woken() -> None:
    mailbox: Mailbox[int] = Mailbox()
    threading.Timer(0.05, mailbox.wake).start()
    assert mailbox.take(30.0) is None


def config(url: str, **changes: object) -> MqttConfig:
    fields: dict[str, object] = {"dialect": "shelly", "modules": ("a",), "username": "kiosk", "allow_plaintext": True}
    return MqttConfig("annex", url, **{**fields, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("url", "where", "encrypted"),
    [
        ("mqtts://broker.example.no", "broker.example.no:8883", True),
        ("mqtts://[::1]:1234", "::1:1234", True),
        ("mqtt://10.0.0.7", "10.0.0.7:1883", False),
    ],
)
def test_where_the_broker_is(url: str, where: str, encrypted: bool) -> None:
    access = access_of(config(url))
    assert access.where == where
    assert (access.tls is not None) is encrypted


@pytest.mark.parametrize(
    "url", ["mqtts://", "mqtts://a:99999", "mqtts://a/path", "mqtts://me:pw@a", "mqtts://a?x=1", "mqtts://a..b"]
)
def test_a_wrong_url_is_named_and_keeps_its_secrets(url: str) -> None:
    with pytest.raises(ConfigError, match="mqtt annex: url") as caught:
        access_of(config(url))
    assert "pw" not in str(caught.value)


def test_the_password_is_the_first_line_without_its_end_and_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("s3cret \n")
    access = access_of(config("mqtts://a", password_file=str(tmp_path / "password")))
    assert access.password == "s3cret "
    assert "s3cret" not in repr(access)


def test_the_log_keeps_the_last_messages_and_no_novel() -> None:
    log = MqttLog()
    for number in range(30):
        log.heard(Message(f"t/{number}", b"\xff" + b"x" * 5000, retained=number == 29), float(number))
    assert len(log.frames()) == KEPT
    assert log.received == 30
    assert log.frames()[-1].startswith("29.000 r t/29 ")
    assert len(log.frames()[-1]) < 400
