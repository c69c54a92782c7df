"""Whether a bank can take goods."""

from fastapi import Depends

from kiosk.backend import feasibility, models
from kiosk.backend.context import BackendOf, authenticate
from kiosk.backend.problems import described
from kiosk.backend.routes.common import WITH_BODY, router

routes = router("feasibility")


@routes.post("/feasibility:check", responses=described(*WITH_BODY), dependencies=[Depends(authenticate)])
def check_feasibility(backend: BackendOf, body: models.FeasibilityRequest) -> models.Feasibility:
    """Whether a site can take these goods now, in which kinds of compartments, until when a door would be held.

    Where it cannot, `reasons` say why and `fallbacks` where else. Blocked and broken doors are the kiosk's knowledge.
    """
    return backend.read(lambda connection: feasibility.feasibility(connection, body, backend.now_s()))
