"""What a site decides for itself, whatever its backend says: the `[policy]` of a profile."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from kiosk.domain.allocation import Policy
from kiosk.domain.breaker import BulkLimit
from kiosk.domain.kiosk_time import Limits
from kiosk.domain.staleness import ListPolicy


class PolicySettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What this site decides for itself, whatever a backend says.

    The list is stale, old and at its end at these ages; `list_old_allows_badges` and `list_end_allows` say what is
    still handed out then (`domain.staleness`). `trust_ntp`: a time server that the system follows counts as trusted
    time. `clock_off_max_d` and `clock_alone_max_d` bound how far time is believed after the power was off, with the
    machine's clock as witness and without (`domain.kiosk_time`).
    `card_numbers`: who may sign in with the number of a card, which anybody can copy onto another one.
    `keep_free`: so many doors of a size class are never given away. Parcels of more than `heavy_g` go into no door
    that is gripped higher than `heavy_top_mm`. `reach_from_mm`, `reach_to_mm`: doors for people who need reach.
    `bulk_doors`, `bulk_window_s`: so many different doors within so many seconds, unless a technician is signed in.
    `issuer_keys`: the "backend" names the keys that codes are checked with, or the secrets "file" alone does.
    """

    list_stale_h: Annotated[float, Meta(gt=0, le=8760)] = 1.0
    list_old_h: Annotated[float, Meta(gt=0, le=8760)] = 72.0
    list_end_d: Annotated[float, Meta(gt=0, le=3650)] = 30.0
    list_old_allows_badges: bool = False
    list_end_allows: Literal["tokens", "nothing"] = "tokens"
    trust_ntp: bool = False
    clock_off_max_d: Annotated[float, Meta(gt=0, le=3650)] = 400.0
    clock_alone_max_d: Annotated[float, Meta(gt=0, le=400)] = 7.0
    card_numbers: tuple[Literal["badge", "technician"], ...] = ("technician",)
    keep_free: dict[str, Annotated[int, Meta(ge=0, le=1000)]] = {}
    heavy_g: Annotated[int, Meta(ge=1)] = 10_000
    heavy_top_mm: Annotated[int, Meta(ge=0, le=3000)] = 1_000
    reach_from_mm: Annotated[int, Meta(ge=0, le=3000)] = 380
    reach_to_mm: Annotated[int, Meta(ge=0, le=3000)] = 1_220
    bulk_doors: Annotated[int, Meta(ge=1, le=20)] = 3
    bulk_window_s: Annotated[float, Meta(ge=1, le=600)] = 60.0
    issuer_keys: Literal["backend", "file"] = "backend"

    def list_policy(self) -> ListPolicy:
        """Ages in seconds."""
        return ListPolicy(
            stale_s=self.list_stale_h * 3_600,
            old_s=self.list_old_h * 3_600,
            end_s=self.list_end_d * 86_400,
            old_allows_badges=self.list_old_allows_badges,
            ended_allows=self.list_end_allows,
        )

    def clock_limits(self) -> Limits:
        """How far a claim of time is believed."""
        return Limits(off_max_s=self.clock_off_max_d * 86_400, alone_max_s=self.clock_alone_max_d * 86_400)

    @property
    def bulk_limit(self) -> BulkLimit:
        """As the domain knows it."""
        return BulkLimit(self.bulk_doors, self.bulk_window_s)

    def allocation(self, sizes: tuple[str, ...]) -> Policy:
        """As the domain knows it; `sizes` of the wall, from the smallest up."""
        return Policy(
            sizes=sizes,
            keep_free=self.keep_free,
            heavy_g=self.heavy_g,
            heavy_top_mm=self.heavy_top_mm,
            reach_from_mm=self.reach_from_mm,
            reach_to_mm=self.reach_to_mm,
        )
