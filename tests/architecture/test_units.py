"""The systemd units: watched, restarted for ever, and each with no more than it needs."""

import configparser
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.point import CORE_WATCHDOG_S, READER_WATCHDOG_S, SCANNERS_WATCHDOG_S, UI_WATCHDOG_S

DEPLOY = Path(__file__).parents[2] / "config" / "deploy"
WATCHDOGS = {
    "core": CORE_WATCHDOG_S,
    "reader": READER_WATCHDOG_S,
    "scanners": SCANNERS_WATCHDOG_S,
    "ui": UI_WATCHDOG_S,
}


class _Unit(configparser.RawConfigParser):
    def optionxform(self, optionstr: str) -> str:
        return optionstr


def service(name: str) -> dict[str, str]:
    unit = _Unit(strict=False)
    unit.read(DEPLOY / f"openluke-{name}.service")
    return dict(unit["Service"])


@pytest.mark.parametrize("name", WATCHDOGS)
def test_each_process_is_watched_as_our_own_supervisor_does_and_always_comes_back(name: str) -> None:
    unit = service(name)
    assert (unit["Type"], unit["NotifyAccess"], unit["Restart"]) == ("notify", "main", "always")
    assert float(unit["WatchdogSec"]) == WATCHDOGS[name]


@pytest.mark.parametrize("name", WATCHDOGS)
def test_each_process_is_kept_in_its_place(name: str) -> None:
    unit = service(name)
    assert unit["User"] == f"openluke-{name}"
    assert (unit["ProtectSystem"], unit["NoNewPrivileges"], unit["DevicePolicy"]) == ("strict", "yes", "closed")
    assert unit["CapabilityBoundingSet"] == ""


@pytest.mark.parametrize("name", ["reader", "ui"])
def test_what_strangers_reach_has_no_network_and_no_journal(name: str) -> None:
    unit = service(name)
    assert unit["PrivateNetwork"] == "yes"
    assert unit["InaccessiblePaths"] == "-/var/lib/openluke"
    assert "char-tty" not in unit["DeviceAllow"]


def test_scanners_have_no_network_no_camera_no_journal_and_no_group_that_has_the_locks_or_every_keyboard() -> None:
    unit = service("scanners")
    assert unit["PrivateNetwork"] == "yes"
    assert unit["InaccessiblePaths"] == "-/var/lib/openluke"
    assert unit["SupplementaryGroups"] == "openluke-scan"
    rules = (DEPLOY / "99-openluke-scanners.rules").read_text("utf-8")
    assert rules.count('GROUP="openluke-scan"') == 2
    assert unit["User"] in (DEPLOY / "50-openluke-pcsc.rules").read_text("utf-8")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_understands_every_line(tmp_path: Path) -> None:
    for file in (*DEPLOY.glob("*.service"), *DEPLOY.glob("*.target")):
        text = file.read_text(encoding="utf-8")
        for program in ("openluke", "python"):
            text = text.replace(f"/opt/openluke/.venv/bin/{program} ", "/bin/true ")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    files = sorted(str(file) for file in tmp_path.iterdir())
    assert len(files) == 5
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True, check=False
    )
    assert "openluke" not in said.stderr, said.stderr
    assert said.returncode == 0
