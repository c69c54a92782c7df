"""The line of a broker with simulated modules, on virtual time: what is claimed, and what is never done."""

from typing import get_args

import pytest

from locker_driver.config import MqttDialect
from locker_driver.jobs import LinkChange, Reading
from locker_driver.models import AlarmKind, DoorChange, DoorState, UnlockOutcome
from locker_driver.mqtt.command_watch import CommandWatch
from locker_driver.mqtt.messages import Message, Publication
from locker_driver.mqtt.simulated.openluke import SimulatedOpenLuke
from locker_driver.protocols.codec import QueryBoard, Release
from tests.helpers.virtual_broker import VirtualSite

DIALECTS = get_args(MqttDialect)
OBEYS_ANYBODY = ("shelly", "esphome", "tasmota")

every_dialect = pytest.mark.parametrize("dialect", DIALECTS)


@every_dialect
def test_a_door_that_springs_open_is_opened_at_once(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect).start()
    attempt = site.unlock()
    site.run(0.2)
    assert attempt.watch.report is not None
    assert attempt.watch.report.outcome is UnlockOutcome.OPENED
    site.run(5.0)
    assert len(attempt.results) == 1
    assert site.pulses == 1
    assert site.changes == [(1, DoorChange.OPENED)]
    assert not site.firmware.doors[1].relay


@every_dialect
def test_a_command_is_neither_retained_nor_acknowledged_by_the_broker(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect).start()
    site.unlock()
    first = site.commands[0]
    assert (first.qos, first.retain) == (0, False)
    assert 1 <= first.expiry_s <= 5


@every_dialect
def test_a_door_that_stays_closed_is_jammed_on_the_modules_word(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect).start()
    site.firmware.move(1, closed=False)
    site.run(1.0)
    site.firmware.move(1, closed=True)
    site.run(1.0)
    site.firmware.doors[1].fault = "jam"
    attempt = site.unlock()
    site.run(1.25)
    assert attempt.watch.report is None, "told before the pulse and the time after it were over"
    site.run(0.2)
    assert attempt.watch.report is not None
    assert attempt.watch.report.outcome is UnlockOutcome.JAMMED


@every_dialect
def test_an_open_door_is_pulsed_and_was_open_already(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect).start()
    site.firmware.move(1, closed=False)
    site.run(1.0)
    attempt = site.unlock()
    site.run(1.0)
    assert attempt.report.outcome is UnlockOutcome.ALREADY_OPEN
    assert site.pulses == 1


@every_dialect
def test_a_silent_module_is_unknown_and_not_asked_again(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect).start()
    site.firmware.fault = "silent"
    site.firmware.doors[1].fault = "jam"
    attempt = site.unlock()
    site.run(10.0)
    assert attempt.report.outcome is UnlockOutcome.UNKNOWN
    assert "did not answer" in attempt.report.cause
    assert attempt.report.written_s is not None
    assert site.pulses == 1


@every_dialect
def test_a_late_answer_says_nothing_of_the_next_command(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect).start()
    site.firmware.fault = "late"
    site.firmware.doors[1].fault = "jam"
    attempt = site.unlock()
    site.run(2.5)
    assert attempt.report.outcome is UnlockOutcome.UNKNOWN
    site.firmware.fault = "silent"
    second = site.unlock()
    site.run(6.0)
    assert second.report.outcome is UnlockOutcome.UNKNOWN
    assert len(attempt.results) == len(second.results) == 1


@every_dialect
def test_a_door_that_opened_without_an_acknowledgement_was_opened(dialect: MqttDialect) -> None:
    """Its answer was lost, but the contact spoke after the command."""
    site = VirtualSite(dialect).start()
    site.firmware.fault = "silent"
    attempt = site.unlock()
    site.run(1.0)
    site.firmware.fault = "none"
    site.firmware.contact_says(1)
    site.run(3.0)
    assert attempt.report.outcome is UnlockOutcome.OPENED


@every_dialect
def test_without_a_broker_nothing_waits(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect).start()
    site.disconnect()
    attempt = site.unlock()
    assert attempt.results[0].written_s is None
    assert "broker is away" in attempt.report.cause
    site.connect()
    site.run(20.0)
    assert site.pulses == 0


@every_dialect
def test_without_the_module_nothing_waits(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect).start()
    site.power_off()
    site.run(0.1)
    assert site.changes == [(1, DoorChange.LOST)]
    attempt = site.unlock()
    assert attempt.results[0].written_s is None
    site.power_on()
    site.run(20.0)
    assert site.pulses == 0
    assert (1, DoorChange.BACK) in site.changes
    assert site.doors.state(1) is DoorState.CLOSED


@every_dialect
def test_a_broker_lost_in_mid_command_leaves_it_unknown_and_sends_nothing_again(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect).start()
    site.firmware.doors[1].fault = "jam"
    attempt = site.unlock()
    site.run(0.1)
    site.disconnect("killed")
    assert attempt.results[0].link_lost
    assert attempt.report.outcome is UnlockOutcome.UNKNOWN
    assert LinkChange("annex", up=False) in site.events
    site.commands.clear()
    site.connect()
    site.run(20.0)
    assert site.pulses == 1
    assert attempt.report.outcome is UnlockOutcome.UNKNOWN


@every_dialect
def test_a_module_lost_in_mid_command_leaves_it_unknown(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect).start()
    site.firmware.doors[1].fault = "jam"
    attempt = site.unlock()
    site.run(0.1)
    site.power_off()
    site.power_on()
    site.run(10.0)
    assert len(attempt.results) == 1
    assert attempt.report.outcome is UnlockOutcome.UNKNOWN
    assert site.pulses == 1


@every_dialect
def test_an_output_that_stays_on_is_alarmed_and_proves_no_jam(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect).start()
    site.firmware.doors[1].fault = "relay_stuck"
    site.firmware.move(1, closed=False)
    site.run(0.5)
    site.firmware.move(1, closed=True)
    site.run(0.5)
    site.firmware.doors[1].pulses = 0
    attempt = site.unlock()
    site.run(0.15)
    site.firmware.move(1, closed=True)
    site.run(10.0)
    assert attempt.report.outcome is UnlockOutcome.OPENED
    assert len(site.alarms(AlarmKind.OUTPUT_STUCK)) == 1
    if dialect in {"shelly", "tasmota"}:
        assert not site.firmware.doors[1].relay, "the last resort was not tried"


@every_dialect
def test_an_output_that_stays_on_with_a_closed_door_is_unknown(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect).start()
    energise = site.firmware.energise
    site.firmware.energise = lambda channel, _: energise(channel, None)  # type: ignore[method-assign]
    site.firmware.doors[1].fault = "jam"
    attempt = site.unlock()
    site.run(10.0)
    assert attempt.report.outcome is UnlockOutcome.UNKNOWN
    assert "off again" in attempt.report.cause


@every_dialect
def test_every_channel_has_its_own_lock_and_contact(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect, ways=4).start()
    attempts = {channel: site.unlock(channel) for channel in (2, 4)}
    site.run(6.0)
    assert {channel: attempt.report.outcome for channel, attempt in attempts.items()} == {
        2: UnlockOutcome.OPENED,
        4: UnlockOutcome.OPENED,
    }
    assert [channel for channel, door in site.firmware.doors.items() if door.pulses] == [2, 4]
    assert [site.doors.state(number) for number in (1, 2, 3, 4)] == ["closed", "open", "closed", "open"]


@every_dialect
def test_a_second_command_for_a_lock_waits_for_the_first(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect).start()
    site.firmware.doors[1].fault = "jam"
    first, second = site.unlock(), site.unlock()
    site.run(0.3)
    assert site.pulses == 1
    site.run(5.0)
    assert site.pulses == 2
    assert len(first.results) == len(second.results) == 1


@every_dialect
def test_a_withdrawn_or_overdue_command_is_not_written(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect).start()
    site.firmware.doors[1].fault = "jam"
    site.unlock()
    withdrawn, overdue = site.unlock(), site.unlock()
    withdrawn.job.withdrawn = True
    overdue.job.deadline_s = site.now_s + 0.2
    site.run(6.0)
    assert site.pulses == 1
    assert [each.results[0].written_s for each in (withdrawn, overdue)] == [None, None]


@every_dialect
def test_what_the_broker_kept_is_a_beginning_and_no_evidence(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect)
    site.power_on()
    site.run(1.0)
    site.connect()
    site.run(0.5)
    kept = [each for each in site.events if isinstance(each, Reading) and each.asked_s == 0]
    assert site.doors.state(1) is DoorState.CLOSED
    if dialect == "esphome":
        assert kept
        # It would be closed for the kiosk for ever: whether it moved since, nobody said.
        site.firmware.doors[1].fault = "jam"
        attempt = site.unlock()
        site.run(10.0)
        assert attempt.report.outcome is UnlockOutcome.UNKNOWN


def test_a_retained_open_is_not_the_opening_of_an_unlock() -> None:
    site = VirtualSite("esphome")
    site.publish(Publication("door-a/binary_sensor/contact_1/state", b"OFF", retain=True))
    site.publish(Publication("door-a/status", b"online", retain=True))
    site.connect()
    site.module_up = True
    site.firmware.doors[1].fault = "jam"
    site.run(0.002)
    site.run(0.01)
    attempt = site.unlock()
    site.run(10.0)
    assert attempt.report.outcome is UnlockOutcome.UNKNOWN


@every_dialect
def test_a_retained_command_is_alarmed_and_cleared(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect).start()
    attack = site.firmware.example(1)
    site.publish(Publication(attack.topic, attack.payload, retain=True))
    site.run(0.1)
    assert [each.board for each in site.alarms(AlarmKind.RETAINED_COMMAND)] == [1]
    site.run(10.0)
    assert attack.topic not in site.retained
    assert not site.firmware.doors[1].relay, "the clearing left the solenoid energised"
    assert not site.alarms(AlarmKind.FOREIGN_COMMAND), "our own clearing is not foreign"


@every_dialect
def test_a_retained_command_is_found_at_the_first_connection(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect)
    attack = site.firmware.example(1)
    site.publish(Publication(attack.topic, attack.payload, retain=True))
    site.connect()
    site.run(0.1)
    assert site.alarms(AlarmKind.RETAINED_COMMAND)
    site.run(10.0)
    assert attack.topic not in site.retained


@every_dialect
def test_somebody_elses_command_is_alarmed_and_its_opening_is_not_ours(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect).start()
    for _ in range(5):
        site.publish(site.firmware.example(1))
    site.run(1.0)
    assert len(site.alarms(AlarmKind.FOREIGN_COMMAND)) == 1, "a flood is one alarm"
    expected = [(1, DoorChange.OPENED_WITHOUT_COMMAND)] if dialect in OBEYS_ANYBODY else []
    assert site.changes == expected
    site.run(10.0)
    site.publish(site.firmware.example(1))
    site.run(1.0)
    assert len(site.alarms(AlarmKind.FOREIGN_COMMAND)) == 2


@every_dialect
def test_a_duplicate_of_our_own_command_is_foreign(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect).start()
    site.unlock()
    site.run(0.1)
    assert not site.alarms(AlarmKind.FOREIGN_COMMAND)
    before = site.pulses
    site.publish(site.commands[0])
    site.run(1.0)
    assert len(site.alarms(AlarmKind.FOREIGN_COMMAND)) == 1
    if dialect == "openluke":
        assert site.pulses == before, "a nonce opens once"


def test_tasmota_is_never_asked_for_power_and_only_listened_to_during_a_pulse() -> None:
    site = VirtualSite("tasmota").start()
    site.unlock()
    pulsed_s = site.now_s
    attack = site.firmware.example(1)
    site.publish(Publication(attack.topic, attack.payload, retain=True))
    site.run(0.45)
    assert [each.payload for each in site.commands] == [b"ON"], f"spoken to in the pulse that began at {pulsed_s}"
    site.run(20.0)
    assert not site.firmware.doors[1].relay


def test_a_new_boot_id_is_alarmed_and_ends_what_was_under_way() -> None:
    site = VirtualSite("openluke").start()
    site.firmware.doors[1].fault = "jam"
    attempt = site.unlock()
    site.run(0.1)
    site.firmware.reboot()
    site.power_on()
    site.run(0.1)
    assert [each.board for each in site.alarms(AlarmKind.BOARD_RESTARTED)] == [1]
    assert attempt.results[0].link_lost
    site.run(1.0)
    assert site.doors.state(1) is DoorState.CLOSED
    site.firmware.doors[1].fault = "none"
    again = site.unlock()
    site.run(1.0)
    assert again.report.outcome is UnlockOutcome.OPENED


def test_a_late_will_of_an_earlier_start_is_not_believed() -> None:
    site = VirtualSite("openluke").start()
    will = site.firmware.will
    site.firmware.reboot()
    site.power_on()
    site.run(0.1)
    site.events.clear()
    site.publish(will)
    site.run(1.0)
    assert site.line.any_online


def test_a_home_made_board_that_falls_silent_is_lost_without_a_will() -> None:
    site = VirtualSite("openluke").start()
    site.run(60.0)
    assert not site.changes, "the heartbeat was missed"
    site.module_up = False
    site.run(16.0)
    assert site.changes == [(1, DoorChange.LOST)]


def test_a_home_made_board_refuses_and_says_why() -> None:
    site = VirtualSite("openluke").start()
    assert isinstance(site.firmware, SimulatedOpenLuke)
    site.firmware.nonce = "another"
    attempt = site.unlock()
    site.run(3.0)
    answer = attempt.results[0].answer
    assert answer is not None
    assert answer.refused == "nonce"
    assert attempt.report.outcome is UnlockOutcome.UNKNOWN
    assert site.pulses == 0


def test_a_shelly_without_notifications_is_asked_whether_it_is_off() -> None:
    site = VirtualSite("shelly").start()
    site.firmware.relay_says = lambda _channel: None  # type: ignore[method-assign]
    site.firmware.doors[1].fault = "jam"
    attempt = site.unlock()
    site.run(5.0)
    assert attempt.report.outcome is UnlockOutcome.JAMMED
    assert not site.alarms(AlarmKind.OUTPUT_STUCK)


def test_an_error_of_a_shelly_is_a_refusal() -> None:
    site = VirtualSite("shelly", ways=2).start()
    del site.firmware.doors[2]
    attempt = site.unlock(2)
    site.run(1.0)
    answer = attempt.results[0].answer
    assert answer is not None
    assert "-105" in answer.refused


@every_dialect
@pytest.mark.parametrize("command", [QueryBoard(1), Release(1)])
def test_other_commands_than_unlock_are_never_sent(dialect: MqttDialect, command: QueryBoard | Release) -> None:
    site = VirtualSite(dialect).start()
    attempt = site.unlock(command=command)  # type: ignore[arg-type]
    assert attempt.results[0].written_s is None
    assert not site.commands


@every_dialect
def test_a_closed_line_ends_every_job_once(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect).start()
    site.firmware.fault = "silent"
    attempts = [site.unlock(), site.unlock()]
    site.run(0.1)
    site.line.close(site.now_s)
    assert [len(each.results) for each in attempts] == [1, 1]
    assert attempts[1].results[0].written_s is None
    site.run(10.0)
    assert [len(each.results) for each in attempts] == [1, 1]


@every_dialect
def test_garbage_is_counted_and_harms_nothing(dialect: MqttDialect) -> None:
    site = VirtualSite(dialect).start()
    topics = [each.topic_filter.replace("+", "x") for each in site.line.subscriptions if not each.commands]
    for topic in topics:
        for payload in (b"", b"\xff\xfe", b"[]", b"{", b'{"boot_id":7}', b"x" * 100_000, b"[" * 10_000, b"null"):
            site.publish(Publication(topic, payload))
    site.run(1.0)
    attempt = site.unlock()
    site.run(1.0)
    assert attempt.report.outcome is UnlockOutcome.OPENED


def test_a_contact_that_spoke_counts_though_its_neighbour_has_not() -> None:
    """The kiosk came later: of both contacts it knows what the broker kept, and one has moved since."""
    site = VirtualSite("esphome", ways=2)
    site.power_on()
    site.run(0.5)
    site.connect()
    site.run(0.5)
    attempt = site.unlock(1)
    site.run(0.3)
    assert attempt.report.outcome is UnlockOutcome.OPENED
    site.run(1.0)
    site.firmware.move(1, closed=True)
    site.run(0.5)
    site.firmware.doors[1].fault = site.firmware.doors[2].fault = "jam"
    moved, kept = site.unlock(1), site.unlock(2)
    site.run(5.0)
    assert moved.report.outcome is UnlockOutcome.JAMMED
    assert kept.report.outcome is UnlockOutcome.UNKNOWN


def test_what_was_live_before_an_outage_is_not_live_after_it() -> None:
    site = VirtualSite("esphome").start()
    site.firmware.move(1, closed=False)
    site.firmware.move(1, closed=True)
    site.run(0.5)
    site.disconnect()
    site.connect()
    site.run(0.5)
    site.firmware.doors[1].fault = "jam"
    attempt = site.unlock()
    site.run(10.0)
    assert attempt.report.outcome is UnlockOutcome.UNKNOWN


def test_a_command_lost_with_the_broker_does_not_excuse_a_later_one_like_it() -> None:
    site = VirtualSite("esphome").start()
    site.unlock()
    site.disconnect()
    site.connect()
    site.run(0.5)
    site.publish(site.commands[0])
    site.run(0.5)
    assert site.alarms(AlarmKind.FOREIGN_COMMAND)


def test_a_retained_command_is_not_cleared_while_its_module_pulses() -> None:
    """The clearing is a message to the module, too, and a Tasmota would take it for a question."""
    alarms: list[AlarmKind] = []
    watch = CommandWatch(lambda kind, _board, _detail: alarms.append(kind))
    watch.heard(1, Message("cmnd/door-a/POWER1", b"ON", retained=True), 5.0, now_s=100.0)
    assert watch.wake_s() == 105.0
    assert watch.to_clear(104.9, lambda _: False) == []
    assert watch.to_clear(105.0, lambda board: board == 1) == []
    assert watch.wake_s() > 105.0, "it must not spin"
    assert watch.to_clear(106.0, lambda _: False) == [Publication("cmnd/door-a/POWER1", b"", retain=True)]
    assert alarms == [AlarmKind.RETAINED_COMMAND]


def test_a_device_that_says_twice_that_it_is_there_is_set_again() -> None:
    """Without having gone in between: a broker may pass a retained word on after the one that it retains."""
    site = VirtualSite("tasmota").start()
    site.run(5.0)
    for publication in site.firmware.birth():
        site.publish(publication)
    site.run(0.2)
    attempt = site.unlock()
    site.run(0.5)
    assert attempt.report.outcome is UnlockOutcome.OPENED
