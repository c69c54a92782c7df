"""Somebody else collects."""

from typing import Annotated

from fastapi import Depends, Response

from kiosk.backend import answers, models
from kiosk.backend.askers import AskerOf, VisitOf
from kiosk.backend.codes import delegations
from kiosk.backend.codes.givers import Who
from kiosk.backend.context import BackendOf
from kiosk.backend.problems import described
from kiosk.backend.routes.common import WITH_BODY, IdempotencyKey, PathId, router
from kiosk.backend.routes.pages import PageOf

routes = router("delegations")


def _who(asker: AskerOf, visit: VisitOf) -> Who:
    return Who(asker, visit)


WhoOf = Annotated[Who, Depends(_who)]


@routes.post("/pickups/{pickup}/delegations", status_code=201, responses=described(403, 404, 409, *WITH_BODY))
def delegate_pickup(
    backend: BackendOf, who: WhoOf, pickup: PathId, idempotency_key: IdempotencyKey, body: models.DelegationRequest
) -> models.NewDelegation:
    """Lets somebody else collect, with codes of their own: never share a code, it cannot be told who used it.

    Asked for in the visit of whoever ordered it, of those the company sends in their place, of its administrators, and
    of a delegate who may give it on (within their own limits); by the operator for private customers. A repetition
    gets the same codes. 422 `more-than-ones-own` names the limit.
    """
    parts = [who.name, body.model_dump(mode="json")]
    asked = answers.Request(f"{who.asker.name} POST /v1/pickups/{pickup}/delegations", idempotency_key, parts)
    now_s = backend.now_s()
    given = backend.write(
        lambda connection: answers.once(
            connection,
            asked,
            now_s,
            models.Delegation,
            lambda: delegations.give(connection, backend, who, pickup, body),
        )
    )
    return backend.read(lambda connection: delegations.with_codes(connection, backend, who, given))


@routes.get("/pickups/{pickup}/delegations", responses=described(403, 404))
def list_delegations(backend: BackendOf, who: WhoOf, page: PageOf, pickup: PathId) -> models.Delegations:
    """Who may collect, and who might have: those that are over are told too. For the company and the operator."""
    found = backend.read(lambda connection: delegations.page(connection, who, pickup, page.after, page.limit))
    rows, following = page.cut(found, lambda one: one.id)
    return models.Delegations(delegations=rows, next=following)


@routes.delete(
    "/pickups/{pickup}/delegations/{delegation}",
    status_code=204,
    response_class=Response,
    responses=described(403, 404),
)
def end_delegation(backend: BackendOf, who: WhoOf, pickup: PathId, delegation: PathId) -> None:
    """Takes it back, or, as the delegate, hands it back. What the delegate gave on ends with it. Twice is no error."""
    now_s = backend.now_s()
    backend.write(lambda connection: delegations.end(connection, who, pickup, delegation, now_s))
