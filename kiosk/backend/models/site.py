"""The site a kiosk belongs to."""

from datetime import datetime
from typing import Literal

from kiosk.backend.models.base import Out


class Compartment(Out):
    """One compartment of the site."""

    number: int
    size: str


class PublicKey(Out):
    """A JWK (RFC 8037) that tokens are checked with."""

    kty: Literal["OKP"] = "OKP"
    crv: Literal["Ed25519"] = "Ed25519"
    use: Literal["sig"] = "sig"
    kid: str
    x: str


class SiteName(Out):
    """Another site of the same operator, to send somebody to the right door."""

    number: int
    name: str


Capability = Literal[
    "accounts",
    "delegations",
    "device_sign_in",
    "feasibility",
    "invoices",
    "partial",
    "prices",
    "purchases",
    "returns",
    "sessions",
]


class Site(Out):
    """What a kiosk has to know of its site. The ETag covers everything but `server_time`.

    `capabilities`: what works here at this moment; a kiosk offers nothing else. What a shop behind the backend cannot
    do, or can no longer do since its answers changed their shape, is missing.
    """

    number: int
    id: str
    name: str
    help_phone: str
    kiosk: str
    compartments: list[Compartment]
    keys: list[PublicKey]
    other_sites: list[SiteName]
    capabilities: list[Capability]
    server_time: datetime
