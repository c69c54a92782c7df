"""Door modules of every dialect on a real Mosquitto with TLS, passwords and rights, as a bank uses them."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import pytest

from locker_driver import DoorState, PermitIssuer, UnlockOutcome, open_bank
from locker_driver.config import BankConfig, Channel, MqttDialect
from locker_driver.models import AlarmKind, BankAlarm, DoorChange
from locker_driver.mqtt.access import access_of
from locker_driver.mqtt.messages import Publication
from locker_driver.mqtt.simulated.module import SimulatedModule
from tests.helpers.broker import MODULES, Broker
from tests.helpers.door_modules import as_user, settings, site, stranger, wait_for

DIALECTS = get_args(MqttDialect)
every_dialect = pytest.mark.parametrize("dialect", DIALECTS)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    broker = Broker(tmp_path_factory.mktemp("broker"))
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture(autouse=True)
def nothing_left(broker: Broker) -> Iterator[None]:
    """No test finds what another one has left on the broker."""
    yield
    with stranger(broker) as somebody:
        topics = ["online", "status", "presence", "state", "rpc", "command", "button/door_1/command"]
        topics += [f"binary_sensor/{what}_{n}/state" for what in ("contact", "relay") for n in (1, 2)]
        for topic in [*(f"door-a/{topic}" for topic in topics), "tele/door-a/LWT", "cmnd/door-a/POWER1"]:
            somebody.publish(Publication(topic, b"", retain=True))


@every_dialect
def test_a_bank_opens_a_door_and_knows_a_jam(broker: Broker, dialect: MqttDialect) -> None:
    async def day() -> None:
        changes: list[tuple[int, DoorChange]] = []
        permits = PermitIssuer()
        config = BankConfig(
            (), {1: Channel("annex", 1, 1), 2: Channel("annex", 1, 2)}, (settings(broker, dialect, ways=2),)
        )
        async with open_bank(config, permits) as bank:
            bank.watch(lambda *change: changes.append(change))
            assert await bank.ready(8.0)
            assert await bank.unlock(2, permits.issue(2, "a")) is UnlockOutcome.OPENED
            assert bank.door(2) is DoorState.OPEN
            assert bank.door(1) is DoorState.CLOSED
            module.do(lambda: module.firmware.move(2, closed=True))
            module.do(lambda: setattr(module.firmware.doors[2], "fault", "jam"))
            report = await bank.unlock_report(2, permits.issue(2, "b"))
            assert report.outcome is UnlockOutcome.JAMMED, report
            assert changes == [(2, DoorChange.OPENED), (2, DoorChange.CLOSED)]
            assert [each.state for each in bank.figures()] == ["connected"]
            assert bank.frames()["annex"]
        assert [door.pulses for door in module.firmware.doors.values()] == [0, 2]

    module = SimulatedModule(dialect, "door-a", access_of(as_user(broker, MODULES)), lambda *_: None, ways=2)
    module.start()
    try:
        asyncio.run(day())
    finally:
        module.stop()


@every_dialect
def test_a_retained_command_is_alarmed_and_taken_off_the_broker(broker: Broker, dialect: MqttDialect) -> None:
    with site(broker, dialect) as here, stranger(broker) as mallory:
        attack = here.module.firmware.example(1)
        mallory.publish(replace(attack, retain=True))
        wait_for(lambda: here.heard.alarms(AlarmKind.RETAINED_COMMAND), "the alarm")
        if dialect == "tasmota":
            return  # cleared after its pulse: on virtual time
        wait_for(lambda: here.port.line.log.echoes >= 1, "our clearing")
    with site(broker, dialect) as later:
        later.unlock().wait()
        assert not later.heard.alarms(AlarmKind.RETAINED_COMMAND)


def test_our_contract_obeys_neither_a_retained_nor_a_repeated_command(broker: Broker) -> None:
    with site(broker, "openluke") as here, stranger(broker) as mallory:
        result = here.unlock().wait()
        assert result.answer is not None
        wait_for(lambda: ("door-a", "relay_off", 1) in here.world, "the end of the pulse")
        sent = next(line for line in here.port.frames() if '"unlock"' in line and " > " in line)
        payload = sent.split(" ", 3)[3].strip("'").encode()
        mallory.publish(Publication("door-a/command", payload))
        mallory.publish(Publication("door-a/command", payload, retain=True))
        wait_for(lambda: here.heard.alarms(AlarmKind.FOREIGN_COMMAND), "the alarm")
        wait_for(lambda: here.heard.alarms(AlarmKind.RETAINED_COMMAND), "the alarm")
        reasons = [line for line in here.port.frames() if '"refused"' in line]
        wait_for(lambda: len([line for line in here.port.frames() if '"refused"' in line]) == 2, f"refusals {reasons}")
        frames = " ".join(here.port.frames())
        assert '"reason":"nonce"' in frames
        assert '"reason":"retained"' in frames
        assert here.pulses == 1


@every_dialect
def test_somebody_elses_opening_is_no_opening_of_ours(broker: Broker, dialect: MqttDialect) -> None:
    with site(broker, dialect) as here, stranger(broker) as mallory:
        mallory.publish(here.module.firmware.example(1))
        wait_for(lambda: here.heard.alarms(AlarmKind.FOREIGN_COMMAND), "the alarm")
        alarm = here.heard.alarms(AlarmKind.FOREIGN_COMMAND)[0]
        assert isinstance(alarm, BankAlarm)
        assert alarm.board == 1
        if dialect == "openluke":
            wait_for(lambda: any('"refused"' in line for line in here.port.frames()), "the refusal")
            assert here.pulses == 0
        else:
            wait_for(lambda: here.pulses == 1, "such modules obey anybody")


@every_dialect
def test_a_module_without_power_is_away_at_once_by_its_will(broker: Broker, dialect: MqttDialect) -> None:
    with site(broker, dialect) as here:
        here.module.offline()
        wait_for(lambda: here.heard.closed() is None, "the loss")
        began_s = time.monotonic()
        result = here.unlock().wait()
        assert result.written_s is None
        assert time.monotonic() - began_s < 1
        assert here.pulses == 0
        here.module.online()
        wait_for(lambda: here.heard.closed() is True, "the return")
        time.sleep(0.3)
        assert here.pulses == 0
        assert here.unlock().wait().answer is not None
        assert here.pulses == 1


def test_a_restart_of_a_board_is_told(broker: Broker) -> None:
    with site(broker, "openluke") as here:
        here.module.reboot()
        wait_for(lambda: here.heard.alarms(AlarmKind.BOARD_RESTARTED), "the alarm")
        wait_for(lambda: here.heard.closed() is True, "the return")
        assert here.unlock().wait().answer is not None
