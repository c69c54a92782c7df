"""Purchases of companies, to be read: the kiosk and the company decide about them, and the shop learns of them here."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from kiosk.backend.staff import bought
from kiosk.backend.staff.doors import DeskOf

routes = APIRouter()


@routes.get("/purchases")
def purchases(
    desk: DeskOf,
    q: Annotated[str, Query(max_length=80)] = "",
    only: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    chosen = next((one for one in bought.FILTERS if one == only), None)
    found = desk.backend.read(lambda connection: bought.listed(connection, q.strip(), chosen, after))
    about: dict[str, Any] = {"q": q, "only": chosen or "", "filters": bought.FILTERS, "references": bought.REFERENCES}
    return desk.page("purchases", found=found, **about)


@routes.get("/purchases/{name}")
def purchase(desk: DeskOf, name: Annotated[str, Path(max_length=64)]) -> Response:
    found = desk.backend.read(lambda connection: bought.one(connection, name))
    return desk.page("purchase", bought=found, references=bought.REFERENCES)
