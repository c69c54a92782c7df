"""Goods that come back, and what was wrong with those that were handed out."""

from typing import Annotated

from fastapi import Depends, Query, Response
from pydantic import BaseModel
from sqlalchemy import Connection

from kiosk.backend import answers, deviations, models, receipts, returns
from kiosk.backend.askers import AskerOf, ClaimOf, VisitOf
from kiosk.backend.context import BackendOf
from kiosk.backend.deviations import Teller
from kiosk.backend.problems import described
from kiosk.backend.routes.common import WITH_BODY, IdempotencyKey, PathId, etag, router
from kiosk.backend.routes.pages import PageOf

routes = router("returns")

Of = Annotated[str, Query(max_length=64, description="Returns of this pickup only")]


def _teller(asker: AskerOf, visit: VisitOf) -> Teller:
    return Teller(asker, visit)


TellerOf = Annotated[Teller, Depends(_teller)]


def _asked(teller: Teller, path: str, key: str, body: BaseModel) -> answers.Request:
    who = teller.visit.employee if teller.visit else ""
    return answers.Request(f"{teller.asker.name} POST {path}", key, [who, body.model_dump(mode="json")])


@routes.post("/returns", status_code=201, responses=described(*WITH_BODY))
def begin_return(
    backend: BackendOf, claim: ClaimOf, idempotency_key: IdempotencyKey, body: models.ReturnRequest
) -> models.Return:
    """Announces a return, or tells of one that was dropped into a compartment unannounced (`dropped`).

    An announcement of more than was collected, or of a pickup nobody knows, is refused: 422 names the field. A drop
    happened: it is never refused, and `conflict` says what does not fit. It may name a visit that is over by now.
    """
    teller = Teller(claim.asker, claim.living() if body.dropped is None else claim.that_was())
    now_s = backend.now_s()
    asked = _asked(teller, "/v1/returns", idempotency_key, body)
    return backend.write(
        lambda connection: answers.once(
            connection,
            asked,
            now_s,
            models.Return,
            lambda: returns.begin(connection, teller.asker, teller.visit, body, now_s),
        )
    )


@routes.get("/returns")
def list_returns(backend: BackendOf, asker: AskerOf, page: PageOf, pickup: Of = "") -> models.Returns:
    """Returns of the site, oldest first."""
    found = backend.read(lambda connection: returns.page(connection, asker, pickup, page.after, page.limit))
    rows, following = page.cut(found, lambda one: one.id)
    return models.Returns(returns=rows, next=following)


@routes.get("/returns/{return_id}", responses=described(404))
def get_return(backend: BackendOf, asker: AskerOf, response: Response, return_id: PathId) -> models.Return:
    """One return with its receipts. The ETag is its version."""
    found = backend.read(lambda connection: returns.read(connection, asker, return_id))
    response.headers["ETag"] = etag(found.version)
    return found


@routes.post("/returns/{return_id}/receipts", status_code=201, responses=described(404, 409, *WITH_BODY))
def write_receipt(
    backend: BackendOf,
    claim: ClaimOf,
    return_id: PathId,
    idempotency_key: IdempotencyKey,
    body: models.ReceiptRequest,
) -> models.Receipt:
    """Goods came back: `dropped` into a compartment by the customer, or `received` by staff, line by line.

    A drop is never refused, not even for a return that this backend does not know; `conflict` and an incident say what
    does not fit. The answer is the receipt that is shown and printed. 409 `already-received` for a second one
    by staff. With the Pickup-Session of whoever dropped it, over or not, the return and its events name the visit.
    """
    now_s = backend.now_s()
    visit = claim.that_was() if body.kind == "dropped" else None
    asked = _asked(Teller(claim.asker, None), f"/v1/returns/{return_id}/receipts", idempotency_key, body)

    def work(connection: Connection) -> models.Receipt:
        def write() -> models.Receipt:
            return receipts.write(connection, claim.asker, return_id, body, now_s, visit=visit)

        return answers.once(connection, asked, now_s, models.Receipt, write)

    return backend.write(work)


@routes.post("/returns/{return_id}/close", responses=described(404, 409))
def close_return(backend: BackendOf, asker: AskerOf, return_id: PathId) -> models.Return:
    """Whoever refunds or replaces is done with it. 409 `not-received` before staff have it; twice is no error."""
    return backend.write(lambda connection: returns.close(connection, asker, return_id))


@routes.post("/pickups/{pickup}/deviations", status_code=201, responses=described(403, 404, *WITH_BODY))
def report_deviations(
    backend: BackendOf, teller: TellerOf, pickup: PathId, idempotency_key: IdempotencyKey, body: models.DeviationRequest
) -> models.Deviations:
    """What was short, wrong or damaged, line by line. Staff are told of each. 422 names a line beyond the order."""
    now_s = backend.now_s()
    asked = _asked(teller, f"/v1/pickups/{pickup}/deviations", idempotency_key, body)
    return backend.write(
        lambda connection: answers.once(
            connection,
            asked,
            now_s,
            models.Deviations,
            lambda: deviations.tell(connection, teller, pickup, body, now_s),
        )
    )


@routes.get("/pickups/{pickup}/deviations", responses=described(403, 404))
def list_deviations(backend: BackendOf, teller: TellerOf, page: PageOf, pickup: PathId) -> models.Deviations:
    """What was reported of one pickup, oldest first."""
    found = backend.read(lambda connection: deviations.page(connection, teller, pickup, page.after, page.limit))
    rows, following = page.cut(found, lambda one: one.id)
    return models.Deviations(deviations=rows, next=following)
