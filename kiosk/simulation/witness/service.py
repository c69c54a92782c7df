"""That the kiosk serves: who has a right and finds nothing in the way leaves with the parcel."""

from kiosk.simulation.facts import Visit
from kiosk.simulation.witness.check import Check


class HonestAreServed(Check):
    name = "L1"
    says = "an honest person with a valid code and a working door gets the parcel"
    hears = (Visit,)

    def seen(self, fact: Visit) -> None:
        if fact.kind == "honest" and not fact.success and not fact.excuse:
            self.fail(fact.at_s, f"{fact.who} went away without pickup {fact.pickup}, and nothing was wrong")
