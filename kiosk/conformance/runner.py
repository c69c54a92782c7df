"""Plays scenarios, one after the other: each may leave things behind that the next must not mind."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kiosk.conformance.client import Client
from kiosk.conformance.document import Document
from kiosk.conformance.fixtures import Fixtures
from kiosk.conformance.scenario import PARALLEL, Scenario, World
from kiosk.conformance.verdicts import BrokenError, SkippedError

Verdict = Literal["passed", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`reason` names request and field where it failed, and what is missing where it was skipped."""

    scenario: Scenario
    verdict: Verdict
    reason: str
    took_s: float


def open_world(client: Client, key: str, fixtures: Fixtures, parallel: int = PARALLEL) -> World:
    """Raises BrokenError when the site does not even say who it is."""
    site = client.call("GET", "/v1/site").must_be(200)
    return World(client, key, fixtures, site.body, parallel)


def play(world: World, scenarios: Sequence[Scenario]) -> Iterator[Outcome]:
    """One outcome each, as they come."""
    for scenario in scenarios:
        before_s = time.monotonic()
        verdict, reason = _play_one(world, scenario)
        yield Outcome(scenario, verdict, reason, time.monotonic() - before_s)


def _play_one(world: World, scenario: Scenario) -> tuple[Verdict, str]:
    offered = world.site.get("capabilities", ())
    if scenario.capability and scenario.capability not in offered:
        return "skipped", f"not offered: {scenario.capability}"
    missing = [f"{method} {path}" for method, path in scenario.calls if not _has(world.client.document, method, path)]
    if missing:
        return "skipped", f"not in the contract: {', '.join(missing)}"
    try:
        scenario.run(world)
    except BrokenError as error:
        return "failed", str(error)
    except SkippedError as error:
        return "skipped", str(error)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        return "failed", f"an answer was not what the contract says: {type(error).__name__}: {error}"
    return "passed", ""


def _has(document: Document, method: str, path: str) -> bool:
    return document.has(method, path)
