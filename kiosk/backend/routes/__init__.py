"""The Pickup API: what a kiosk asks of any backend. docs/pickup-api/openapi.yaml is made from here."""

from typing import Final

from fastapi import APIRouter

from kiosk.backend.routes import commands, events, pickups, sessions, shop, site, staging

ROUTES: Final[tuple[APIRouter, ...]] = (
    site.routes,
    pickups.routes,
    staging.routes,
    sessions.routes,
    events.routes,
    commands.routes,
    shop.routes,
)
