"""What the shop has promised its customers and taken back, and for how long the clocks of pickups stood."""

from dataclasses import dataclass, field

from kiosk.simulation.facts import Durable, Issued, Revoked, SetBack


@dataclass(slots=True)
class Promise:
    """`gone_at`: in which version of the list it is no more, since the shop was set back. `granted_s`: by session.

    `due`: it has not been paid; a payment that the shop has forgotten was made all the same.
    """

    made: Issued
    places: dict[str, int]
    credentials: set[str]
    revoked: Revoked | None = None
    gone_at: int | None = None
    granted_s: dict[str, float] = field(default_factory=dict)
    due: bool = False

    @classmethod
    def of(cls, made: Issued) -> "Promise":
        return cls(made, dict(made.parcels), set(made.credentials), due=made.due)

    def set_back(self, fact: SetBack) -> None:
        """What the shop has forgotten it promises no more, nor does it want it refused."""
        if self.gone_at is None and self.made.at_s > fact.taken_s:
            self.gone_at = fact.version
        if self.revoked is not None and self.revoked.at_s > fact.taken_s:
            self.revoked = None

    def taken_back(self, known: int) -> str:
        """Why it opens nothing for a kiosk that has this version of the list; "" if it may."""
        if self.revoked is not None and known >= self.revoked.version:
            return f"it was taken back in version {self.revoked.version}, and the kiosk has been told {known}"
        if self.gone_at is not None and known >= self.gone_at:
            return f"the shop has forgotten it in version {self.gone_at}, and the kiosk has been told {known}"
        return ""


class Stops:
    """For how long the clock of pickups stood, by the times at which it was said to stop and to go on."""

    def __init__(self) -> None:
        self._since_s: dict[str, float] = {}
        self._stood_s: dict[str, float] = {}
        self._for_all: set[str] = set()

    def seen(self, fact: Durable) -> None:
        scope = str(fact.body["scope"])
        if not scope.startswith("pickup:"):
            self._for_all.add(scope)
        if scope == "power":
            self._stood_s[scope] = self._stood_s.get(scope, 0.0) + float(str(fact.body["stopped_s"]))
        elif fact.kind == "pickup_clock.stopped":
            self._since_s.setdefault(scope, fact.at_s)
        elif scope in self._since_s:
            self._stood_s[scope] = self._stood_s.get(scope, 0.0) + fact.at_s - self._since_s.pop(scope)

    def forgotten(self, for_s: float) -> None:
        """Stops that had ended within this time may never have ended for a kiosk whose disk was put back."""
        self._stood_s["disk"] = self._stood_s.get("disk", 0.0) + for_s

    def of(self, pickup: str, now_s: float) -> float:
        """At most; scopes other than a pickup may be of its door or of all."""
        mine = sorted({f"pickup:{pickup}", *self._for_all})
        return sum(self._stood_s.get(scope, 0.0) + now_s - self._since_s.get(scope, now_s) for scope in mine)
