"""Whether a bank can take goods."""

from kiosk.backend import feasibility, models
from kiosk.backend.context import BackendOf, KioskOf
from kiosk.backend.problems import described
from kiosk.backend.routes.common import WITH_BODY, router
from kiosk.backend.routes.shop import TakesOrders

routes = router("feasibility")


@routes.post("/feasibility:check", responses=described(*WITH_BODY))
def check_feasibility(
    backend: BackendOf, kiosk: KioskOf, takes_orders: TakesOrders, body: models.FeasibilityRequest
) -> models.Feasibility:
    """Whether a site can take these goods now, in which kinds of compartments, until when a door would be held.

    Where it cannot, `reasons` say why and `fallbacks` where else. Blocked and broken doors are the kiosk's knowledge.
    """
    delivers = not takes_orders(kiosk.site)
    return backend.read(
        lambda connection: feasibility.feasibility(connection, body, backend.now_s(), delivers=delivers)
    )
