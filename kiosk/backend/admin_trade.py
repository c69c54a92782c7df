"""The operator's side of trade: articles and prices. Not part of the contract."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query
from sqlalchemy import Connection

from kiosk.backend import models, publishing
from kiosk.backend.admin import authorise
from kiosk.backend.context import BackendOf
from kiosk.backend.faults import ADMIN_PREFIX
from kiosk.backend.problems import ProblemError

router = APIRouter(prefix=ADMIN_PREFIX, dependencies=[Depends(authorise)], include_in_schema=False)


@router.post("/prices", status_code=201)
def publish_prices(backend: BackendOf, body: publishing.Publication) -> publishing.Published:
    """A new version of articles and prices."""
    return backend.write(lambda connection: publishing.put(connection, body, backend.now_s()))


@router.post("/prices.csv", status_code=201)
def publish_table(
    backend: BackendOf,
    body: Annotated[bytes, Body(media_type="text/csv")],
    valid_until: Annotated[models.Time, Query()],
    whole: bool = False,
) -> publishing.Published:
    """A new version of prices from a table in UTF-8, of articles that are known."""
    try:
        rows = publishing.of_csv(body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ProblemError(422, "invalid-request", "is not UTF-8", field="body") from None
    publication = publishing.Publication.model_construct(
        valid_until=valid_until, articles=[], prices=rows, ended=[], whole=whole
    )

    def work(connection: Connection) -> publishing.Published:
        return publishing.put(connection, publication, backend.now_s())

    return backend.write(work)
