"""All scenarios, in the order in which they are played."""

from typing import Final

from kiosk.conformance.scenario import Scenario
from kiosk.conformance.scenarios import (
    delegations,
    events,
    goods,
    handovers,
    hostile,
    listing,
    people,
    resolving,
    site,
    trade,
)

SCENARIOS: Final[tuple[Scenario, ...]] = (
    *site.SCENARIOS,
    *listing.SCENARIOS,
    *resolving.SCENARIOS,
    *handovers.SCENARIOS,
    *goods.SCENARIOS,
    *delegations.SCENARIOS,
    *events.SCENARIOS,
    *people.SCENARIOS,
    *trade.SCENARIOS,
    *hostile.SCENARIOS,
)
