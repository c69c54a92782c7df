"""Staff and couriers: parcels are put in, taken out, and known by their labels."""

from typing import Annotated

from fastapi import Depends, Response

from kiosk.backend import labels, models, staging
from kiosk.backend.askers import AskerOf
from kiosk.backend.context import BackendOf
from kiosk.backend.problems import described
from kiosk.backend.routes.common import WITH_BODY, IfMatch, PathId, etag, router
from kiosk.backend.staging import Place

routes = router("staging")
_CHANGE = described(404, 409, 412, 428)


def _place(pickup: PathId, parcel: PathId, if_match: IfMatch = "") -> Place:
    return Place(pickup, parcel, if_match)


PlaceOf = Annotated[Place, Depends(_place)]


@routes.put("/pickups/{pickup}/parcels/{parcel}", responses=_CHANGE | described(*WITH_BODY))
def stage_parcel(
    backend: BackendOf, asker: AskerOf, response: Response, place: PlaceOf, body: models.Staging
) -> models.PickupDetail:
    """Staff or a courier put a parcel into a compartment, or announce it. It is as the body says from now on.

    The quantities of its lines are ready once it lies in a compartment. The pickup becomes ready (`pickup.ready`) when
    everything ordered is, or at once when `partial` is asked for. 409 `compartment-taken`, `parcel-known` (of another
    pickup), `already-collected`, `pickup-closed`; 422 names what is beyond the order.
    """
    now_s = backend.now_s()
    answer = backend.write(lambda connection: staging.put(connection, asker, place, body, now_s))
    response.headers["ETag"] = etag(answer.version)
    return answer


@routes.delete("/pickups/{pickup}/parcels/{parcel}", responses=_CHANGE)
def take_parcel_out(backend: BackendOf, asker: AskerOf, response: Response, place: PlaceOf) -> models.PickupDetail:
    """Staff took it out again: it is none of the pickup's parcels any more, and its quantities are not ready."""
    now_s = backend.now_s()
    answer = backend.write(lambda connection: staging.take_out(connection, asker, place, now_s))
    response.headers["ETag"] = etag(answer.version)
    return answer


@routes.post("/parcels:identify", responses=described(404, 409, *WITH_BODY))
def identify_parcel(backend: BackendOf, asker: AskerOf, body: models.LabelRequest) -> models.LabelAnswer:
    """Whose carton it is, from the label on it: an SSCC, an article number (with serial number), a GS1 Digital Link, or
    the parcel's own id. 404 `label-unknown`; 409 `label-ambiguous` where several wait for the same article.
    """
    return backend.read(lambda connection: labels.identify(connection, asker, body))
