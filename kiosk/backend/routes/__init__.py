"""The Pickup API: what a kiosk asks of any backend. docs/pickup-api/openapi.yaml is made from here."""

from typing import Final

from fastapi import APIRouter

from kiosk.backend.routes import (
    accounts,
    commands,
    delegations,
    employees,
    events,
    feasibility,
    pickups,
    prices,
    purchases,
    returns,
    sessions,
    shop,
    sign_ins,
    site,
    staging,
)

ROUTES: Final[tuple[APIRouter, ...]] = (
    site.routes,
    pickups.routes,
    staging.routes,
    returns.routes,
    delegations.routes,
    sessions.routes,
    sign_ins.routes,
    accounts.routes,
    employees.routes,
    prices.routes,
    purchases.routes,
    feasibility.routes,
    events.routes,
    commands.routes,
    shop.routes,
)
