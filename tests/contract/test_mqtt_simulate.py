"""`python -m locker_driver simulate-mqtt`, as somebody without hardware uses it."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from locker_driver.mqtt.simulated.command import main
from tests.helpers.broker import MODULES, Broker
from tests.helpers.door_modules import Site, running, settings, wait_for


def test_a_day_with_the_simulated_module(tmp_path: Path) -> None:
    broker = Broker(tmp_path / "broker")
    broker.start()
    command = [sys.executable, "-m", "locker_driver", "simulate-mqtt", "--url", broker.url, "--dialect", "shelly"]
    command += ["--modules", "door-a", "--ca-file", str(broker.ca_file), "--username", MODULES[0]]
    command += ["--password-file", str(broker.folder / f"{MODULES[0]}.password")]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        said = [json.loads(process.stdout.readline()), json.loads(process.stdout.readline())]
        assert {each["event"] for each in said} == {"ready", "online"}
        with running(settings(broker, "shelly"), {1: (1,)}) as (port, heard):
            wait_for(lambda: heard.closed() is True, "the module")
            site = Site(broker, port, heard, None, [])  # type: ignore[arg-type]
            assert site.unlock().wait().answer is not None
            wait_for(lambda: heard.closed() is False, "the opening")
            process.stdin.write("close door-a 1\nfault door-a 1 jam\nfault door-b silent\nopen door-a 9\nhop\nstate\n")
            wait_for(lambda: heard.closed() is True, "the closing")
            while "state" not in (answer := json.loads(process.stdout.readline())):
                said.append(answer)
            assert answer["state"]["door-a"]["1"]["fault"] == "jam"
            assert answer["state"]["door-a"]["1"]["pulses"] == 1
            errors = [each["error"] for each in said if "error" in each]
            assert len(errors) == 3
            assert "door-b" in errors[0]
            assert [each["event"] for each in said[2:] if "event" in each][:2] == ["pulse", "opened"]
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()
        broker.kill()


def test_wrong_options_are_told_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--url", "mqtt://broker", "--dialect", "shelly", "--modules", "door-a"])
    assert "allow_plaintext" in capsys.readouterr().err
