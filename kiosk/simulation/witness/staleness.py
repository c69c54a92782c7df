"""How old the list is, and that the site's policy is kept and told: of A2, and L2."""

from math import inf
from typing import Final

from kiosk.policy import PolicySettings
from kiosk.simulation.facts import (
    Answered,
    Died,
    Durable,
    Fact,
    Issued,
    Lied,
    PoweredOn,
    Ready,
    Restored,
    Shown,
    Told,
)
from kiosk.simulation.staff import BADGE
from kiosk.simulation.witness.check import Broken, Check
from kiosk.simulation.witness.heard import APPLIED_S

_HOUR_S: Final = 3600.0
_DAY_S: Final = 86_400.0
_MARKED_S: Final = 600.0
"""So often a kiosk writes down what time it is, at the least, and when it had its list."""
_WAITS_S: Final = 600.0
"""So long after a code was good its door may open, for others are quicker or the machine has to start again."""
_VISIT_S: Final = 3600.0
_SAYS_S: Final = 120.0
_STAFF: Final = frozenset({"technician", "rescue", "remote"})


class Age:
    """Of the list, as a kiosk can know it: while it is off no time passes, and a copy of its disk is younger."""

    def __init__(self) -> None:
        self._told_s: float | None = None
        self._kept = False
        self._before_s: float | None = None
        self._dark_s = 0.0
        self._off_s: float | None = None

    def seen(self, fact: Fact) -> None:
        match fact:
            case Told() | Lied():
                self._before_s = self._surely_s(fact.at_s)
                self._told_s, self._kept, self._dark_s = fact.at_s, isinstance(fact, Told), 0.0
            case Durable(kind="list.refused"):
                self._kept = False
            case Died():
                self._died(fact)
            case PoweredOn() if self._off_s is not None:
                self._dark_s += fact.at_s - self._off_s + _MARKED_S
                self._off_s = None
            case Restored():
                self._dark_s += fact.at_s - fact.taken_s
                self._kept, self._before_s = False, None
            case _:
                pass

    def at_least(self, now_s: float) -> float:
        return inf if self._told_s is None else now_s - self._told_s - self._dark_s

    def at_most(self, now_s: float) -> float:
        surely_s = self._surely_s(now_s)
        return inf if surely_s is None else now_s - surely_s

    def _surely_s(self, now_s: float) -> float | None:
        """When it was told last what it has written down since."""
        if self._told_s is not None and self._kept and now_s - self._told_s >= APPLIED_S:
            return self._told_s
        return self._before_s

    def _died(self, fact: Died) -> None:
        if self._told_s is not None and fact.at_s - self._told_s < _MARKED_S:
            self._kept = False
        if fact.how == "power" and self._off_s is None:
            self._off_s = fact.at_s


class Rule:
    """What a policy refuses, in the words of the profile's reference."""

    def __init__(self, policy: PolicySettings) -> None:
        self._end_s = policy.list_end_d * _DAY_S
        self._tokens_too = policy.list_end_allows == "nothing"
        self._badges_s = inf if policy.list_old_allows_badges else policy.list_old_h * _HOUR_S

    def refuses_badges(self, age_s: float) -> bool:
        """Of tradespeople, for whom nobody is asked."""
        return age_s >= min(self._badges_s, self._end_s)

    def refuses(self, age_s: float, *, signed: bool) -> bool:
        """Codes of a pickup."""
        return age_s >= self._end_s and (self._tokens_too or not signed)

    def refuses_any(self, age_s: float) -> bool:
        return self.refuses_badges(age_s) or self.refuses(age_s, signed=False)


class OpensByPolicy(Check):
    """What is begun rightly may be ended; what the shop has just said is no older than that."""

    name = "A2"
    says = "a code of the list opens only while the site's policy lets a list be so old, and a signed one too"
    hears = (Issued, Answered, Told, Lied, Died, PoweredOn, Restored, Durable)

    def __init__(self, broken: Broken, policy: PolicySettings) -> None:
        super().__init__(broken)
        self._rule = Rule(policy)
        self._age = Age()
        self._listed: set[object] = set()
        self._answered_s: dict[object, float] = {}
        self._granted_s: dict[str, float] = {}

    def seen(self, fact: Fact) -> None:
        self._age.seen(fact)
        match fact:
            case Issued():
                self._listed.update(fact.credentials[1:])
            case Answered():
                self._answered_s[fact.pickup] = fact.at_s
            case Durable(kind="door.intent", body={"decision": decision}) if decision not in _STAFF:
                self._opens(fact)
            case _:
                pass

    def _opens(self, fact: Durable) -> None:
        body, age_s = fact.body, self._age.at_least(fact.at_s)
        if fact.at_s - self._granted_s.get(fact.session, -_VISIT_S) < _VISIT_S:
            return
        if self._refuses(fact, age_s - _WAITS_S):
            self.fail(fact.at_s, f"the list is {age_s:.0f} s old at the least: {body}")
        self._granted_s[fact.session] = fact.at_s

    def _refuses(self, fact: Durable, age_s: float) -> bool:
        credential, pickup = fact.body["credential"], fact.body["pickup"]
        if credential == BADGE:
            return self._rule.refuses_badges(age_s)
        just_said = fact.at_s - self._answered_s.get(pickup, -_WAITS_S) < _WAITS_S
        return not just_said and self._rule.refuses(age_s, signed=credential not in self._listed)


class SaysThatItRefuses(Check):
    """Whoever is refused for it is told so as well: for another reason nobody has an excuse (L1)."""

    name = "L2"
    says = "while the policy refuses codes since the list is too old the screen says so, and else it does not"
    hears = (Shown, Ready, Told, Lied, Died, PoweredOn, Restored, Durable)

    def __init__(self, broken: Broken, policy: PolicySettings) -> None:
        super().__init__(broken)
        self._rule = Rule(policy)
        self._age = Age()
        self._since_s: float | None = None
        self._says = False

    def seen(self, fact: Fact) -> None:
        self._age.seen(fact)
        match fact:
            case Ready():
                self._since_s = fact.at_s
            case Died():
                self._since_s = None
            case Told() | Lied():
                self._since_s = fact.at_s
            case Shown():
                self._says = "list_refusing" in fact.view.notices
                self.looked(fact.at_s)
            case _:
                pass

    def looked(self, now_s: float) -> None:
        if self._since_s is None or now_s - self._since_s < _SAYS_S:
            return
        least_s, most_s = self._age.at_least(now_s), self._age.at_most(now_s)
        if not self._says and self._rule.refuses_any(least_s - _SAYS_S):
            self.fail(now_s, f"the list is {least_s:.0f} s old at the least, and the screen says nothing of it")
        if self._says and not self._rule.refuses_any(most_s + _SAYS_S):
            self.fail(now_s, f"the screen says that the list is too old, and it is {most_s:.0f} s old at the most")
