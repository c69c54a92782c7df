"""Purchases of companies. The kiosk and the company decide about them; the shop learns of them here, and sends them."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from kiosk.backend import sending
from kiosk.backend.problems import ProblemError
from kiosk.backend.sending import Sending
from kiosk.backend.staff import bought
from kiosk.backend.staff.doors import Desk, DeskOf, FormOf
from kiosk.backend.staff.pages import Problem, to
from kiosk.backend.staff.problem_words import words_for

routes = APIRouter()
PurchaseId = Annotated[str, Path(max_length=64)]


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
def purchase(desk: DeskOf, name: PurchaseId) -> Response:
    return _page(desk, name, {})


@routes.post("/purchases/{name}/sent")
def sent(desk: DeskOf, form: FormOf, name: PurchaseId) -> Response:
    """The goods are on their way; then its page again, or the page as it is now with what was wrong."""
    asked = Sending(desk.visit.name, name, form.whole("version", 2**53))
    now_s = desk.backend.now_s()
    try:
        desk.backend.write(lambda connection: sending.sent(connection, asked, now_s))
    except ProblemError as error:
        if error.code == "not-found":
            raise
        return _page(desk, name, {"": words_for(error)})
    return to(f"/purchases/{name}", "sent")


def _page(desk: Desk, name: str, problems: Mapping[str, Problem]) -> Response:
    found = desk.backend.read(lambda connection: bought.one(connection, name))
    return desk.page("purchase", problems=problems, bought=found, references=bought.REFERENCES)
