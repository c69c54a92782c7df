"""The scripted day, as `./run demo` plays it where there is no display; and that no secret reaches a log."""

import json
import os
from pathlib import Path

import pytest

from kiosk.backend.catalogue import seed_of
from kiosk.settings import load_profile
from tests.helpers.cli import openluke


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str, Path]:
    out = tmp_path_factory.mktemp("day")
    os.environ["OPENLUKE_LOG"] = "DEBUG"
    try:
        done = openluke("demo", "--headless", "--json", "--out", str(out), limit_s=180)
    finally:
        del os.environ["OPENLUKE_LOG"]
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout, done.stderr, out


def test_every_step_of_the_day_is_as_it_should_be(day: tuple[str, str, Path]) -> None:
    steps = [json.loads(line) for line in day[0].splitlines()]
    assert len(steps) == 17
    assert all(step["ok"] for step in steps)
    assert all(step["t_s"] >= 0 and step["step"] for step in steps)


def test_each_kind_of_screen_was_photographed(day: tuple[str, str, Path]) -> None:
    kinds = {path.stem.partition("-")[2] for path in day[2].glob("*.png")}
    assert kinds == {
        "idle",
        "door",
        "done",
        "keypad",
        "refused",
        "door_fault",
        "account",
        "reference",
        "basket",
        "checkout",
        "purchase",
        "approval",
        "help",
        "pin",
        "service",
        "service_camera",
    }


def test_no_code_name_pin_or_paper_reaches_a_log(day: tuple[str, str, Path]) -> None:
    log = day[1]
    assert "door" in log, "the log was empty, so this test would prove nothing"
    profile = load_profile("demo")
    seed = seed_of("demo", profile.secrets)
    secrets = {code.text for code in seed.codes} | {code.typed.replace("-", "") for code in seed.codes}
    secrets |= {label.text for label in seed.labels} | {label.title for label in seed.labels}
    secrets |= {code.pin for code in seed.codes} | {employee.name for employee in seed.employees}
    secrets |= {
        profile.secrets.kiosk.bearer_key,
        "Pickup-Session",
        "https://shop.example/documents",
        "Henteskap Brygga",
    }
    found = [secret[:6] for secret in secrets if len(secret) > 3 and secret in log]
    assert not found
