"""The demo's delegated order: a neighbour may fetch one of three parcels, once."""

from collections.abc import Mapping
from typing import Final

from kiosk.backend.askers import OPERATOR
from kiosk.backend.codes.delegations import codes_of
from kiosk.backend.seed import IssuedCode
from kiosk.backend.seed_demo_goods import Row
from kiosk.domain import digest
from kiosk.domain.credential import Credential, CredentialKind
from kiosk.domain.pickup import Pickup
from kiosk.domain.typed_code import grouped
from kiosk.secrets import Secrets

STORY: Final = "three-parcels"
_NAME: Final = "G00000000000000000001"
"""As delegations are named; the same on every day, as the code that is made from it."""
_TITLE: Final = "Fullmakt: naboen henter én av de tre pakkene"


def delegated(secrets: Secrets, pickups: Mapping[str, Pickup]) -> tuple[Credential, IssuedCode, Row]:
    """What the list says of it, the code in the neighbour's hand, and its row: the backend tells the code again."""
    assert secrets.issuer is not None
    pickup, codes = pickups[STORY], codes_of(secrets.issuer.private_seed, _NAME)
    parcel = pickup.parcels[1]
    credential = Credential(
        id=codes.credential,
        kind=CredentialKind.PICKUP,
        digest=digest.digest(secrets.site.key, digest.typed(codes.typed)),
        subject=pickup.id,
        not_before_utc=pickup.not_before_utc,
        not_after_utc=pickup.not_after_utc,
        max_visits=1,
        parcels=(parcel.id,),
    )
    typed, door = grouped(codes.typed), (parcel.compartment,)
    code = IssuedCode("typed", "delegated", _TITLE, typed, "opens", door, pickup=pickup.id, typed=typed)
    row = {"id": _NAME, "pickup": pickup.id, "credential": codes.credential, "given_by": OPERATOR}
    return credential, code, ("delegations", {**row, "to_name": "Berit Solli", "created_at": pickup.not_before_utc})
