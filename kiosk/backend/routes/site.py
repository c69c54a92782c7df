"""The kiosk's site."""

import base64
import hashlib
from typing import Final, get_args

from fastapi import Response
from sqlalchemy import Connection, select

from kiosk.backend import models, schema
from kiosk.backend.context import Backend, BackendOf, Kiosk, KioskOf
from kiosk.backend.routes.common import IfNoneMatch, NotModifiedError, router
from kiosk.backend.routes.shop import ShopOf

routes = router("site")

OWN: Final = frozenset(get_args(models.Capability))
SHOPS: Final = frozenset({"invoices", "partial", "prices", "purchases", "returns"})
"""What can only be done where the shop behind this backend can do it too."""


@routes.get("/site", responses={304: {"description": "Nothing changed"}})
def get_site(
    backend: BackendOf,
    kiosk: KioskOf,
    shop: ShopOf,
    response: Response,
    if_none_match: IfNoneMatch = "",
) -> models.Site:
    """The kiosk's site: name, compartments, public keys, server time."""
    missing = SHOPS - shop.capabilities if shop else frozenset()
    by_phone = frozenset() if backend.sign_ins else frozenset({"device_sign_in"})
    offered = sorted(OWN - missing - by_phone)
    site = backend.read(lambda connection: _site(connection, backend, kiosk, offered))
    digest = hashlib.sha256(site.model_dump_json(exclude={"server_time"}).encode()).hexdigest()
    tag = f'W/"{digest[:16]}"'
    if if_none_match == tag:
        raise NotModifiedError(tag)
    response.headers["ETag"] = tag
    return site


def _site(connection: Connection, backend: Backend, kiosk: Kiosk, capabilities: list[str]) -> models.Site:
    sites, compartments = schema.sites, schema.compartments
    own = connection.execute(select(sites).where(sites.c.number == kiosk.site)).one()
    doors = select(compartments).where(compartments.c.site == kiosk.site).order_by(compartments.c.number)
    others = select(sites).where(sites.c.number != kiosk.site).order_by(sites.c.number)
    return models.Site.model_validate(
        {
            **own._asdict(),
            "kiosk": kiosk.name,
            "compartments": connection.execute(doors).all(),
            "keys": [_jwk(key_id, key) for key_id, key in sorted(backend.secrets.public_keys.items())],
            "capabilities": capabilities,
            "other_sites": connection.execute(others).all(),
            "server_time": backend.now_s(),
        }
    )


def _jwk(key_id: int, key: bytes) -> models.PublicKey:
    return models.PublicKey(kid=str(key_id), x=base64.urlsafe_b64encode(key).rstrip(b"=").decode())
