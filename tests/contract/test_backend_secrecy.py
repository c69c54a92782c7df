"""No secret, code or name in any log, whatever is called and however talkative libraries are; no key tells by time."""

import logging
import secrets as random
import time
from collections.abc import Iterator
from statistics import median, quantiles
from typing import Any

import pytest
import yaml
from sqlalchemy import event

from kiosk.backend.database import transact
from kiosk.backend.fixtures import make
from kiosk.conformance.client import Client
from kiosk.conformance.document import Document
from kiosk.conformance.runner import open_world, play
from kiosk.conformance.scenarios import SCENARIOS
from tests.contract.test_openapi import COMMITTED

KEYS = 2_000


@pytest.fixture
def everything(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """All that any library says at its most talkative. httpx2 is the caller's, not the backend's."""
    talkative = (
        "",
        "uvicorn",
        "uvicorn.error",
        "uvicorn.access",
        "fastapi",
        "sqlalchemy",
        "kiosk",
        "asyncio",
        "psycopg",
    )
    before = {name: logging.getLogger(name).level for name in talkative}
    for name in talkative:
        logging.getLogger(name).setLevel(logging.DEBUG)
    with caplog.at_level(logging.DEBUG):
        yield caplog
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.allow_warnings
@pytest.mark.usefixtures("sign_in_clock")
def test_no_log_holds_a_secret_a_code_or_a_name(running: Any, everything: pytest.LogCaptureFixture) -> None:
    now_s, secrets = running.clock[0], running.secrets
    made = transact(running.backend.engine, lambda connection: make(connection, secrets.site.key, "sentrum-1", now_s))
    said: list[str] = []
    event.listen(running.backend.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    key = secrets.kiosk.bearer_key
    chosen = [scenario for scenario in SCENARIOS if scenario.name not in {"key-timing", "garbage"}]
    with Client(running.url, key, Document()) as client:
        outcomes = list(play(open_world(client, key, made, parallel=10), chosen))
    assert {outcome.verdict for outcome in outcomes} == {"passed"}
    _ask_everything(running)
    forbidden = [key, secrets.admin.key, *made.codes(), *(code.text for code in running.seed.codes)]
    forbidden += [person.pin for person in made.people if person.pin] and ["Pickup-Session"]
    forbidden += [row.name for row in running.seed.employees] + [row.name for row in running.seed.accounts]
    forbidden += [secrets.site.key.hex(), repr(secrets.site.key), "top-secret", "secret-device-code"]
    text = "\n".join([everything.text, *(str(record.args) for record in everything.records), *said])
    assert said, "no statement was heard"
    for word in forbidden:
        for form in {word, word.replace("-", "")}:
            assert form not in text, f"a log holds {form[:4]}…"


def _ask_everything(running: Any) -> None:
    """Each operation, with the right key and nonsense."""
    for path, operations in yaml.safe_load(COMMITTED.read_text("utf-8"))["paths"].items():
        for method in operations:
            body = {"json": {"code": running.seed.codes[0].text}} if method in {"post", "put"} else {}
            target = path.replace("{", "").replace("}", "")
            running.kiosk.request(method.upper(), target, headers={"Idempotency-Key": "secrecy-1"}, **body)
            assert running.admin.request(method.upper(), target, **body).status_code != 500


def test_the_time_of_a_refusal_tells_nothing_of_the_key(running: Any) -> None:
    """Its hash is looked up: how far a wrong key is right makes no difference."""
    key = running.secrets.kiosk.bearer_key
    wrong = {
        "near": key[:-1] + "x",
        "far": random.token_hex(len(key))[: len(key)],
    }
    times: dict[str, list[float]] = {name: [] for name in wrong}
    for _ in range(KEYS // 2):
        for name, told in wrong.items():
            before_s = time.perf_counter()
            status = running.kiosk.get("/v1/site", headers={"Authorization": f"Bearer {told}"}).status_code
            times[name].append(time.perf_counter() - before_s)
            assert status == 401
    # Five standard errors of a difference of medians (1.25 σ / √n each, σ = quartiles' distance / 1.35).
    low, _, high = quantiles(times["near"], n=4)
    noise = 5 * 2**0.5 * 1.25 * (high - low) / 1.35 / (KEYS / 2) ** 0.5 + 20e-6
    apart = abs(median(times["near"]) - median(times["far"]))
    assert apart < noise, f"{apart * 1e6:.0f} µs apart, noise is {noise * 1e6:.0f} µs"
