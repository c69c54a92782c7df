"""The operator's side of what sites take. Not part of the contract."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from kiosk.backend import audit, rules
from kiosk.backend.admin import authorise
from kiosk.backend.context import BackendOf
from kiosk.backend.faults import ADMIN_PREFIX
from kiosk.backend.rules import Rules, SiteRules

router = APIRouter(prefix=f"{ADMIN_PREFIX}/sites", dependencies=[Depends(authorise)], include_in_schema=False)


@router.get("")
def get_rules(backend: BackendOf) -> list[SiteRules]:
    """Every site and its rules."""
    return backend.read(rules.of_all)


@router.put("/{site}/rules")
def put_rules(backend: BackendOf, site: Annotated[int, Path(ge=0, lt=2**32)], body: Rules) -> Rules:
    """All of them; `{}` is as built in. 422 names the field."""
    now_s = backend.now_s()
    return backend.write(lambda connection: rules.write(connection, site, body, audit.ADMIN_KEY, now_s))
