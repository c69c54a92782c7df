"""The operator issues codes: as they are, and as a sheet to print. Not part of the contract."""

from fastapi import APIRouter, Depends, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from kiosk.backend import details, models
from kiosk.backend.admin import PickupId, authorise
from kiosk.backend.codes.issue import issue
from kiosk.backend.codes.sheet import sheet
from kiosk.backend.context import Backend, BackendOf
from kiosk.backend.faults import ADMIN_PREFIX

router = APIRouter(prefix=ADMIN_PREFIX, dependencies=[Depends(authorise)], include_in_schema=False)
_SECRET = {"Cache-Control": "no-store"}


@router.post("/pickups/{pickup}/codes", status_code=201)
def issue_codes(
    backend: BackendOf, response: Response, pickup: PickupId, body: models.CodeRequest
) -> models.IssuedCodes:
    """New codes, told this once. Those issued before go on: revoke what was lost."""
    response.headers.update(_SECRET)
    return _issue(backend, pickup, body)[1]


@router.post("/pickups/{pickup}/codes/sheet", status_code=201, response_class=HTMLResponse)
def print_codes(backend: BackendOf, pickup: PickupId, body: models.CodeRequest) -> HTMLResponse:
    """The same as a page for the printer."""
    return HTMLResponse(sheet(*_issue(backend, pickup, body)), 201, _SECRET)


def _issue(backend: Backend, pickup: str, body: models.CodeRequest) -> tuple[models.PickupDetail, models.IssuedCodes]:
    def work(connection: Connection) -> tuple[models.PickupDetail, models.IssuedCodes]:
        found = details.lock(connection, pickup)
        return found, issue(connection, backend, found, body)

    return backend.write(work)
