"""The embedded backend keeps the contract, as `openluke conformance` tries it."""

from typing import Any

import pytest

from kiosk.backend.database import transact
from kiosk.backend.fixtures import make
from kiosk.conformance.client import Client
from kiosk.conformance.document import Document
from kiosk.conformance.fixtures import Fixtures
from kiosk.conformance.runner import Outcome, open_world, play
from kiosk.conformance.scenarios import SCENARIOS


@pytest.fixture(scope="session")
def document() -> Document:
    return Document()


def played(running: Any, document: Document, *names: str, url: str = "") -> list[Outcome]:
    now_s, site_key = running.clock[0], running.secrets.site.key
    fixtures = transact(running.backend.engine, lambda connection: make(connection, site_key, "sentrum-1", now_s))
    chosen = [scenario for scenario in SCENARIOS if not names or scenario.name in names]
    key = running.secrets.kiosk.bearer_key
    with Client(url or running.url, key, document) as client:
        return list(play(open_world(client, key, fixtures), chosen))


@pytest.mark.usefixtures("sign_in_clock")
def test_the_embedded_backend_passes_all_of_it(running: Any, document: Document) -> None:
    outcomes = played(running, document)
    for o in outcomes:
        print(o.scenario.name, o.verdict, round(o.took_s, 1), o.reason)
    assert [(outcome.scenario.name, outcome.reason) for outcome in outcomes if outcome.verdict != "passed"] == []


@pytest.mark.parametrize("planted", ["sqlite"], indirect=True)
def test_what_is_not_offered_or_not_there_is_skipped_with_its_name(running: Any, document: Document) -> None:
    key = running.secrets.kiosk.bearer_key
    chosen = [scenario for scenario in SCENARIOS if not scenario.name.startswith(("garbage", "key-"))]
    with Client(running.url, key, document) as client:
        world = open_world(client, key, Fixtures())
        world.site["capabilities"] = ["prices", "sessions"]
        outcomes = {outcome.scenario.name: outcome for outcome in play(world, chosen)}
    assert [outcome for outcome in outcomes.values() if outcome.verdict == "failed"] == []
    assert outcomes["list-full"].verdict == outcomes["events-once"].verdict == "passed"
    assert outcomes["purchase"].reason == "not offered: purchases"
    assert outcomes["price-quote"].reason == "the fixtures have no trade"
    assert outcomes["handover"].reason == "the fixtures have no ready pickup with 1 parcel left"
