"""The Pickup API: what a kiosk asks of any backend. docs/pickup-api/openapi.yaml is made from here."""

from typing import Final

from fastapi import APIRouter

from kiosk.backend.routes import commands, delegations, events, pickups, returns, sessions, site, staging

ROUTES: Final[tuple[APIRouter, ...]] = (
    site.routes,
    pickups.routes,
    staging.routes,
    returns.routes,
    delegations.routes,
    sessions.routes,
    events.routes,
    commands.routes,
)
